import { enterDraw, enterPinned } from '../../draws/enter-draw.ts';
import type { DrawArrays, SeriesDraws } from '../../draws/series-draws.ts';
import { drawForm } from '../../draws/series-forms.ts';
import type { DrawPlan } from '../../plan/draw-plan.ts';
import { enterTable } from './enter-table.ts';
import { etaOf, logDensityOfDraw } from './eta.ts';
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
  { series, from, to }: SeriesDraws,
  arrays: DrawArrays,
  workspace: FactorisedWorkspace,
): void {
  const { noise, parameters, logRatio, forms, drawn, width } = arrays;
  const { own, table, functions } = workspace;
  enterMoments(workspace, series, own);
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
      enterPinned(plan, d, from, to, arrays);
      continue;
    }
    for (let t = from; t < to; t++) {
      const eps = noise[t * drawn + d];
      const eta = etaOf(own.mean[d], own.scale[d], eps);
      const logQ = logDensityOfDraw(own.logPrecision[d], eps);
      logRatio[t] += enterDraw(plan, d, t, eta, arrays) - logQ;
    }
  }
}
