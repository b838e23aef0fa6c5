import { present } from '../../base/assert.ts';
import { failure, hasError, type Outcome, type Problem, success } from '../../base/problem.ts';
import type { Experiment, Individual } from '../../experiment/experiment.ts';
import type { FitPlan } from '../../inference/plan/fit-plan.ts';
import { bandsOf, solveDraws, type WellDraws } from '../predict-well.ts';
import { inUnits, type SummaryHooks, scaledQuantiles } from '../summarise-wells.ts';
import { curveBands } from './curve-bands.ts';
import { type AddedWell, extendPlan, withDraws } from './extend-plan.ts';
import { type DrawSource, drawSource, type FinishedFit } from './finished-fit.ts';
import { forecastReadings, type SeenWell } from './forecast-readings.ts';
import { responsesOf } from './responses.ts';
import type { Scenario, ScenarioPrediction } from './scenario.ts';
import { scenarioDevice } from './scenario-device.ts';
import { type ScenarioDoses, scenarioDoses } from './scenario-doses.ts';
import { drawnMarks, essMarks, partlessMarks, rangeMarks } from './scenario-marks.ts';
import { maskedAfter, scenarioTimes, scenarioWells, withChanges } from './scenario-wells.ts';
import { scoreForecast } from './score-forecast.ts';
import { unmeasuredOf } from './unmeasured.ts';

/** Signals x times x wells that a table may have. */
export const mostRows = 3e6;

/** What a finished fit predicts of wells that are asked for, in the order of their doses. Binds the fit's kernels. */
export async function predictScenario(
  fit: FinishedFit,
  scenario: Scenario,
  hooks: SummaryHooks = {},
): Promise<Outcome<readonly ScenarioPrediction[]>> {
  const asked = askedWells(fit.plan, scenario);
  if (!asked.ok) return asked;
  const { plan, first, known, count } = asked.value;
  const source = drawSource(fit, plan);
  const draw = await drawsOf(source, asked.value, scenario);
  const predictions: ScenarioPrediction[] = [];
  for (let n = 0; n < count; n++) {
    const well = first + n;
    const draws = draw(well);
    const solved = await solveDraws(plan, source.kernel, draws);
    const individual = individualAt(plan.experiment, well);
    const hasOwn = known !== null && scenario.treatments.length === 0;
    const seen =
      hasOwn && scenario.seen_h !== null
        ? await seenOf(plan, source, { ...draws, well: known }, scenario.seen_h)
        : null;
    const lasting = seen === null ? solved : forecastReadings(plan, seen, draws, solved, individual.times_h);
    const readings = lasting ?? solved;
    const bands = bandsOf(readings);
    const { set: _, ...told } = inUnits(plan, well, 'validation', bands);
    const isOwnGrid = hasOwn && individual.times_h === individualAt(plan.experiment, known).times_h;
    const marks = [
      ...draws.marks,
      ...rangeMarks(plan, individual),
      ...(lasting === null ? [changingErrors] : []),
      ...(solved.unsolved > 0 ? [`${solved.unsolved} draws have no solution and are left out`] : []),
    ];
    predictions.push({
      ...told,
      ...(isOwnGrid && { observed: inUnits(plan, known, 'validation', bands).observed }),
      curve: scaledQuantiles(plan, individual.times_h.length, curveBands(solved)),
      unsolved: solved.unsolved,
      ...{ marks, draws: draws.weights.length, ess: draws.ess },
      ...(seen !== null && { forecast: forecast(plan, seen, draws) }),
      responses: responsesOf(plan, well, solved, readings),
    });
    hooks.onProgress?.(n + 1, count);
    await hooks.pause?.();
  }
  return success(predictions);
}

const changingErrors = 'residuals are not carried on: how long the model’s errors last changes along the run';

async function seenOf(
  plan: FitPlan,
  { kernel }: DrawSource,
  draws: Pick<WellDraws, 'well' | 'weights' | 'parameters'>,
  seen_h: number,
): Promise<SeenWell> {
  return { well: draws.well, seen_h, solved: await solveDraws(plan, kernel, draws) };
}

function forecast(
  plan: FitPlan,
  seen: SeenWell,
  draws: Pick<WellDraws, 'parameters'>,
): NonNullable<ScenarioPrediction['forecast']> {
  const { well, seen_h, solved } = seen;
  const { times_h } = individualAt(plan.experiment, well);
  const readings = forecastReadings(plan, seen, draws, solved, times_h) ?? solved;
  return scoreForecast(plan, well, seen_h, readings, bandsOf(readings));
}

interface AskedWells {
  /** The fit's, with the wells that are asked for after its own. */
  readonly plan: FitPlan;
  /** Index of the first of them, and how many they are. */
  readonly first: number;
  readonly count: number;
  readonly device: number;
  /** Index of the fit's well whose own values they keep; null: none. */
  readonly known: number | null;
}

function askedWells(own: FitPlan, scenario: Scenario): Outcome<AskedWells> {
  const base = withDraws(own, scenario);
  const { individuals } = base.experiment;
  const known = scenario.well === null ? null : individuals.findIndex(({ id }) => id === scenario.well);
  if (known === -1) return failure([unknownWell(base.experiment, scenario.well ?? '')]);
  const found = known === null ? scenarioDevice(base.experiment, scenario) : null;
  if (found !== null && !found.ok) return found;
  const experiment = found?.value.experiment ?? base.experiment;
  const device = found?.value.device ?? individualAt(base.experiment, known ?? 0).device;
  const problems: Problem[] = [];
  const doses = scenarioDoses(base, scenario.treatments, startOf(base, known), problems);
  const grid = individualAt(experiment, known ?? base.split.train[0] ?? 0).times_h;
  const asked = scenarioTimes(grid, scenario.until_h, scenario.every_min);
  const times = withChanges(asked, doses);
  if (times.length === 0) problems.push(noTime(grid[0] ?? 0));
  else if (times.length * doses.length * base.signals.length > mostRows) problems.push(tooMany());
  if (hasError(problems)) return failure(problems);
  const wells = scenarioWells({ experiment }, device, doses, times);
  const seen =
    known === null || scenario.seen_h === null
      ? null
      : maskedAfter(individualAt(experiment, known), scenario.seen_h);
  const added: readonly AddedWell[] = [
    ...(seen === null ? [] : [{ individual: seen, seenAs: known ?? -1 }]),
    ...wells.map((individual) => ({ individual, seenAs: known ?? -1 })),
  ];
  const plan = extendPlan(base, experiment, added);
  if (!plan.ok) return plan;
  const first = individuals.length + added.length - wells.length;
  return success({ plan: plan.value, first, count: wells.length, device, known });
}

/** What a well is given where the scenario names nothing. */
function startOf({ experiment }: FitPlan, known: number | null): ScenarioDoses {
  if (known === null) return { doses: new Float64Array(experiment.treatments.length), additions: [] };
  const { statedDoses, additions = [] } = individualAt(experiment, known);
  return { doses: statedDoses, additions };
}

type MarkedDraws = Omit<WellDraws, 'elbo' | 'kHat' | 'largestWeight' | 'failedDraws' | 'refined'> & {
  readonly marks: readonly string[];
};

async function drawsOf(
  source: DrawSource,
  { plan, first, known, device }: AskedWells,
  { seen_h }: Scenario,
): Promise<(well: number) => MarkedDraws> {
  const unmeasured = unmeasuredOf(plan, device);
  if (known === null) {
    const draw = source.unknown(unmeasured);
    const marks = [...source.marks, ...drawnMarks(plan, unmeasured), ...partlessMarks(plan, device)];
    return (well) => {
      const parameters = draw(well);
      const count = parameters.length / plan.model.parameters.length;
      const weights = new Float64Array(count).fill(1 / count);
      return { well, parameters, weights, ess: count, marks };
    };
  }
  const { weights, parameters, ess } = await source.known(seen_h === null ? known : first - 1);
  const hasSeen = seen_h !== null && plan.split.train.includes(known);
  const marks = [
    ...source.marks,
    ...[...unmeasured.parts].map(
      (group) => `part never measured: ${group} has the prior and this well alone`,
    ),
    ...(hasSeen ? ['the fit was trained on all of this well: what wells share knows the rest of it'] : []),
    ...essMarks(ess),
  ];
  return (well) => ({ well, weights, parameters, ess, marks });
}

function individualAt({ individuals }: Experiment, well: number): Individual {
  return present(individuals[well], 'wells are indices of individuals');
}

function unknownWell({ individuals }: Experiment, well: string): Problem {
  const some = individuals.slice(0, 8).map(({ id }) => id);
  const more = individuals.length > some.length ? `, … (${individuals.length} in all)` : '';
  return error('predict.well', `the fit has no well “${well}”`, `It has ${some.join(', ')}${more}.`);
}

function noTime(first: number): Problem {
  return error(
    'predict.times',
    `there is no time to predict for: the first is ${first} h`,
    'Choose a later last time.',
  );
}

function tooMany(): Problem {
  const message = `the table would have more than ${mostRows / 1e6} million rows`;
  return error('predict.rows', message, 'Name fewer doses, or fewer times with more minutes between them.');
}

function error(code: string, message: string, remedy: string): Problem {
  return { code, severity: 'error', message, remedy };
}
