import type { BoundWorkspace } from '../draws/bound-workspace.ts';
import type { FitSettings } from '../plan/fit-settings.ts';

/** How many draws a series gets, and how many of them all series have in common (0: none). */
export interface DrawCounts {
  readonly perSeries: number;
  readonly shared: number;
}

/**
 * What training raises: a bound on the evidence, made of the draws' log weights. It says how many draws there are, weighs
 * those of one series once they are solved, and which evaluation a fit reports.
 *
 * A new one is a folder beside `iwae/` and a line in `index.ts`.
 */
export interface Objective {
  readonly id: string;
  draws(
    settings: Pick<FitSettings, 'draws' | 'evaluationDraws'>,
    purpose: 'training' | 'evaluation',
  ): DrawCounts;
  /** Log weights, normalised weights and the bound of series number `series`, into the workspace. */
  weigh(series: number, draws: number, workspace: BoundWorkspace, withGradient: boolean): void;
  /** `best`: the evaluation with the highest bound on the validation wells is kept. */
  readonly keeps: 'best';
}
