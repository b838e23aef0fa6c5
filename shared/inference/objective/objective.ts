import type { BoundWorkspace } from '../draws/bound-workspace.ts';
import type { FitSettings } from '../plan/fit-settings.ts';

/**
 * What training raises: a bound on the evidence, made of the draws' log weights. It says how many draws there are, and
 * weighs those of one series once they are solved. Which evaluation is kept is the selection's affair (`kept-evaluation.ts`).
 *
 * A new one is a folder beside `iwae/` and a line in `index.ts`.
 */
export interface Objective {
  readonly id: string;
  /** Of each series. */
  draws(settings: Pick<FitSettings, 'draws' | 'evaluationDraws'>, purpose: 'training' | 'evaluation'): number;
  /** Log weights, normalised weights and the bound of series number `series`, into the workspace. */
  weigh(series: number, draws: number, workspace: BoundWorkspace, withGradient: boolean): void;
}
