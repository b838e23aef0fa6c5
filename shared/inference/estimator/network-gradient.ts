import { type Kernel, statusCode } from '../../compute/kernel.ts';
import { type BoundRequest, type BoundWorkspace, lentArrays } from '../draws/bound-workspace.ts';
import type { FitPlan } from '../plan/fit-plan.ts';

/**
 * Adds d loss / d weights of the model's networks: their gradient is a sum over draws by normalised weights, which are known only
 * after `weighDraws`, so the kernel goes over the batch a second time.
 */
export async function networkGradient(
  plan: FitPlan,
  kernel: Kernel,
  request: BoundRequest,
  workspace: BoundWorkspace,
  gradient: Float64Array,
): Promise<void> {
  const { wells, draws } = request;
  const { parameters, network } = lentArrays(workspace, wells.length * draws);
  if (plan.network === null || network === null) return;
  const { rowWeights, logLik, status, gradient: own } = network;
  const scale = -1 / wells.length;
  for (let t = 0; t < rowWeights.length; t++) {
    // what the first pass found to have failed, or to have no gradient, weighs nothing here
    const counts = workspace.status[t] === statusCode.ok && workspace.overflowed[t] === 0;
    rowWeights[t] = counts ? scale * workspace.weight[t] : 0;
  }
  const { offset, length } = plan.network;
  const weightGradient = gradient.subarray(offset, offset + length);
  await kernel.logLikelihood(
    { individuals: wells, draws, parameters, rowWeights },
    { logLik, status, gradient: own, weightGradient },
  );
}
