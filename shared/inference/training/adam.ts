/** D. P. Kingma, J. Ba, Adam, ICLR 2015, algorithm 1, with its usual constants. */
const beta1 = 0.9;
const beta2 = 0.999;
const epsilon = 1e-8;

/** Running averages of the gradient and of its square, [weight]. */
export interface AdamMoments {
  readonly first: Float64Array;
  readonly second: Float64Array;
}

export function adamMoments(length: number): AdamMoments {
  return { first: new Float64Array(length), second: new Float64Array(length) };
}

/**
 * One step downhill in place; `step` counts from 1. In the same pass the new weights enter their moving average,
 * average = decay average + (1 - decay) weights.
 */
export function adamStep(
  weights: Float64Array,
  gradient: Float64Array,
  moments: AdamMoments,
  step: number,
  learningRate: number,
  average: Float64Array,
  decay: number,
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
