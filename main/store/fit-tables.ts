import type {
  FitResult,
  HistoryRow,
  ParameterSummary,
  PosteriorDraws,
  WellPrediction,
} from '../../shared/fit/fit-result.ts';
import type { NewPrediction } from '../../shared/prediction/new-wells/predict-new.ts';
import type { ScenarioPrediction } from '../../shared/prediction/scenario/scenario.ts';
import { type CsvCell, csvTable } from './csv.ts';

/** The tables that `fit --out` leaves, as lines made when asked for. The columns are an open format: only ever added to. */

export function historyTable(history: readonly HistoryRow[]): Iterable<string> {
  const header = [
    'epoch',
    'step',
    'seconds',
    'learning_rate',
    'train_elbo',
    'validation_elbo',
    'failed_draws',
  ];
  const isInner = history.some(({ selectionElbo }) => selectionElbo !== undefined);
  const rows = history.map((row) => [
    row.epoch,
    row.step,
    row.seconds,
    row.learningRate,
    row.trainElbo,
    row.validationElbo,
    row.failedDraws,
    ...(isInner ? [row.selectionElbo ?? null] : []),
  ]);
  return csvTable([...header, ...(isInner ? ['selection_elbo'] : [])], rows);
}

export function posteriorTable(posterior: PosteriorDraws): Iterable<string> {
  return csvTable(
    ['draw', 'level', 'parameter', 'group', 'individual', 'weight', 'value'],
    posteriorRows(posterior),
  );
}

/**
 * Draw by draw, so that the joint draw of a well stands together; what wells share comes first: fixed points, of every draw and no
 * weight of their own, and draws that all wells have in common.
 */
function* posteriorRows(posterior: PosteriorDraws): Generator<readonly CsvCell[]> {
  const { parameters, draws } = posterior;
  for (const { parameter, group, value } of posterior.fixed) {
    for (let draw = 0; draw < draws; draw++) yield [draw, 'group', parameter, group, '', 1 / draws, value];
  }
  for (const { parameter, level, group, values } of posterior.shared ?? []) {
    for (const [draw, value] of values.entries()) yield [draw, level, parameter, group, '', 1, value];
  }
  for (const { individual, weights, values } of posterior.wells) {
    for (let draw = 0; draw < draws; draw++) {
      for (const [index, { parameter, level }] of parameters.entries()) {
        const value = values[draw * parameters.length + index];
        yield [draw, level, parameter, '', individual, weights[draw], value];
      }
    }
  }
}

export function parametersTable(parameters: readonly ParameterSummary[]): Iterable<string> {
  const header = [
    'level',
    'parameter',
    'group',
    'individual',
    'unit',
    'prior',
    'prior_mean',
    'prior_sd',
    'mean',
    'sd',
  ];
  const mixes = parameters.some(({ mixing }) => mixing !== undefined);
  const rows = parameters.map((row) => [
    row.level,
    row.parameter,
    row.group,
    row.individual,
    row.unit,
    row.prior,
    row.priorMean,
    row.priorSd,
    row.mean,
    row.sd,
    ...quantileNames.map((name) => row.quantiles[name]),
    ...(mixes ? mixingCells(row) : []),
  ]);
  return csvTable([...header, ...quantileNames, ...(mixes ? mixingColumns : [])], rows);
}

/** Only fits by chains have them. */
const mixingColumns = ['r_hat', 'ess_bulk', 'ess_tail', 'mcse_mean'];

function mixingCells({ mixing }: ParameterSummary): readonly CsvCell[] {
  if (mixing === undefined) return mixingColumns.map(() => null);
  return [mixing.rHat, mixing.bulkEss, mixing.tailEss, mixing.meanError];
}

/** What of a fit with predictions others can read: file name -> its text, piece by piece. `diagnostics.json` comes last. */
export function resultTables(result: FitResult): readonly (readonly [ResultFile, Iterable<string>])[] {
  return [
    ['posterior.csv', posteriorTable(result.posterior)],
    ['parameters.csv', parametersTable(result.parameters)],
    ['predictions.csv', predictionsTable(result.predictions)],
    ['diagnostics.json', [`${JSON.stringify(result.diagnostics, null, 2)}\n`]],
  ];
}

/** What only a fit with predictions has. */
export const resultFiles = [
  'posterior.csv',
  'parameters.csv',
  'predictions.csv',
  'diagnostics.json',
] as const;
type ResultFile = (typeof resultFiles)[number];

export const quantileNames = ['q025', 'q25', 'q50', 'q75', 'q975'] as const;

export const predictionColumns = [
  'plate',
  'well',
  'device',
  'treatments',
  'set',
  'signal',
  'time_h',
  'observed',
  'mean',
  'sd',
  ...quantileNames,
] as const;

export function predictionsTable(predictions: readonly WellPrediction[]): Iterable<string> {
  return csvTable(predictionColumns, predictionRows(predictions));
}

function* predictionRows(
  predictions: readonly (Omit<WellPrediction, 'set'> & { readonly set: string })[],
  more: readonly ((well: number, at: number) => number | undefined)[] = [],
): Generator<readonly CsvCell[]> {
  for (const [w, well] of predictions.entries()) {
    const { plate, device, treatments, set, times_h, observed, mean, sd, quantiles } = well;
    for (const [s, signal] of well.signals.entries()) {
      for (let t = 0; t < times_h.length; t++) {
        const at = s * times_h.length + t;
        const numbers = [
          times_h[t],
          observed[at],
          mean[at],
          sd[at],
          ...quantileNames.map((name) => quantiles[name][at]),
          ...more.map((column) => column(w, at)),
        ].map(rounded);
        yield [plate, well.well, device, treatments, set, signal, ...numbers];
      }
    }
  }
}

/** The columns of a fit's predictions, and the limits of the mean curve; then doses against what they lead to. */
export function scenarioTable(wells: readonly ScenarioPrediction[]): Iterable<string> {
  return curvesTable(wells, 'scenario');
}

/** The same of wells with readings that had no part in the fit. */
export function newWellsTable(wells: readonly NewPrediction[]): Iterable<string> {
  return curvesTable(wells, 'new');
}

function curvesTable(wells: readonly Omit<ScenarioPrediction, 'responses'>[], set: string): Iterable<string> {
  return curvesOfSets(wells.map((well) => ({ ...well, set })));
}

type CurvePrediction = Omit<WellPrediction, 'set'> & { readonly set: string } & Pick<
    ScenarioPrediction,
    'curve'
  >;

/** The same of wells of any set. */
export function curvesOfSets(wells: readonly CurvePrediction[]): Iterable<string> {
  const curve = quantileNames.map((name) => (well: number, at: number) => wells[well]?.curve[name][at]);
  return csvTable([...predictionColumns, ...curveNames], predictionRows(wells, curve));
}

export function doseResponseTable(wells: readonly ScenarioPrediction[]): Iterable<string> {
  const header = ['well', 'device', 'treatments', 'signal', 'response', 'mean', 'sd'];
  return csvTable([...header, ...quantileNames, ...curveNames], doseResponseRows(wells));
}

const curveNames = quantileNames.map((name) => `curve_${name}`);

function* doseResponseRows(wells: readonly ScenarioPrediction[]): Generator<readonly CsvCell[]> {
  for (const { well, device, treatments, responses } of wells) {
    for (const { signal, end, maximum } of responses) {
      for (const [response, bands] of [
        ['end', end],
        ['maximum', maximum],
      ] as const) {
        const { mean, sd, quantiles, curve } = bands;
        const limits = [quantiles, curve].flatMap((of) => quantileNames.map((name) => of[name]));
        yield [well, device, treatments, signal, response, ...[mean, sd, ...limits].map(rounded)];
      }
    }
  }
}

/** Predictions carry Monte Carlo error far above this; ten digits halve a large file. */
function rounded(value: number | undefined): number {
  return Number((value ?? Number.NaN).toPrecision(10));
}
