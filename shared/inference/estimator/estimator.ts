import type { Problem } from '../../base/problem.ts';
import type { BoundWorkspace } from '../draws/bound-workspace.ts';
import type { Objective } from '../objective/objective.ts';
import type { FitSettings } from '../plan/fit-settings.ts';

/**
 * How the gradient of an objective is estimated from weighed draws. Estimators differ in the coefficient that each draw's slope
 * gets, and in what log q counts; the slopes themselves, of kernel, prior and guide, are the same (`training/passes.ts`).
 *
 * A new one is a folder beside `plain/` and a line in `index.ts`.
 */
export interface Estimator {
  readonly id: string;
  /** Why it cannot estimate the gradient of an objective under such settings, with what to use instead; empty: it can. */
  refuses(objective: Objective, settings: FitSettings): readonly Problem[];
  /** [trajectory]: what a draw's slope counts, from the normalised weights in the workspace. */
  coefficients(workspace: BoundWorkspace): Float64Array;
  /** What -d log q / d moments of a series counts, its draws moving with the moments. */
  readonly densityCount: number;
}
