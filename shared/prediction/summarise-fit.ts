import { present } from '../base/assert.ts';
import type { Kernel } from '../compute/kernel.ts';
import type { FitResult } from '../fit/fit-result.ts';
import type { FitPlan } from '../inference/plan/fit-plan.ts';
import { evaluationsOf, type FitState } from '../inference/training/fit-state.ts';
import { withConstrained } from './constrained-rows.ts';
import { fixedValues, leastEffective, sharedSummaries, wellSummaries } from './parameter-summary.ts';
import { refinedWells } from './refined-wells.ts';
import { resampledValues } from './resampled-values.ts';
import { type SummaryHooks, summariseWells, wellsInUse } from './summarise-wells.ts';

/** Draws a well that posterior.csv keeps. */
export const keptDraws = 200;

/**
 * What the kept evaluation's weights say: every well drawn anew, with noise that chose nothing, weighed, predicted and scored.
 * Wells that the guide’s draws say little of are drawn about modes of their own. Binds the kernels; `fine`, for curvature, should
 * be of float64. Needs at least one evaluation.
 */
export async function summariseFit(
  plan: FitPlan,
  state: FitState,
  kernel: Kernel,
  hooks: SummaryHooks = {},
  fine: Kernel = kernel,
): Promise<FitResult> {
  const best = present(state.best, 'a fit is summarised after its first evaluation');
  const shown = evaluationsOf(state);
  kernel.bind(plan.individuals);
  if (fine !== kernel) fine.bind(plan.individuals);
  const kept = Math.min(keptDraws, plan.settings.evaluationDraws);
  const { weights, step } = best;
  const drawn = { plan, weights, kernel, fine, step, workspace: state.workspace.bound };
  const wells = wellsInUse(plan).map(({ well }) => well);
  const draw = await refinedWells(drawn, wells, hooks);
  const summary = await summariseWells(
    plan,
    kernel,
    {
      draw,
      rows: (draws) => wellSummaries(plan, draws),
      kept: (draws) => resampledValues(plan, draws, plan.parameters.drawn, kept),
    },
    hooks,
  );
  return {
    evaluations: shown.evaluations,
    history: shown.history,
    best: present(shown.best, 'a fit with a kept evaluation shows it'),
    last: present(shown.last, 'a fit with a kept evaluation has a last one'),
    validation: summary.scores('validation'),
    posterior: {
      parameters: plan.parameters.drawn.map((entry) => ({ parameter: entry.name, level: entry.level })),
      draws: kept,
      wells: summary.kept,
      fixed: fixedValues(plan, best.weights),
    },
    parameters: withConstrained(plan, [...sharedSummaries(plan, best.weights), ...summary.rows]),
    predictions: summary.predictions,
    diagnostics: {
      wells: summary.diagnostics,
      residualLag1: summary.residualLag1,
      notes: notesOf(plan, state),
    },
  };
}

function selectionNote({ split: { selecting } }: FitPlan): string {
  return selecting === undefined
    ? 'Selection reported: the kept evaluation was chosen on the validation wells that are reported, so their numbers are optimistic; the last evaluation stands beside it.'
    : `Selection inner: the kept evaluation was chosen on fold ${selecting.fold} (${selecting.wells.length} ${selecting.wells.length === 1 ? 'well' : 'wells'}), which neither trains nor validates, so its numbers (set selection) are optimistic, and those of validation wells are not.`;
}

function notesOf(plan: FitPlan, state: FitState): string[] {
  const notes = [
    'Objective iwae: population parameters are drawn per well, so population draws and summaries are a proposal, not a posterior given all wells.',
    selectionNote(plan),
    'Numbers of wells are made with noise of their own, which had no part in choosing the kept evaluation.',
    `Where fewer than ${leastEffective} of a well's draws from the guide count, its numbers and bands are of draws about its own mode (refined in diagnostics.json); where those are worth no more, its parameters have no sd and no quantiles, and its bands are too narrow.`,
    "Draws and part values are as the simulator saw them: within 4 prior standard deviations of the prior's mean.",
  ];
  if (plan.parameters.points.length > 0) {
    notes.push(
      'Part values are fixed points without uncertainty (reference mode); bands do not include theirs.',
    );
  }
  if (state.best?.step === 0) notes.push('The kept evaluation is that of the start, before any training.');
  return notes;
}
