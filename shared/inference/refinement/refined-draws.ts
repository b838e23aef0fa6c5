import type { Kernel } from '../../compute/kernel.ts';
import type { BoundWorkspace } from '../draws/bound-workspace.ts';
import { enterDraws, enterPinned } from '../draws/enter-draws.ts';
import { enterGiven } from '../draws/given-columns.ts';
import { drawForm, enterForms } from '../draws/series-forms.ts';
import type { FitPlan } from '../plan/fit-plan.ts';
import { drawStudent } from '../posterior/held-out/student.ts';
import { partPrior } from '../posterior/joint/joint-layout.ts';
import { etaPrior, logDensity } from '../prior/eta-prior.ts';
import { toNatural } from '../prior/transform.ts';
import { solve, weigh } from '../training/passes.ts';
import type { RefinedModes } from './refine-modes.ts';

/** Draws of one series from its own refined proposal, in the workspace: parameters, status and log weights, [draw]. */
export interface RefinedRequest {
  readonly plan: FitPlan;
  readonly weights: Float64Array;
  readonly kernel: Kernel;
  readonly workspace: BoundWorkspace;
  /** Index into the individuals, and its place in `modes`. */
  readonly well: number;
  readonly place: number;
  readonly modes: RefinedModes;
  readonly draws: number;
  /** Points that have a coordinate of their own behind the drawn parameters (`seriesLayout`); left out: none. */
  readonly fresh?: readonly number[];
}

/**
 * Draws from a t about the mode of log p(x, eta), and their importance weights p(x, eta) / q(eta), by the same priors and the
 * same simulator's copy as the bound has. log w into `workspace.logWeight`; minus infinity: no solution.
 */
export async function drawRefined(request: RefinedRequest): Promise<void> {
  const { plan, weights, kernel, workspace, well, place, modes, draws, fresh = [] } = request;
  const { drawn, points } = plan.parameters;
  const n = drawn.length + fresh.length;
  const etas = new Float64Array(draws * n);
  const logQ = new Float64Array(draws);
  const t = new Float64Array(n);
  for (let k = 0; k < draws; k++) {
    const stream = { seed: plan.settings.seed, purpose: 'refinement', step: k, individual: well } as const;
    logQ[k] = drawStudent(stream, t) - modes.logVolume[place];
    for (let i = 0; i < n; i++) {
      let sum = modes.mode[place * n + i];
      for (let j = 0; j < n; j++) sum += modes.root[(place * n + i) * n + j] * t[j];
      etas[k * n + i] = sum;
    }
  }
  const own = { well, series: 0, from: 0, to: draws };
  enterForms(plan, well, workspace.forms);
  workspace.logRatio.fill(0, 0, draws);
  for (let d = 0; d < drawn.length; d++) {
    if (workspace.forms.form[d] === drawForm.pinned) {
      enterPinned(plan, d, own, workspace);
      // its coordinate was drawn all the same: what only its prior knows adds nothing
      for (let k = 0; k < draws; k++) workspace.logRatio[k] += logDensity(drawn[d].prior, etas[k * n + d]);
    } else enterDraws(plan, d, own, workspace, { eta: (_, k) => etas[k * n + d], logDensity: () => 0 });
  }
  enterGiven(plan, { weights, points: plan.guide.points }, own, workspace);
  const ofParts = etaPrior(partPrior);
  fresh.forEach((point, f) => {
    const { model } = points[point];
    for (let k = 0; k < draws; k++) {
      const eta = etas[k * n + drawn.length + f];
      workspace.parameters[k * workspace.width + model] = toNatural(ofParts.transform, eta);
      workspace.logRatio[k] += logDensity(ofParts, eta);
    }
  });
  for (let k = 0; k < draws; k++) workspace.logRatio[k] -= logQ[k];
  const bound = { wells: Int32Array.of(well), draws, purpose: 'refinement', step: 0 } as const;
  const batch = { plan, weights, request: bound, workspace };
  await solve(batch, kernel, false);
  weigh(batch, false);
}
