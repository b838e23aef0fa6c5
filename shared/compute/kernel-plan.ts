import type { Term } from '../model/operations/operation.ts';
import type { WeightFlow } from './differentiate.ts';
import type { ExplosionTerms } from './explosion.ts';
import type { Graph } from './graph.ts';
import type { Method } from './method.ts';

/**
 * A model and a method as straight-line code, with its exact reverse sweep (discretise, then differentiate). Backends
 * only arrange loops around these blocks:
 *
 *     once                                     parameters, doses -> hoisted quantities, initial states
 *     for each grid point n:   observe         t_n, y_n -> predictions, terms of the sums, carried residuals
 *                              (amounts added to states)
 *                              step            t, h, y -> next y, keeping `tape`; as often as the method asks
 *                              explosion       now and then, after a given step: whether those before it have run away
 *     at the end               finish         sums over the grid -> log likelihood of each signal
 *     backwards, lambda = 0:   reverseStep     lambda = (d next / d y)^T lambda, accumulators += ...
 *                              reverseObserve  lambda += d logLik_n / d y_n, accumulators += ...
 *     reverseOnce              lambda_0, accumulators, sums -> d logLik / d parameters
 *
 * All blocks share one graph. An operand of an instruction is a constant, an input, a quantity of `once`, a taped
 * quantity (in reverseStep), or the result of an earlier instruction of the same block.
 *
 * `adjoint` inputs are numbered: states, then accumulators, then carried residuals.
 *
 * Example: `x' = -k x` by midpoint. `once` holds nothing but k; step computes k x, then k (x - h/2 k x); reverseStep
 * needs the middle state for d/dk, which is on the tape.
 */
export interface KernelPlan {
  readonly graph: Graph;
  readonly method: Method;
  readonly states: number;
  readonly signals: number;
  readonly parameters: number;
  readonly doses: number;
  /** Length of the multi-hot vector of parts. */
  readonly parts: number;
  /** Treatments that change in steps or are added to states. */
  readonly timed: readonly { readonly treatment: number; readonly addedTo: number | null }[];
  readonly layers: readonly LayerShape[];
  /** Length of the flat array of all layers' weights. */
  readonly weights: number;

  readonly once: Block;
  /** [state]; computed by `once`. */
  readonly initial: readonly Term[];

  /** Times at which steps of the method's own choice end, hours: parameters, constants, quantities of `once`. */
  readonly stops: readonly Term[];

  /** Of an explicit method; empty for an implicit one. */
  readonly step: Block;
  /** y_(n+1), [state]; outputs of `step`. */
  readonly next: readonly Term[];
  /** y_(n+1) - y_n, [state]. */
  readonly increments: readonly Term[];
  /** Estimated error of the step, [state]; empty for methods with given steps. */
  readonly error: readonly Term[];
  /** What `step` keeps for `reverseStep`, beside y. */
  readonly tape: readonly Term[];
  /** Whether steps that are given have run away from the solution; null where steps are chosen. */
  readonly explosion: ExplosionPlan | null;
  readonly reverseStep: Block;
  /** New lambda, [state]. */
  readonly stepAdjoints: readonly Term[];
  readonly stepFlows: readonly Term[];

  /** d y / d t at (time, state) and its derivatives, for implicit methods; null for explicit ones. */
  readonly slope: SlopePlan | null;

  readonly observe: Block;
  /** [signal]. */
  readonly predictions: readonly Term[];
  /** Standard deviation of a reading, [signal]. */
  readonly deviations: readonly Term[];
  /** What a reading adds to its signal's sum, 0 where there is none, [signal]. */
  readonly readingTerms: readonly Term[];
  /** What is known of a signal's error, carried to its next reading, [carried], and the signal of each. */
  readonly carried: readonly Term[];
  readonly carriedSignals: readonly number[];

  readonly finish: Block;
  /** Of hoisted quantities and `sum` inputs, nats, [signal]. */
  readonly logLikelihoods: readonly Term[];

  /** Hoisted quantities that receive gradient, [accumulator]. */
  readonly accumulated: readonly Term[];
  readonly reverseObserve: Block;
  /** To be added to lambda, [state]; a constant 0 where a reading does not depend on a state. */
  readonly observedAdjoints: readonly Term[];
  /** To be added to the accumulators, [accumulator]. */
  readonly observedFlows: readonly Term[];
  /** New adjoints of carried residuals, [carried]. */
  readonly carriedAdjoints: readonly Term[];

  readonly reverseOnce: Block;
  /** d logLik / d parameter, [parameter]. */
  readonly gradient: readonly Term[];
}

/** Nodes to compute, in order. */
export interface Block {
  readonly instructions: readonly Term[];
  /** What the block adds to the gradient of shared weights; `flowInstructions` are instructions with what these need. */
  readonly flows: readonly WeightFlow[];
  readonly flowInstructions: readonly Term[];
}

/** Where a layer's weights lie in the flat array: [output, input] row-major at `weight`, [output] at `bias`. */
export interface LayerShape {
  readonly name: string;
  readonly inputs: number;
  readonly outputs: number;
  readonly weight: number;
  /** -1: none. */
  readonly bias: number;
}

/** Run after `step` where a step is watched, see `explosion.ts`. */
export interface ExplosionPlan extends ExplosionTerms {
  /** Beside inputs and quantities of `once` it takes `slopes` and `next` of the step. */
  readonly block: Block;
}

/** What an implicit method needs of the model at one (time, state). */
export interface SlopePlan {
  readonly rates: Block;
  /** [state]. */
  readonly slopes: readonly Term[];
  readonly jacobian: Block;
  /** d slope_i / d state_j, [state i * states + state j]. */
  readonly entries: readonly Term[];
  /** With `adjoint` inputs for the slopes: adjoints of states, flows to accumulators. */
  readonly reverse: Block;
  readonly stateAdjoints: readonly Term[];
  readonly flows: readonly Term[];
  /**
   * At the beginning of a step, with `adjoint` inputs for the states there: what switches at that time owe to accumulators;
   * null where there are no switches.
   */
  readonly jumps: { readonly block: Block; readonly flows: readonly Term[] } | null;
}

/** Operations of all blocks together, what weights' gradients need included. */
export function planSize(plan: KernelPlan): number {
  const { once, step, observe, finish, reverseStep, reverseObserve, reverseOnce, slope } = plan;
  const blocks = [once, step, observe, finish, reverseStep, reverseObserve, reverseOnce];
  if (slope !== null) blocks.push(slope.rates, slope.jacobian, slope.reverse);
  return blocks.reduce((size, { flowInstructions }) => size + flowInstructions.length, 0);
}
