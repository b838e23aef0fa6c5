import type { Individual } from '../../../experiment/experiment.ts';

/**
 * What the encoder sees: pooled differences, each less its mean over the training wells (so that what remains is what
 * tells wells apart), in units of its signal's standard deviation over them, times `inputScale`.
 *
 * The scale decides how far one step of Adam moves the dense layer: with inputs of order 1 a step of 0.01 in each of 720
 * weights drives every hidden unit into saturation, and all wells then get the same parameters; unscaled differences leave
 * hidden units that hardly differ between wells. Tried by the elbo after 20 epochs of `dr_constant_icml`: 0.015 and 0.03
 * were equal within the noise of a seed and better than 0.1, 1, 3 and no scaling. `startWeights` gives the dense layer the
 * gain that lets hidden units tell wells apart from the start.
 */
export const inputScale = 0.015;

/** One array [signal, times - pool] for each individual; only wells in `train` shape mean and scale. */
export function encoderInputs(
  individuals: readonly Individual[],
  train: Int32Array,
  signals: number,
  pool: number,
): Float64Array[] {
  const inputs = individuals.map((individual) => pooledDifferences(individual, signals, pool));
  standardise(inputs, train, signals);
  return inputs;
}

/** Inputs [signal, position] less their mean over the training wells, in units of their signal's spread, in place. */
export function standardise(inputs: readonly Float64Array[], train: Int32Array, signals: number): void {
  const size = inputs[0].length;
  const length = size / signals;
  const mean = new Float64Array(size);
  for (const well of train) for (let n = 0; n < size; n++) mean[n] += inputs[well][n] / train.length;
  const scale = new Float64Array(signals);
  for (let s = 0; s < signals; s++) {
    let square = 0;
    for (const well of train) {
      for (let n = s * length; n < (s + 1) * length; n++) square += (inputs[well][n] - mean[n]) ** 2;
    }
    const sd = Math.sqrt(square / (train.length * length));
    // A signal that is the same in all training wells, up to rounding, tells nothing.
    scale[s] = sd > 1e-12 ? inputScale / sd : 0;
  }
  for (const input of inputs) {
    for (let n = 0; n < size; n++) input[n] = (input[n] - mean[n]) * scale[Math.floor(n / length)];
  }
}

/**
 * Differences of one individual's signals in time, averaged over `pool` of them, [signal, times - pool]; a missing
 * reading stands at the one before it. See `encoder.ts` for why pooling comes first.
 */
export function pooledDifferences(individual: Individual, signals: number, pool: number): Float64Array {
  const times = individual.times_h.length;
  const length = times - pool;
  const out = new Float64Array(signals * length);
  const series = new Float64Array(times);
  for (let s = 0; s < signals; s++) {
    let last = 0;
    for (let t = 0; t < times; t++) {
      if (individual.mask[s * times + t] !== 0) last = individual.observations[s * times + t];
      series[t] = last;
    }
    for (let t = 0; t < length; t++) out[s * length + t] = (series[t + pool] - series[t]) / pool;
  }
  return out;
}
