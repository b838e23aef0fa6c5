import type { Individual } from '../../../experiment/experiment.ts';
import { inputScale, standardise } from './encoder-input.ts';

/**
 * What the encoder sees of wells that share no complete grid of times (INFERENCE.md, 9). Each well's signals are
 * interpolated to 64 equal steps over its own span, and a step has as channels
 *
 *     the difference of each signal over it     pooled over those of its neighbours in which the signal is known
 *     for each signal, whether it was read in it
 *     its length
 *
 * so that the convolution, which sees steps and not hours, is told what a step is. The logarithms of the span and of the
 * number of readings go to the dense layer as they are. Pooling comes before the convolution, as in `encoder.ts`.
 */
export const irregularSteps = 64;

/** Numbers of a series beside its channels: log span, log reading count. */
export const irregularExtra = 2;

export function irregularChannels(signals: number): number {
  return 2 * signals + 1;
}

/** A span of nothing has no logarithm: one reading counts as a second's. */
const shortestSpan_h = 1 / 3600;

/**
 * One array for each individual: channels [channel, steps - pool + 1], then the extra numbers. Only wells in `train` shape
 * means and scales. Differences are in units of their signal's spread, as the regular encoder has them; what is of order 1
 * by itself is taken less its mean, so that small differences in timing are not blown up.
 */
export function irregularInputs(
  individuals: readonly Individual[],
  train: Int32Array,
  signals: number,
  pool: number,
): Float64Array[] {
  const length = irregularSteps - pool + 1;
  const read = individuals.map((individual) => steppedSeries(individual, signals, pool));
  const differences = read.map((each) => each.differences);
  standardise(differences, train, signals);
  const others = read.map(({ masks, step_h, span_h, count }) => {
    const steps = new Float64Array(length).fill(Math.log(step_h));
    return Float64Array.from([...masks, ...steps, Math.log(span_h), Math.log(count)]);
  });
  centre(others, train);
  return individuals.map((_, i) => Float64Array.from([...differences[i], ...others[i]]));
}

interface SteppedSeries {
  /** Pooled over known steps, [signal, position]. */
  readonly differences: Float64Array;
  /** Share of the pooled steps in which the signal was read, [signal, position]. */
  readonly masks: Float64Array;
  readonly step_h: number;
  readonly span_h: number;
  /** Readings, of all signals. */
  readonly count: number;
}

export function steppedSeries(individual: Individual, signals: number, pool: number): SteppedSeries {
  const length = irregularSteps - pool + 1;
  const bySignal = Array.from({ length: signals }, (_, s) => readingsOf(individual, s));
  const { first, last } = boundsOf(bySignal);
  const span_h = Math.max(last - first, shortestSpan_h);
  const step_h = span_h / irregularSteps;
  const nodes = Float64Array.from({ length: irregularSteps + 1 }, (_, k) => first + k * step_h);
  const differences = new Float64Array(signals * length);
  const masks = new Float64Array(signals * length);
  bySignal.forEach((readings, s) => {
    const { difference, known, isRead } = stepsOf(readings, nodes);
    for (let p = 0; p < length; p++) {
      let [sum, weight, read] = [0, 0, 0];
      for (let k = p; k < p + pool; k++) {
        sum += known[k] * difference[k];
        weight += known[k];
        read += isRead[k];
      }
      differences[s * length + p] = weight > 0 ? sum / weight : 0;
      masks[s * length + p] = read / pool;
    }
  });
  const count = Math.max(
    1,
    bySignal.reduce((sum, { times_h }) => sum + times_h.length, 0),
  );
  return { differences, masks, step_h, span_h, count };
}

/** Of one signal, ascending in time. */
interface Readings {
  readonly times_h: Float64Array;
  readonly values: Float64Array;
}

function readingsOf({ times_h, observations, mask }: Individual, signal: number): Readings {
  const from = signal * times_h.length;
  const at = Int32Array.from(times_h.keys()).filter((t) => mask[from + t] !== 0);
  return {
    times_h: Float64Array.from(at, (t) => times_h[t]),
    values: Float64Array.from(at, (t) => observations[from + t]),
  };
}

function boundsOf(bySignal: readonly Readings[]): { readonly first: number; readonly last: number } {
  let [first, last] = [Infinity, -Infinity];
  for (const { times_h } of bySignal) {
    if (times_h.length === 0) continue;
    first = Math.min(first, times_h[0]);
    last = Math.max(last, times_h[times_h.length - 1]);
  }
  return first <= last ? { first, last } : { first: 0, last: 0 };
}

/** [step]: a signal's difference over it; 1 where the step reaches between its first and last reading; 1 where it was read. */
function stepsOf({ times_h, values }: Readings, nodes: Float64Array) {
  const steps = nodes.length - 1;
  const [difference, known, isRead] = [new Float64Array(steps), new Uint8Array(steps), new Uint8Array(steps)];
  const count = times_h.length;
  if (count === 0) return { difference, known, isRead };
  const at = interpolate(times_h, values, nodes);
  for (let k = 0; k < steps; k++) {
    difference[k] = at[k + 1] - at[k];
    if (nodes[k + 1] > times_h[0] && nodes[k] < times_h[count - 1]) known[k] = 1;
  }
  for (const time of times_h) {
    const step = Math.floor((time - nodes[0]) / (nodes[1] - nodes[0]));
    isRead[Math.min(step, steps - 1)] = 1;
  }
  return { difference, known, isRead };
}

/** Straight lines between readings, the first and last value beyond them; [node], both ascending. */
function interpolate(times_h: Float64Array, values: Float64Array, nodes: Float64Array): Float64Array {
  const last = times_h.length - 1;
  let n = 0;
  return nodes.map((node) => {
    while (n < last && times_h[n + 1] <= node) n++;
    const [from, to] = [times_h[n], times_h[Math.min(n + 1, last)]];
    if (node <= from || to <= from) return values[n];
    return values[n] + ((node - from) / (to - from)) * (values[Math.min(n + 1, last)] - values[n]);
  });
}

/** Less the mean over training wells, times `inputScale`, in place. */
function centre(inputs: readonly Float64Array[], train: Int32Array): void {
  const mean = new Float64Array(inputs[0].length);
  for (const well of train) for (let n = 0; n < mean.length; n++) mean[n] += inputs[well][n] / train.length;
  for (const input of inputs)
    for (let n = 0; n < mean.length; n++) input[n] = (input[n] - mean[n]) * inputScale;
}
