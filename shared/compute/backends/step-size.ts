import { firstLane } from './lane-index.ts';
import type { Machine } from './machine.ts';
import type { StepControl } from './stepper.ts';

/**
 * Step control by the estimated error of a step (Hairer, Norsett, Wanner 1993, II.4; proportional-integral as in IV.2 of
 * Hairer and Wanner 1996): with err = rms_j(error_j / (atol + rtol max(|y_j|, |next_j|))), a step is accepted when
 * err <= 1, and the next one is h times safety err^-alpha err_last^beta within [0.2, 5].
 */
export interface StepSize {
  /** Length to try; 0 before the first step of a trajectory. */
  h: number;
  begin(): void;
  /** Judges a tried step and sets the length of the next. */
  judge(error: number, accept: boolean): void;
}

/** Arbitrary as everywhere: these are the usual ones. */
export const stepLimits = { safety: 0.9, least: 0.2, most: 5, leastError: 1e-10, leastKept: 1e-4 } as const;

/** Exponents of the error and of the last one for a method of an order. */
export function stepExponents(order: number): { readonly alpha: number; readonly beta: number } {
  return { alpha: 0.7 / order, beta: 0.4 / order };
}

export function makeStepSize(order: number): StepSize {
  const { alpha, beta } = stepExponents(order);
  const { safety, least, most, leastError, leastKept } = stepLimits;
  let lastError = 1;
  let rejected = false;
  const size: StepSize = {
    h: 0,
    begin() {
      size.h = 0;
      lastError = 1;
      rejected = false;
    },
    judge(error, accept) {
      if (!Number.isFinite(error)) {
        size.h *= least;
        rejected = true;
        return;
      }
      const bounded = Math.max(error, leastError);
      const factor = accept
        ? safety * bounded ** -alpha * lastError ** beta
        : safety * bounded ** (-1 / order);
      // after a rejection the step does not grow at once
      const largest = rejected && accept ? 1 : most;
      size.h *= Math.min(largest, Math.max(least, factor));
      rejected = !accept;
      if (accept) lastError = Math.max(bounded, leastKept);
    },
  };
  return size;
}

/** A step that ends within this of the grid point ends at it. */
export const reach = 1 + 1e-10;
/** Shortest step relative to the time. */
export const shortestStep = 1e-13;

/** Where a step from t ends at the latest: the next of the plan's stops, or `end`. */
export function nextStop(machine: Machine, t: number, end: number): number {
  let stop = end;
  for (const term of machine.plan.stops) {
    const at = machine.read(term, firstLane);
    if (at > t && at < stop) stop = at;
  }
  return stop;
}

/** Scaled size of an error; [state] arrays of one trajectory. */
export function errorNorm(
  error: Float64Array,
  before: Float64Array,
  after: Float64Array,
  { rtol, atol }: Pick<StepControl, 'rtol' | 'atol'>,
): number {
  let sum = 0;
  for (let state = 0; state < before.length; state++) {
    const scale = atol + rtol * Math.max(Math.abs(before[state]), Math.abs(after[state]));
    const ratio = error[state] / scale;
    sum += ratio * ratio;
  }
  return Math.sqrt(sum / before.length);
}
