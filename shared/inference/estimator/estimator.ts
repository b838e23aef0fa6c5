import type { Problem } from '../../base/problem.ts';
import type { BoundWorkspace } from '../draws/bound-workspace.ts';
import type { DensityMotion } from '../draws/series-draws.ts';
import type { Objective } from '../objective/objective.ts';
import type { FitSettings } from '../plan/fit-settings.ts';

/**
 * How the gradient by the guide's weights is estimated from weighed draws. Estimators differ in the coefficient that each
 * draw's slope by its eta gets, and in what of log q moves; the slopes themselves, of kernel, prior and guide, are the same
 * (`training/passes.ts`). What moves no draw (points, weights of the model's networks) has under each of them the derivative
 * as it stands, sum_k wn_k d log w_k.
 *
 * A new one is a folder beside `plain/` and a line in `index.ts`.
 */
export interface Estimator {
  readonly id: string;
  /** Why it cannot estimate the gradient of an objective under such settings, with what to use instead; empty: it can. */
  refuses(objective: Objective, settings: FitSettings): readonly Problem[];
  /** [trajectory]: what a draw's slope by its eta counts, from the normalised weights in the workspace. */
  coefficients(workspace: BoundWorkspace): Float64Array;
  /** What of log q moves with the guide's moments. */
  readonly density: DensityMotion;
}
