import { compileKernel } from '../../shared/compute/compile.ts';
import type { Kernel } from '../../shared/compute/kernel.ts';
import { type FitPlan, kernelChoice } from '../../shared/inference/plan/fit-plan.ts';
import { machineThreads, nodeThreads } from './threads.ts';

const fine = 'wasm-float64';

/**
 * Of float64, for curvature and for wells that had no part in the fit: the kernel itself where it is that already.
 *
 * @param own what the kernel was made for, where the wells are others: they may have readings that are known from below.
 */
export function fineKernel(plan: FitPlan, kernel: Kernel, own: FitPlan = plan): Kernel {
  const isEnough = kernelChoice(plan, fine).censoring === kernelChoice(own, fine).censoring;
  // the others are of float64 too, and many times slower
  if (kernel.backend === fine && isEnough) return kernel;
  const threads = { count: Math.min(kernel.threads, machineThreads()), host: nodeThreads() };
  const compiled = compileKernel({ ...kernelChoice(plan, fine), threads });
  return compiled.ok ? compiled.value : kernel;
}
