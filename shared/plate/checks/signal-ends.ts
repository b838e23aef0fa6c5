import type { Problem } from '../../base/problem.ts';
import type { PlateRun, PlateSignal } from '../plate-run.ts';
import { shortNumber } from './short-number.ts';

/** A signal that ends before this share of the run has not seen most of it. */
const shortRun = 0.5;
/** Fewer cycles are no course. */
const fewestCycles = 3;

/** A signal of a run that goes on, and the one that goes on longest. */
export interface ShortSignal {
  readonly signal: PlateSignal;
  /** `GFP was read until 0.42 h only, OD until 9.9 h`. */
  readonly words: string;
}

/** Signals that were read for a part of the run only: a model sees nothing of them after that. */
export function shortSignals({ signals }: PlateRun): readonly ShortSignal[] {
  const ends = signals.flatMap((signal) => {
    const end_h = (signal.time_s?.at(-1) ?? Number.NaN) / 3600;
    const isCourse = (signal.time_s?.length ?? 0) >= fewestCycles;
    return isCourse && Number.isFinite(end_h) ? [{ signal, end_h }] : [];
  });
  const [longest] = ends.toSorted((a, b) => b.end_h - a.end_h);
  if (longest === undefined) return [];
  const until = ({ signal, end_h }: (typeof ends)[number]): [string, string] => [
    signal.signal,
    shortNumber(end_h),
  ];
  const [longTitle, longEnd] = until(longest);
  return ends
    .filter(({ end_h }) => end_h < shortRun * longest.end_h)
    .map((one) => {
      const [title, end] = until(one);
      return {
        signal: one.signal,
        words: `${title} was read until ${end} h only, ${longTitle} until ${longEnd} h`,
      };
    });
}

/** The same as warnings of a file. */
export function endProblems(file: string, run: PlateRun): readonly Problem[] {
  return shortSignals(run).map(({ signal, words }) => ({
    code: 'plate.signalEnds',
    severity: 'warning',
    message: words,
    remedy: 'Look whether the file is whole; if the run was so, nothing need be done.',
    place: { file, where: `signal ${signal.signal}` },
  }));
}
