import { enterDraws, enterPinned } from '../../draws/enter-draws.ts';
import type { DrawArrays, SeriesDraws } from '../../draws/series-draws.ts';
import { drawForm } from '../../draws/series-forms.ts';
import type { DrawPlan } from '../../plan/draw-plan.ts';
import { enterTable } from './enter-table.ts';
import { etasOf } from './series-etas.ts';
import { enterMoments } from './series-moments.ts';
import type { FactorisedWorkspace } from './workspace.ts';

/**
 * From noise to parameters and log p - log q of one series' draws. Where the prior is normal in eta, with numbers for mean
 * and sd, that is
 *
 *     log p(eta) - log q(eta) = -log sd - z^2/2 - (l/2 - eps^2/2),   z = (eta - mean) / sd.
 */
export function drawFactorised(
  plan: DrawPlan,
  draws: SeriesDraws,
  arrays: DrawArrays,
  workspace: FactorisedWorkspace,
): void {
  const { noise, parameters, logRatio, forms, drawn, width } = arrays;
  const { series, from, to } = draws;
  const { own, table, functions } = workspace;
  enterMoments(workspace, series, own);
  const etas = etasOf(arrays, workspace);
  functions.draws(
    to - from,
    noise.byteOffset + 8 * from * drawn,
    8 * drawn,
    table.numbers.byteOffset,
    table.pairs,
    parameters.byteOffset + 8 * from * width,
    8 * width,
    logRatio.byteOffset + 8 * from,
    enterTable(plan.priors, forms, workspace),
  );
  for (let d = 0; d < drawn; d++) {
    if (forms.form[d] <= drawForm.log) continue;
    if (forms.form[d] === drawForm.pinned) {
      enterPinned(plan, d, draws, arrays);
      continue;
    }
    enterDraws(plan, d, draws, arrays, etas);
  }
}
