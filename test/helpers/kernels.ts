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
