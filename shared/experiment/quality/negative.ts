import { shortNumber } from '../../plate/checks/short-number.ts';
import type { PlateRun, PlateSignal } from '../../plate/plate-run.ts';
import { correctionsNote } from '../correction/change-signal.ts';
import { counted, cyclesOfSignal, isUsed, seriesOf, wellRole } from '../plate-series.ts';
import { noiseSd, quantileOf, quantileOfSorted, sortedReadings } from '../statistics/robust.ts';
import { evidenceOf, wellNames, whenWords } from './evidence.ts';
import type { Finding, QualityCheck } from './flag.ts';

/** Deviations of a well's noise below 0: of a million readings about 0 one is beyond by chance. */
const leastDeviations = 5;
/** Readings of a well, and share of the signal's range: single and small ones harm nothing. */
const fewestReadings = 3;
const leastShare = 0.01;

/** Samples below 0 after what was subtracted, or as read: more was taken away than they had. */
export const negative: QualityCheck = {
  kind: 'negative',
  title: 'Readings below 0',
  find: (plates) =>
    plates.flatMap(({ plate, corrected }) =>
      corrected.signals.flatMap((signal) => findingOf(plate, corrected, signal) ?? []),
    ),
};

function findingOf(plate: string, run: PlateRun, signal: PlateSignal): Finding | null {
  const cycles = cyclesOfSignal(signal, run.wells.length);
  const sorted = sortedReadings(signal.values);
  const range = quantileOfSorted(sorted, 0.99) - quantileOfSorted(sorted, 0.01);
  // Of most signals nothing is below 0, and the noise of their wells need not be known.
  if (!((sorted[0] ?? 0) < 0)) return null;
  const below = run.wells.flatMap((well, index) => {
    if (!isUsed(well) || wellRole(well) === 'blank' || wellRole(well) === 'empty') return [];
    const series = seriesOf(signal, run.wells.length, index);
    const noise = noiseSd(series);
    const limit = -Math.max(leastShare * range, Number.isNaN(noise) ? 0 : leastDeviations * noise);
    const at = [...series.keys()].filter((cycle) => (series[cycle] ?? 0) < limit);
    return at.length >= Math.min(fewestReadings, cycles) ? [{ index, at, series }] : [];
  });
  const [first] = below;
  if (first === undefined) return null;
  const least = below.reduce((low, { series }) => Math.min(low, quantileOf(series, 0)), 0);
  const count = below.reduce((sum, { at }) => sum + at.length, 0);
  const done = signal.metadata?.[correctionsNote];
  return {
    severity: 'medium',
    reason: `${counted(count, 'reading')} of ${signal.signal} in ${counted(below.length, 'well')} lie below 0, down to ${shortNumber(least)}, first at ${whenWords(signal, run.wells.length, first.index, first.at[0] ?? 0)}${done === undefined ? ', as read' : `, after: ${done}`}`,
    plate,
    wells: wellNames(
      run,
      below.map(({ index }) => index),
    ),
    signal: signal.signal,
    evidence: below.map(({ index, at }) => evidenceOf(run, signal, index, at[0] ?? 0, at.at(-1) ?? 0)),
    correction: null,
    key: '',
  };
}
