import { normalQuantile } from './normal.ts';
import { middle, type PhiloxStream, philoxWords } from './philox.ts';

/**
 * Random numbers without hidden state: a stream is named by (seed, purpose, step, individual) and its n-th number depends
 * on nothing else. So drawing more for one purpose changes no number of another, wells can be computed in any order, and a
 * fit that was interrupted goes on with the numbers it would have had.
 *
 *     const stream = { seed: 0, purpose: 'training', step: 17, individual: 5 };
 *     fillNormals(stream, draws);          // always the same draws
 */
export interface RandomStream {
  /** 0 .. 2^53 - 1. */
  readonly seed: number;
  readonly purpose: Purpose;
  /** 0 .. 2^32 - 1; what counts as a step is the purpose's affair. */
  readonly step: number;
  /** 0 .. 2^32 - 1. */
  readonly individual: number;
}

/** Purposes never change their number: stored fits are reproduced by them. */
const purposes = {
  start: 1,
  shuffle: 2,
  training: 3,
  evaluation: 4,
  prediction: 5,
  probe: 6,
  /** Draws that all series of a step have in common; `individual` is the draw. */
  shared: 7,
  /** Of chains; `step` is the transition, `individual` the chain: momenta, choices along the path, where a chain begins. */
  momenta: 8,
  paths: 9,
  chainStart: 10,
  /** Which draws stand for all. */
  resampling: 11,
  /** Proposals about a well's own refined mode; `step` is the draw. */
  refinement: 12,
  /** Of chains: momenta of the wells’ own steps. */
  sweeps: 13,
  /** Made-up data sets; `step` is the set: joint points (`individual` is the attempt), errors of readings. */
  simulation: 14,
  residualErrors: 15,
  /** Of annealed draws; `step` is the temperature: momenta, what is accepted and kept. */
  annealing: 16,
  annealingChoices: 17,
  /** Wells simulated from the population; `step` is the replicate. Their errors; `step` is the replicate too. */
  replicates: 20,
  replicateErrors: 21,
  /** Of wells that were never there; `step` is the draw: own values, and what wells share where no training well has it. */
  scenario: 18,
  scenarioShared: 19,
  /** Which draw of a fit a made-up data set is of. */
  simulatedDraw: 22,
  /** Of the hierarchical bound; `step` is the step or draw: what wells share, and their own values (`individual`: which draw of it). */
  population: 30,
  populationWells: 31,
  populationChoices: 32,
  /** Of chains: places proposed to wells. */
  wellProposals: 33,
  test: 255,
} as const;
export type Purpose = keyof typeof purposes;

/** Segments of weights that start at random, of the purpose `start`; they stand where other purposes have the individual. */
export const startSegments = { convolution: 5, dense: 6, denseBias: 7, network: 8 } as const;

/** The same for the values of parts, by their place among the points. */
export function partSegment(index: number): number {
  return 100 + index;
}

/** The stream's part of Philox's counters, whose first word counts blocks, and its key; for who makes blocks elsewhere. */
export function philoxOf(stream: RandomStream): PhiloxStream {
  const { individual, step, seed } = stream;
  return {
    c1: individual,
    c2: step,
    c3: purposes[stream.purpose],
    k0: seed | 0,
    k1: Math.floor(seed * perWord),
  };
}

/** Of the block at hand, signed. */
const words = new Int32Array(4);
const perWord = 2 ** -32;

function word(index: number): number {
  return (words[index] as number) >>> 0;
}

/** 53-bit uniforms in [0, 1), two words each. */
export function fillUniforms(stream: RandomStream, out: Float64Array): void {
  const blocks = philoxOf(stream);
  for (let i = 0; i < out.length; i++) {
    if ((i & 1) === 0) philoxWords(blocks, i >>> 1, words);
    out[i] = uniform((i & 1) * 2);
  }
}

function uniform(at: number): number {
  return ((word(at) >>> 5) * 67108864 + (word(at + 1) >>> 6)) * 2 ** -53;
}

/**
 * Standard normals by the inverse distribution function, one 32-bit word each (so |z| < 6.4, in steps that are 1e-10 wide
 * near the middle: far below Monte Carlo error). One word and no rejection keep number n at place n of its stream. They
 * fill [from, to) of `out`: number 0 is at `from`.
 */
export function fillNormals(stream: RandomStream, out: Float64Array, from = 0, to = out.length): void {
  const blocks = philoxOf(stream);
  for (let i = from, index = 0; i < to; i += 4, index++) {
    philoxWords(blocks, index, words);
    for (let at = 0; at < 4 && i + at < to; at++) {
      out[i + at] = normalQuantile(middle(words[at] as number));
    }
  }
}

/**
 * An integer 0 .. n - 1 from one 64-bit number of the stream, n <= 2^31. The bias of multiplying instead of rejecting is
 * below n / 2^53.
 */
export function integerBelow(stream: RandomStream, position: number, n: number): number {
  philoxWords(philoxOf(stream), position >>> 1, words);
  return Math.floor(uniform((position & 1) * 2) * n);
}

/** Shuffles in place, every order equally likely (Fisher and Yates; Durstenfeld 1964). */
export function shuffle(stream: RandomStream, items: Int32Array): void {
  for (let i = items.length - 1, position = 0; i > 0; i--, position++) {
    const j = integerBelow(stream, position, i + 1);
    const swapped = items[i] as number;
    items[i] = items[j] as number;
    items[j] = swapped;
  }
}
