import type { LearningRates } from '../spec/fit-spec.ts';

/** The rate of an epoch counted from 1: it changes from epoch boundary + 1 on. */
export function learningRateOf(learning: LearningRates, epoch: number): number {
  let interval = 0;
  while (interval < learning.boundaries.length && epoch > learning.boundaries[interval]) interval++;
  return learning.rates[interval];
}

/** Whether an evaluation follows epoch `epoch` (counted from 1); the last one always has it. */
export function isEvaluated(epoch: number, epochs: number, evaluateEvery: number): boolean {
  return epoch % evaluateEvery === 0 || epoch === epochs;
}
