import { present } from '../../base/assert.ts';
import type { ParameterSummary, PosteriorDraws } from '../../fit/fit-result.ts';
import { tailLimit } from '../../inference/diagnostics/pareto.ts';
import { leastEffective, wellSummaries } from '../parameter-summary.ts';
import { bandsOf, solveDraws, type WellBands, type WellDraws } from '../predict-well.ts';
import { resampledValues } from '../resampled-values.ts';
import { curveBands } from '../scenario/curve-bands.ts';
import { drawSource, type FinishedFit } from '../scenario/finished-fit.ts';
import type { ScenarioPrediction } from '../scenario/scenario.ts';
import { rangeMarks } from '../scenario/scenario-marks.ts';
import { keptDraws } from '../summarise-fit.ts';
import { inUnits, type SummaryHooks, scaledQuantiles } from '../summarise-wells.ts';
import { quantilesBy } from '../weighted-values.ts';
import type { NewPlan } from './new-plan.ts';
import { unmeasuredRows, unmeasuredValues } from './unmeasured-values.ts';

/** What a fit makes of a well that had no part in it, in the signals' units. Where fewer than ten draws count it has means alone. */
export interface NewPrediction extends Omit<ScenarioPrediction, 'forecast' | 'responses'> {
  /** Shape of the weights' tail; null: not known. */
  readonly kHat: number | null;
  /** Rows of parameters.csv. */
  readonly parameters: readonly ParameterSummary[];
}

export interface NewPredictions {
  readonly wells: readonly NewPrediction[];
  readonly posterior: PosteriorDraws;
}

/** Posterior draws, parameters and bands of new wells, each given its own readings. Binds the fit's kernels. */
export async function predictNew(
  fit: FinishedFit,
  { plan, first }: NewPlan,
  hooks: SummaryHooks = {},
): Promise<NewPredictions> {
  const source = drawSource(fit, plan);
  const wells = plan.individuals.slice(first).map((_, n) => first + n);
  const draw = await source.fresh(wells, hooks);
  const own = plan.parameters.drawn.filter(({ level }) => fit.kind === 'trained' || level === 'individual');
  const kept = Math.min(keptDraws, plan.settings.evaluationDraws);
  const predictions: NewPrediction[] = [];
  const posterior: PosteriorDraws['wells'][number][] = [];
  for (const [n, well] of wells.entries()) {
    const draws = await draw(well);
    const individual = present(plan.experiment.individuals[well], 'a well of the plan');
    const isFew = draws.ess < leastEffective;
    const unmeasured = unmeasuredValues(plan, well);
    const solved = await solveDraws(plan, source.kernel, draws);
    const bands = bandsOf(solved);
    const { set: _, ...told } = inUnits(plan, well, 'validation', isFew ? meansAlone(bands) : bands);
    const curve = curveBands(solved);
    const rows = wellSummaries(plan, draws).filter(
      ({ level, parameter }) =>
        fit.kind === 'trained' || level === 'individual' || unmeasured.names.has(parameter),
    );
    predictions.push({
      ...told,
      curve: scaledQuantiles(plan, individual.times_h.length, isFew ? blank(bands.mean.length) : curve),
      ...{ unsolved: solved.unsolved, draws: draws.weights.length, ess: draws.ess },
      kHat: Number.isFinite(draws.kHat) ? draws.kHat : null,
      marks: [
        ...source.marks,
        ...unmeasured.marks,
        ...rangeMarks(plan, individual),
        ...(isFew ? [fewDraws] : tailMarks(draws)),
        ...(solved.unsolved > 0 ? [`${solved.unsolved} draws have no solution and are left out`] : []),
      ],
      parameters: [...rows, ...unmeasuredRows(plan, draws, unmeasured.names)],
    });
    posterior.push({ individual: individual.id, ...resampledValues(plan, draws, own, kept) });
    hooks.onProgress?.(n + 1, wells.length);
    await hooks.pause?.();
  }
  const parameters = own.map(({ name, level }) => ({ parameter: name, level }));
  return { wells: predictions, posterior: { parameters, draws: kept, wells: posterior, fixed: [] } };
}

/** How many they are stands with the well. */
const fewDraws = `few effective draws: fewer than ${leastEffective} count, so that there is no sd and no range`;

function meansAlone({ mean, unsolved }: WellBands): WellBands {
  return { mean, unsolved, sd: mean.map(() => Number.NaN), quantiles: blank(mean.length) };
}

function blank(length: number): WellBands['quantiles'] {
  return quantilesBy(() => new Float64Array(length).fill(Number.NaN));
}

function tailMarks({ kHat, weights }: WellDraws): readonly string[] {
  const limit = tailLimit(weights.length);
  return kHat > limit
    ? [`weights with a heavy tail (k-hat above ${limit.toFixed(2)}): its bands may be too narrow`]
    : [];
}
