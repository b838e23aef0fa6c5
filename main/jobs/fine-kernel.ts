import { compileKernel } from '../../shared/compute/compile.ts';
import type { Kernel } from '../../shared/compute/kernel.ts';
import { type FitPlan, kernelChoice } from '../../shared/inference/plan/fit-plan.ts';
import { machineThreads, nodeThreads } from './threads.ts';

/** Of float64, for curvature and for wells that had no part in the fit: the kernel itself where it is that already. */
export function fineKernel(plan: FitPlan, kernel: Kernel): Kernel {
  if (kernel.backend !== 'wasm') return kernel;
  const threads = { count: Math.min(kernel.threads, machineThreads()), host: nodeThreads() };
  const fine = compileKernel({ ...kernelChoice(plan, 'wasm-float64'), threads });
  return fine.ok ? fine.value : kernel;
}
