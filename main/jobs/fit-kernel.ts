import { type Outcome, type Problem, success } from '../../shared/base/problem.ts';
import { compileKernel, type KernelChoice } from '../../shared/compute/compile.ts';
import type { Kernel } from '../../shared/compute/kernel.ts';
import { methods } from '../../shared/compute/methods/index.ts';
import type { FitOrderSettings } from '../../shared/fit/settings.ts';
import {
  losesDraws,
  type PrecisionProbe,
  probePrecision,
} from '../../shared/inference/diagnostics/precision-probe.ts';
import { startWeights } from '../../shared/inference/guide/start-weights.ts';
import { type FitPlan, kernelChoice } from '../../shared/inference/plan/fit-plan.ts';
import { machineThreads, nodeThreads } from './threads.ts';

/**
 * The kernel of a fit. A fit that starts on WebAssembly is tried on some draws in single and in double precision, and is
 * computed in double precision, with a warning that says so, where single precision loses what double precision solves.
 * One that goes on stays as it was decided.
 */
export async function fitKernel(
  plan: FitPlan,
  settings: FitOrderSettings,
  starts: boolean,
): Promise<Outcome<Kernel>> {
  const { backend, threads, relaxedMadd } = settings;
  const choice = (named: string): KernelChoice => ({
    ...kernelChoice(plan, named),
    threads: { count: threads ?? machineThreads(), host: nodeThreads() },
    relaxed: relaxedMadd,
  });
  const single = compileKernel(choice(backend));
  const isSingle = single.ok && single.value.backend === 'wasm' && hasGivenSteps(plan);
  if (!single.ok || !starts || !isSingle) return single;
  const double = compileKernel(kernelChoice(plan, wider));
  if (!double.ok) return single;
  const probe = await probePrecision(plan, startWeights(plan), single.value, double.value);
  await double.value.close();
  if (!losesDraws(probe)) return single;
  await single.value.close();
  const kernel = compileKernel(choice(wider));
  return kernel.ok
    ? success(kernel.value, [...single.problems, ...kernel.problems, lostDraws(probe)])
    : kernel;
}

const wider = 'wasm-float64';

/** Methods that choose their steps are computed in double precision anyway. */
function hasGivenSteps({ spec }: FitPlan): boolean {
  return methods.find(({ id }) => id === spec.method)?.error === null;
}

function lostDraws({ solved, failed, offValue, offGradient }: PrecisionProbe): Problem {
  const ways = [
    [failed, 'have no solution'],
    [offValue, 'have another likelihood'],
    [offGradient, 'have another gradient'],
  ].flatMap(([count, what]) => (count === 0 ? [] : [`${count} ${what}`]));
  return {
    code: 'fit.doublePrecision',
    severity: 'warning',
    message: `Of ${solved} draws tried at the start, ${ways.join(', ')} in single precision (float32), which holds seven digits between 1e-38 and 3e38. The fit is computed in double precision (${wider}), which takes about twice as long.`,
    remedy:
      'Nothing need be done. For speed, keep quantities and their powers nearer to 1: concentrations in nM in place of M, `hill(C, K, n)` or `(C/K)^n` in place of `C^n/(K^n + C^n)`.',
  };
}
