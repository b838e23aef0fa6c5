import { pushAll } from '../base/lists.ts';
import type { Kernel } from '../compute/kernel.ts';
import type { FitResult, PosteriorDraws } from '../fit/fit-result.ts';
import { answerOf } from '../fit/joint.ts';
import type { FitPlan } from '../inference/plan/fit-plan.ts';
import type { JointLayout } from '../inference/posterior/joint/joint-layout.ts';
import { tableValue } from '../inference/posterior/joint/joint-parameters.ts';
import { judgeJoint } from '../inference/posterior/judge-joint.ts';
import { ownPlace, type PosteriorState, spreadDraws } from '../inference/posterior/posterior-state.ts';
import { type ChainDraws, heldOutWell, trainedWell } from './chain-draws.ts';
import { chainSharedRows, chainWellRows, groupOf, levelOf } from './chain-summary.ts';
import { withConstrained } from './constrained-rows.ts';
import { nearLimits } from './near-limits.ts';
import { leastEffective, wellSummaries } from './parameter-summary.ts';
import { resampledValues } from './resampled-values.ts';
import { keptDraws } from './summarise-fit.ts';
import { type SummaryHooks, summariseWells } from './summarise-wells.ts';

/**
 * What joint draws say that chains or a hierarchical fit have ended with: parameters from all of them, predictions of every well from some of them, training wells
 * with their own values, the others with a posterior given each draw of what wells share. `kernel` is of float64. Binds it.
 */
export async function summarisePosterior(
  plan: FitPlan,
  state: PosteriorState,
  layout: JointLayout,
  kernel: Kernel,
  hooks: SummaryHooks = {},
): Promise<FitResult> {
  kernel.bind(plan.individuals);
  const chains: ChainDraws = { layout, state, draws: spreadDraws(state, plan.settings.evaluationDraws) };
  // those that posterior.csv keeps, spread evenly over the chains
  const joint = spreadDraws(state, keptDraws);
  const unseen = new Set<string>();
  const densities: number[] = [];
  const own = plan.parameters.drawn.filter(({ level }) => level === 'individual');
  const summary = await summariseWells(
    plan,
    kernel,
    {
      async draw(well, set) {
        if (set === 'train') return trainedWell(plan, chains, well);
        const draws = await heldOutWell(plan, chains, kernel, well);
        for (const name of draws.unseen) unseen.add(name);
        if (set === 'validation') densities.push(draws.elbo);
        return draws;
      },
      rows: (draws, set) =>
        set === 'train'
          ? chainWellRows(plan, layout, state, draws.well)
          : wellSummaries(plan, draws).filter(({ level }) => level === 'individual'),
      kept: (draws, set) =>
        set === 'train'
          ? jointOwn(layout, joint, draws.well)
          : resampledValues(plan, draws, own, joint.length),
    },
    hooks,
  );
  const found = judgeJoint(plan, state, layout);
  const epochs =
    'sampling' in found ? found.sampling.warmup + found.sampling.draws : found.approximation.steps;
  const density = densities.reduce((sum, one) => sum + one, 0) / densities.length;
  const at = { epoch: epochs, validationElbo: density };
  return {
    evaluations: [],
    history: state.history.slice(),
    best: at,
    last: at,
    validation: summary.scores('validation'),
    posterior: {
      parameters: own.map(({ name, level }) => ({ parameter: name, level })),
      draws: joint.length,
      wells: summary.kept,
      shared: layout.shared.map((one, c) => ({
        ...{ parameter: one.parameter, level: levelOf(one), group: groupOf(one) },
        values: Float64Array.from(joint, (draw) => tableValue(layout, draw, c)),
      })),
      fixed: [],
    },
    parameters: withConstrained(plan, [...chainSharedRows(plan, layout, state), ...summary.rows]),
    predictions: summary.predictions,
    diagnostics: {
      wells: summary.diagnostics,
      residualLag1: summary.residualLag1,
      ...found,
      training: summary.scores('train'),
      notes: notesOf(plan, layout, state, [...unseen]),
    },
  };
}

/** A training well's own values in the joint draws. */
function jointOwn(
  layout: JointLayout,
  joint: readonly Float32Array[],
  well: number,
): Omit<PosteriorDraws['wells'][number], 'individual'> {
  const w = layout.wells.indexOf(well);
  const values = Float64Array.from(
    joint.flatMap((draw) => layout.own.map((_, k) => tableValue(layout, draw, ownPlace(layout, w, k)))),
  );
  return { weights: new Float64Array(joint.length).fill(1), values };
}

function notesOf(
  plan: FitPlan,
  layout: JointLayout,
  state: PosteriorState,
  unseen: readonly string[],
): string[] {
  const notes = [
    answerOf(plan.settings) === 'chains'
      ? 'Posterior by chains (nuts) on the joint density of population, groups and wells: draws with the same index of what wells share and of training wells are one point of it.'
      : 'Approximation (hierarchical) of the joint posterior of population, groups and wells: what wells share is drawn from a normal, each training well’s own values by weight given it; draws with the same index are one point. It is no posterior by chains; k-hat says how far it is to be believed.',
    'Wells not trained on have a posterior of their own given each draw of what wells share, by weighted draws: their indices are their own, and elbo is their log predictive density.',
    `Where such a well’s draws are worth less than ${leastEffective} of them, its parameters have no sd and no quantiles, and its bands are too narrow.`,
  ];
  if (plan.parameters.points.length > 0)
    notes.push('The logarithm of a part’s value relative to the baseline’s 1 has the prior normal(0, 1.5).');
  pushAll(notes, nearLimits(layout, state));
  if (unseen.length > 0)
    notes.push(`No training well has ${unseen.join(', ')}: never measured, drawn from the prior.`);
  return notes;
}
