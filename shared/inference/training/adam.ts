/** D. P. Kingma, J. Ba, Adam, ICLR 2015, algorithm 1, with its usual constants. */
const beta1 = 0.9;
const beta2 = 0.999;
const epsilon = 1e-8;

/** Running averages of the gradient and of its square, [weight]. */
export interface AdamMoments {
  readonly first: Float64Array;
  readonly second: Float64Array;
}

/** What a step changes, [weight]. */
export interface AdamState {
  readonly weights: Float64Array;
  /** The weights' moving average. */
  readonly average: Float64Array;
  readonly moments: AdamMoments;
}

export interface AdamStep {
  /** Counts from 1. */
  readonly step: number;
  readonly learningRate: number;
  /** Of the moving average. */
  readonly decay: number;
}

export function adamMoments(length: number): AdamMoments {
  return { first: new Float64Array(length), second: new Float64Array(length) };
}

/**
 * One step downhill in place, against `gradient` [weight]. In the same pass the new weights enter their moving average,
 * average = decay average + (1 - decay) weights.
 */
export function adamStep(
  { weights, average, moments }: AdamState,
  gradient: Float64Array,
  { step, learningRate, decay }: AdamStep,
): void {
  const { first, second } = moments;
  const size = learningRate / (1 - beta1 ** step);
  const secondScale = 1 / Math.sqrt(1 - beta2 ** step);
  for (let i = 0; i < weights.length; i++) {
    const g = gradient[i];
    const m = beta1 * first[i] + (1 - beta1) * g;
    const v = beta2 * second[i] + (1 - beta2) * g * g;
    const weight = weights[i] - (size * m) / (Math.sqrt(v) * secondScale + epsilon);
    first[i] = m;
    second[i] = v;
    weights[i] = weight;
    average[i] = decay * average[i] + (1 - decay) * weight;
  }
}
