import { pushAll } from '../../base/lists.ts';
import { failure, hasError, type Outcome, type Problem, success } from '../../base/problem.ts';
import { isJoint } from '../../fit/joint.ts';
import { seriesShape } from '../../inference/guide/encoder/series-shape.ts';
import type { FitPlan } from '../../inference/plan/fit-plan.ts';
import { additionProblems } from '../../inference/plan/kernel-individual.ts';
import { matchTreatments } from '../../inference/plan/match-data.ts';
import type { Layout } from '../../plate/layout/layout.ts';
import { extendPlan } from '../scenario/extend-plan.ts';
import { mostRows } from '../scenario/predict-scenario.ts';
import { onGrid, unreadWells } from './fit-grid.ts';
import { type NewPlates, newWells } from './new-plates.ts';

/** A fit's plan with new wells behind its own. */
export interface NewPlan {
  readonly plan: FitPlan;
  /** Index of the first new well. */
  readonly first: number;
}

/** @param own the fit's layouts. */
export function newPlan(plan: FitPlan, own: readonly Layout[], plates: NewPlates): Outcome<NewPlan> {
  const found = newWells(plan, own, plates);
  if (!found.ok) return found;
  const { experiment, wells } = found.value;
  const { spec, model, split, guide } = plan;
  const treatments = matchTreatments(spec, model, experiment, []);
  const refused: Problem[] = [];
  pushAll(refused, additionProblems(model, { ...experiment, individuals: wells }, { treatments }));
  const isEncoded = guide.encoder !== null && !isJoint(plan.settings);
  const series = isEncoded ? seriesShape(spec.encoder, plan.experiment) : null;
  const grid = series?.grid ?? null;
  if (grid !== null) pushAll(refused, unreadWells(grid, wells));
  const rows = wells.reduce((sum, { times_h }) => sum + model.observables.length * times_h.length, 0);
  if (rows > mostRows) refused.push(tooManyRows());
  if (hasError(refused)) return failure([...found.problems, ...refused]);
  const read = grid === null ? wells : wells.map((well) => onGrid(well, grid));
  const first = plan.individuals.length;
  const inputs = series?.inputs(split.train, read).slice(first) ?? [];
  const extended = extendPlan(
    plan,
    experiment,
    wells.map((individual, n) => ({ individual, seenAs: -1, encoderInput: inputs[n] ?? null })),
  );
  return extended.ok ? success({ plan: extended.value, first }, found.problems) : extended;
}

function tooManyRows(): Problem {
  const message = `the table would have more than ${mostRows / 1e6} million rows`;
  return { code: 'predict.rows', severity: 'error', message, remedy: 'Give fewer files at a time.' };
}
