import type { WellSet } from '../../shared/fit/fit-result.ts';
import { leastEffective } from '../../shared/prediction/parameter-summary.ts';
import type { Estimate } from '../../shared/prediction/trust/clustered.ts';
import type { FitTrust } from '../../shared/prediction/trust/diagnosis.ts';
import type { ResidualCorrelation } from '../../shared/prediction/trust/residual-correlation.ts';
import type { ScoreRow } from '../../shared/prediction/trust/score-table.ts';
import type { WeightsSummary } from '../../shared/prediction/trust/weights-summary.ts';
import { columnsText, withError } from './text-table.ts';

/** What a set's wells say of a fit. */
export const setWords: Readonly<Record<WellSet, string>> = {
  train: 'training wells',
  validation: 'validation wells (reconstruction: each well’s own values from its own readings)',
  selection: 'wells that chose the kept evaluation (optimistic)',
  'held-out': 'wells of the device held out (reconstruction: their own readings are seen)',
};

/** A part of what is told: its finding first. */
export function section(title: string, lines: readonly string[]): string {
  return [title, ...lines.map((line) => (line === '' ? '' : `  ${line.replaceAll('\n', '\n  ')}`))].join(
    '\n',
  );
}

/** Sections on how readings are predicted and what the draws behind that are worth. */
export function predictionSections({ scores, residuals, weights }: FitTrust): readonly string[] {
  return [
    section('Coverage of bands', coverageLines(scores)),
    section('Scores by device and by time', groupLines(scores)),
    section('Residual autocorrelation', residualLines(residuals)),
    section('Draws behind each well', weights.map(weightsLine)),
  ];
}

/** Standard errors that a share may be off before it is called so. */
const errors = 3;

function judged(share: Estimate, level: number): string {
  if (!Number.isFinite(share.error)) return 'not known';
  const off = share.value - level;
  if (Math.abs(off) <= errors * share.error) return 'as stated, within error';
  return off < 0 ? 'too narrow' : 'too wide';
}

function coverageLines(scores: readonly ScoreRow[]): readonly string[] {
  return (['validation', 'held-out', 'selection', 'train'] as const).flatMap((set) => {
    const rows = scores.filter((row) => row.set === set && row.by === 'all');
    if (rows.length === 0) return [];
    const off = rows.filter(({ coverage95 }) => judged(coverage95, 0.95) !== 'as stated, within error');
    const finding =
      off.length === 0
        ? '95 % bands hold what they say, within the wells’ error.'
        : `${off.map(({ signal, coverage95 }) => `the 95 % bands of ${signal} are ${judged(coverage95, 0.95)}`).join('; ')}.`;
    const table = columnsText(
      ['signal', 'in 50 %', 'in 95 %', 'bands', 'interval score 95 %', 'CRPS', 'wells', 'readings'],
      rows.map((row) => [
        row.signal,
        withError(row.coverage50.value, row.coverage50.error, 2),
        withError(row.coverage95.value, row.coverage95.error, 2),
        judged(row.coverage95, 0.95),
        withError(row.interval95.value, row.interval95.error),
        withError(row.crps.value, row.crps.error),
        `${row.wells}`,
        `${row.readings}`,
      ]),
    );
    return [`${setWords[set]}: ${finding}`, table, ''];
  });
}

/** Groups whose bands are off are told; all are in the tables of --out. */
const mostGroups = 8;

function groupLines(scores: readonly ScoreRow[]): readonly string[] {
  const groups = scores.filter(
    ({ by, set, coverage95 }) =>
      by !== 'all' && set !== 'train' && Number.isFinite(coverage95.error) && coverage95.clusters > 2,
  );
  if (groups.length === 0) return ['No group of wells that were not trained on has more than two wells.'];
  const far = ({ coverage95: { value, error } }: ScoreRow): number => (value - 0.95) / error;
  const off = groups
    .filter((row) => judged(row.coverage95, 0.95) === 'too narrow')
    .sort((a, b) => far(a) - far(b));
  const shown = off
    .slice(0, mostGroups)
    .map((row) => [
      row.by === 'time' ? row.group : `${row.by} ${row.group}`,
      row.signal,
      row.set,
      withError(row.coverage95.value, row.coverage95.error, 2),
      withError(row.crps.value, row.crps.error),
      `${row.wells}`,
    ]);
  const finding = `Of ${groups.length} groups (device, dose, third of the run) with a signal each, ${off.length} have 95 % bands that are too narrow${off.length > mostGroups ? '; those farthest off' : ''}. Of so many some are off by chance.`;
  return shown.length === 0
    ? [finding]
    : [finding, columnsText(['group', 'signal', 'set', 'in 95 %', 'CRPS', 'wells'], shown)];
}

/** From where neighbouring residuals are no longer nearly independent. */
const high = 0.5;
const low = 0.2;

function residualLines(rows: readonly ResidualCorrelation[]): readonly string[] {
  const others = rows.filter(({ set }) => set !== 'train');
  const most = others.reduce((largest, { lag1 }) => Math.max(largest, Math.abs(lag1 ?? 0)), 0);
  const finding =
    most >= high
      ? `Neighbouring residuals go together (up to ${most.toFixed(2)}): a run of readings says less than as many independent ones, and a model of errors without correlation is too certain.`
      : most >= low
        ? `Neighbouring residuals go together somewhat (up to ${most.toFixed(2)}).`
        : `Neighbouring residuals are nearly independent (at most ${most.toFixed(2)}).`;
  const table = columnsText(
    ['set', 'signal', 'lag-1 correlation', 'wells'],
    rows.map(({ set, signal, lag1, error, wells }) => [
      ...[set, signal, lag1 === null ? 'residuals do not vary' : withError(lag1, error)],
      `${wells}`,
    ]),
  );
  return [finding, table];
}

function weightsLine(one: WeightsSummary): string {
  const { set, wells, fewDraws, fewest, kHatLimit, badTails, worst } = one;
  const few = `${fewDraws} of ${wells} ${set} wells rest on fewer than ${leastEffective} effective draws; the fewest: ${fewest.ess.toFixed(1)} (${fewest.individual})`;
  if (worst === null) return `${few}.`;
  return `${few}; k-hat above ${kHatLimit.toFixed(2)} in ${badTails}, the worst ${worst.kHat.toFixed(2)} (${worst.individual}).`;
}
