import type { KernelIndividual } from '../kernel.ts';
import type { KernelPlan } from '../kernel-plan.ts';

/** Before a signal's first reading: so long ago that no correlation is left, and finite so that 0 times it is 0. */
export const longAgo = 1e9;

/** Hours since the last reading of each signal, [signal, time]; empty where no signal is correlated. */
export function readingGaps(plan: KernelPlan, { times_h, mask }: KernelIndividual): Float64Array {
  if (plan.carriedSignals.length === 0) return new Float64Array(0);
  const length = times_h.length;
  const gaps = new Float64Array(plan.signals * length);
  for (let signal = 0; signal < plan.signals; signal++) {
    let last = Number.NEGATIVE_INFINITY;
    for (let n = 0; n < length; n++) {
      gaps[signal * length + n] = Math.min(times_h[n] - last, longAgo);
      if (mask[signal * length + n] !== 0) last = times_h[n];
    }
  }
  return gaps;
}

/** Readings of a signal. */
export function readingCount({ times_h, mask }: KernelIndividual, signal: number): number {
  const length = times_h.length;
  let count = 0;
  for (let n = 0; n < length; n++) if (mask[signal * length + n] !== 0) count++;
  return count;
}

/** Value of a treatment in steps from grid point n on. */
export function timedDose(
  { doses, schedule, times_h }: KernelIndividual,
  treatment: number,
  n: number,
): number {
  return schedule === undefined ? doses[treatment] : schedule[treatment * times_h.length + n];
}

/** Amount of a treatment that is added to its state at grid point n. */
export function addedAmount(
  { doses, schedule, times_h }: KernelIndividual,
  treatment: number,
  n: number,
): number {
  if (schedule === undefined) return n === 0 ? doses[treatment] : 0;
  return schedule[treatment * times_h.length + n];
}
