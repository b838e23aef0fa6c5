import { compileKernel } from '../../shared/compute/compile.ts';
import type { Kernel } from '../../shared/compute/kernel.ts';
import { type FitPlan, kernelChoice } from '../../shared/inference/plan/fit-plan.ts';
import { modelFromText } from './library-model.ts';

/** What the linear model lacks: a trained network that reads the parts, and a well's prior that is itself inferred. */
export const learningModel = modelFromText(`model learning "Network and learned population"
parameters
  z_mean population Normal(0, 1)
  z_sd population LogNormal(-1, 0.5)
  z individual LogNormal(z_mean, z_sd)
  prec constant = 20
states
  x starts at 0
  y starts at 0.5
networks
  hidden = tanh layer of 3 from x, y, z, parts, t
  made = sigmoid layer for x, y starting at 0.2 from hidden
rates
  x' = z * made.x - 0.5 * x
  y' = made.y - y
observables
  A = x with precision prec
  B = x + y with sd 0.3 + 0.1 * prediction^2 correlated over z
`);

/** Solves it in double precision. */
export function learningKernel(plan: FitPlan): Kernel {
  const kernel = compileKernel(kernelChoice(plan, 'javascript'));
  if (!kernel.ok) throw new Error('this kernel compiles');
  return kernel.value;
}
