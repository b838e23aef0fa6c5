import type { Estimate } from '../../shared/prediction/trust/clustered.ts';
import type { FitDiagnosis, FitTrust, PowerScaling } from '../../shared/prediction/trust/diagnosis.ts';
import type { Found } from '../../shared/prediction/trust/found.ts';
import { noiseNames } from '../../shared/prediction/trust/noise-forms.ts';
import type { SeedDifference } from '../../shared/prediction/trust/shared-moments.ts';
import type { WellScore } from '../../shared/prediction/trust/well-score.ts';
import { type CsvCell, csvTable } from '../store/csv.ts';
import type { NoiseComparison } from './noise-fits.ts';

/** Another fit of the same spec, and how its shared parameters differ. */
export interface SeedComparison {
  readonly fit: string;
  readonly differences: readonly SeedDifference[];
}

/** Names and contents of the files that `diagnose --out` leaves; tables of what was found. */
export function diagnosisFiles(
  diagnosis: FitDiagnosis,
  trust: FitTrust,
  { seeds, noise }: { readonly seeds: readonly SeedComparison[]; readonly noise: NoiseComparison | null },
): readonly (readonly [name: string, content: Iterable<string>])[] {
  const tables = [
    scoresTable(trust),
    table('residuals.csv', ['set', 'signal', 'lag1', 'error', 'wells', 'pairs'], trust.residuals, (one) => [
      ...[one.set, one.signal, one.lag1, one.error, one.wells, one.pairs],
    ]),
    wellsTable(diagnosis.wells),
    foundTable(
      'shrinkage.csv',
      ['parameter', 'shrinkage', 'q025', 'q975', 'wells'],
      trust.shrinkage,
      (rows) => rows.map((one) => [one.parameter, one.shrinkage, one.low, one.high, one.wells]),
    ),
    foundTable(
      'identifiability.csv',
      ['kind', 'what', 'ratio', 'ratio_q025', 'ratio_q975'],
      trust.identifiability,
      ({ directions, combinations, unknown }) => [
        ...directions.map(({ ratio, loadings }) => [
          'open direction',
          loadings.map(({ name, loading }) => `${name} ${loading.toFixed(3)}`).join('; '),
          ...[ratio.value, ratio.low, ratio.high],
        ]),
        ...combinations.map(({ sum, ratio }) => [
          'known combination',
          sum,
          ratio.value,
          ratio.low,
          ratio.high,
        ]),
        ...unknown.map(({ name, ratio }) => ['little known', name, ratio.value, ratio.low, ratio.high]),
      ],
    ),
    foundTable(
      'sensitivity.csv',
      ['component', 'power', 'k_hat', 'parameter', 'distance', 'shift', 'shift_error'],
      trust.powerScaling,
      scalingRows,
    ),
    foundTable(
      'population.csv',
      [
        ...['set', 'device', 'signal', 'wells', 'in50', 'in50_error', 'in95', 'in95_error'],
        ...['npde_mean', 'npde_mean_error', 'npde_variance', 'npde_variance_error'],
      ],
      trust.population,
      (rows) =>
        rows.map((one) => [
          ...[one.set, one.device, one.signal, one.wells, ...pair(one.inside50), ...pair(one.inside95)],
          ...[...pair(one.npdeMean), ...pair(one.npdeVariance)],
        ]),
    ),
    foundTable('profile.csv', ['parameter', 'value', 'eta', 'joint', 'marginal'], trust.profile, (one) =>
      one.points.map(({ value, eta, joint, marginal }) => [one.parameter, value, eta, joint, marginal]),
    ),
    ...(seeds.length === 0
      ? []
      : [
          table(
            'seeds.csv',
            ['fit', 'parameter', 'shift_sd', 'error_sd', 'flagged'],
            seeds.flatMap(({ fit, differences }) => differences.map((one) => ({ fit, ...one }))),
            (one) => [one.fit, one.name, one.shift, one.error, one.flagged ? 'yes' : 'no'],
          ),
        ]),
  ];
  if (noise !== null) tables.push(noiseTable(noise));
  return tables.flatMap((one) => (one === null ? [] : [one]));
}

type NamedTable = readonly [name: string, content: Iterable<string>];

function table<T>(
  name: string,
  header: readonly string[],
  rows: readonly T[],
  cells: (row: T) => readonly CsvCell[],
): NamedTable {
  return [name, csvTable(header, rows.map(cells))];
}

function foundTable<T>(
  name: string,
  header: readonly string[],
  found: Found<T>,
  rows: (value: T) => readonly (readonly CsvCell[])[],
): NamedTable | null {
  return found.ok ? [name, csvTable(header, rows(found.value))] : null;
}

function pair({ value, error }: Estimate): readonly number[] {
  return [value, error];
}

function noiseTable({ rows }: NoiseComparison): NamedTable {
  return table(
    'noise.csv',
    [
      ...['parameter', 'group', 'depends'],
      ...noiseNames.flatMap((name) => [`${name}_mean`, `${name}_q025`, `${name}_q975`]),
    ],
    rows,
    ({ parameter, group, depends, values }) => [
      ...[parameter, group, depends ? 'yes' : 'no'],
      ...noiseNames.flatMap((name) => [values[name].mean, values[name].low, values[name].high]),
    ],
  );
}

function scoresTable({ scores }: FitTrust): NamedTable {
  const measures = ['coverage50', 'coverage95', 'interval50', 'interval95', 'crps'] as const;
  return table(
    'scores.csv',
    [
      ...['set', 'signal', 'by', 'group', 'wells', 'readings'],
      ...measures.flatMap((name) => [name, `${name}_error`]),
    ],
    scores,
    (row) => [
      ...[row.set, row.signal, row.by, row.group, row.wells, row.readings],
      ...measures.flatMap((name) => pair(row[name])),
    ],
  );
}

function wellsTable(wells: readonly WellScore[]): NamedTable {
  const rows = wells.flatMap((well) => well.signals.map((signal) => ({ well, signal })));
  return table(
    'wells.csv',
    [
      ...['plate', 'individual', 'device', 'treatments', 'set', 'lpd', 'bound', 'mcse', 'ess', 'k_hat'],
      ...['unpredicted', 'signal', 'readings', 'in50', 'in95', 'interval95', 'crps'],
    ],
    rows,
    ({ well, signal: { signal, thirds } }) => {
      const sum = (of: (one: (typeof thirds)[number]) => number): number =>
        thirds.reduce((total, one) => total + of(one), 0);
      const readings = sum((one) => one.readings);
      return [
        ...[well.plate, well.individual, well.device, well.dose, well.set, well.density, well.bound],
        ...[well.densityError, well.ess, well.kHat, well.unpredicted, signal, readings],
        ...[sum((one) => one.inside50) / readings, sum((one) => one.inside95) / readings],
        ...[sum((one) => one.interval95) / readings, sum((one) => one.crps) / readings],
      ];
    },
  );
}

function scalingRows({ prior, likelihood }: PowerScaling): readonly (readonly CsvCell[])[] {
  return Object.entries({ prior, likelihood }).flatMap(([name, component]) =>
    (component?.parameters ?? []).map((one) => [
      ...[name, component?.alpha, finite(component?.kHat), one.name, one.distance, one.shift, one.error],
    ]),
  );
}

function finite(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null;
}
