import type { Problem } from '../../base/problem.ts';
import type { BoundRequest, BoundWorkspace } from '../draws/bound-workspace.ts';
import type { Objective } from '../objective/objective.ts';
import type { FitPlan } from '../plan/fit-plan.ts';

/**
 * How the gradient of an objective is estimated from weighed draws. Estimators differ in the coefficient that each draw's slope
 * gets, and in what of log q is held fixed; the slopes themselves, of kernel and prior, are the same (`slope-sums.ts`,
 * `network-gradient.ts`).
 *
 * A new one is a folder beside `plain/` and a line in `index.ts`.
 */
export interface Estimator {
  readonly id: string;
  /** Why it cannot estimate the gradient of an objective, with what to use instead; null: it can. */
  refuses(objective: Objective): Problem | null;
  /** [trajectory]: what a draw's slope counts, from the normalised weights in the workspace. */
  coefficients(workspace: BoundWorkspace): Float64Array;
  /** Adds d loss / d weights of guide and points to `gradient` [weight], loss = -mean bound over the wells. After weighing with gradients. */
  sum(request: EstimatorRequest, workspace: BoundWorkspace, gradient: Float64Array): void;
}

export interface EstimatorRequest extends BoundRequest {
  readonly plan: FitPlan;
  /** [weight]. */
  readonly weights: Float64Array;
}
