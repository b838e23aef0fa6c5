import { formatProblem } from '../../shared/base/problem.ts';
import { compileKernel, type KernelChoice } from '../../shared/compute/compile.ts';
import type { Kernel, KernelIndividual } from '../../shared/compute/kernel.ts';
import type { Model } from '../../shared/model/model.ts';

export function kernelFor(
  model: Model,
  method: string,
  backend: string,
  options: Omit<KernelChoice, 'model' | 'method' | 'backend'> = {},
): Kernel {
  const outcome = compileKernel({ model, method, backend, ...options });
  if (!outcome.ok) throw new Error(outcome.problems.map(formatProblem).join('\n'));
  return outcome.value;
}

/** One well; observations default to none. */
export function individual(
  times_h: readonly number[],
  doses: readonly number[],
  observations: readonly (readonly (number | null)[])[],
): KernelIndividual {
  return {
    doses: Float64Array.from(doses),
    times_h: Float64Array.from(times_h),
    observations: Float64Array.from(observations.flat(), (value) => value ?? 0),
    mask: Uint8Array.from(observations.flat(), (value) => (value === null ? 0 : 1)),
  };
}

export interface Likelihoods {
  readonly logLik: Float64Array;
  readonly status: Uint8Array;
  readonly gradient: Float64Array;
  readonly logLikBySignal: Float64Array;
}

/** Solves `rows` of parameters for one individual each, [series 0 draw 0, ...]. */
export async function solve(
  kernel: Kernel,
  individuals: readonly KernelIndividual[],
  draws: number,
  parameters: Float64Array,
  signals: number,
): Promise<Likelihoods> {
  const rows = individuals.length * draws;
  const out = {
    logLik: new Float64Array(rows),
    status: new Uint8Array(rows),
    gradient: new Float64Array(parameters.length),
    logLikBySignal: new Float64Array(rows * signals),
  };
  kernel.bind(individuals);
  await kernel.logLikelihood({ individuals: Int32Array.from(individuals.keys()), draws, parameters }, out);
  return out;
}

/** How far two kernels are apart, at worst, over the trajectories that both could solve. */
export interface Apart {
  /** |difference| / sum over signals of |log likelihood|: what is added up, since signals often cancel. */
  readonly logLik: number;
  /** Of the largest component, as changes of the log likelihood for a relative change of a parameter. */
  readonly gradient: number;
  /** Trajectories that were compared. */
  readonly compared: number;
}

export interface Floors {
  /**
   * Of a row's log likelihood: a reading's log density is a sum of terms of about a nat, and those of several readings cancel
   * as well, so that a trajectory's is no smaller than its number of readings.
   */
  readonly nats?: (row: number) => number;
  /**
   * Of a row's largest gradient component, as a fraction of its log likelihood: where everything saturates, derivatives are
   * what rounding leaves of 1 - tanh^2, and move the log likelihood by next to nothing.
   */
  readonly gradient?: number;
}

/**
 * Compares [row] log likelihoods and [row, parameter] gradients. Components are compared as d logLik / d log |parameter|: a
 * parameter's unit is arbitrary, and a rate written per nM of something that hardly matters has the largest plain
 * derivative of all without mattering (KR12 of dr_constant: 5e-7 / nM, derivative 1e9, an effect of 6e2 beside 2e8).
 * Where a parameter is 0 its derivative counts as it is.
 *
 * @param floors what sizes are at least, for models that anything might have written.
 */
export function apart(
  judge: Likelihoods,
  ours: Pick<Likelihoods, 'logLik' | 'gradient' | 'status'>,
  parameters: Float64Array,
  { nats = () => 0, gradient: least = 0 }: Floors = {},
): Apart {
  const width = parameters.length / judge.logLik.length;
  const signals = judge.logLikBySignal.length / judge.logLik.length;
  let logLik = 0;
  let gradient = 0;
  let compared = 0;
  judge.status.forEach((status, row) => {
    if (status !== 0 || ours.status[row] !== 0) return;
    compared++;
    const expected = judge.logLik[row] as number;
    const terms = judge.logLikBySignal.subarray(row * signals, (row + 1) * signals);
    const size = Math.max(
      terms.reduce((sum, term) => sum + Math.abs(term), 0),
      nats(row),
    );
    logLik = Math.max(logLik, relative(Math.abs((ours.logLik[row] as number) - expected), size));
    let largest = least * size;
    let worst = 0;
    for (let at = row * width; at < (row + 1) * width; at++) {
      const scale = Math.abs(parameters[at] as number) || 1;
      const component = judge.gradient[at] as number;
      largest = Math.max(largest, Math.abs(component) * scale);
      worst = Math.max(worst, Math.abs((ours.gradient[at] as number) - component) * scale);
    }
    gradient = Math.max(gradient, relative(worst, largest));
  });
  return { logLik, gradient, compared };
}

/** Largest difference of two arrays, as a fraction of the largest entry of the first. */
export function apartOfLargest(judge: Float64Array, ours: Float64Array): number {
  let largest = 0;
  let worst = 0;
  judge.forEach((value, index) => {
    largest = Math.max(largest, Math.abs(value));
    worst = Math.max(worst, Math.abs((ours[index] as number) - value));
  });
  return relative(worst, largest);
}

function relative(difference: number, size: number): number {
  // NaN must not pass for agreement: it fails every comparison, also that with a tolerance
  if (Number.isNaN(difference)) return Number.POSITIVE_INFINITY;
  return difference === 0 ? 0 : difference / size;
}

/** ENGINE.md's accuracy of float32 against float64. */
export const float32Tolerance = { logLik: 5e-6, gradient: 2e-5 } as const;
