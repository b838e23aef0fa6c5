import type { Problem } from '../base/problem.ts';
import type { PlateSignal } from '../plate/plate-run.ts';
import type { DataSpec } from './data-spec.ts';
import type { NamedRun } from './selected-well.ts';

/** What the `reference` preprocessing needs of a run: its time axis and the spec's signals. */
export interface RunTable {
  readonly source: NamedRun;
  /** Hours, rounded to the spec's dtype, [cycle]. */
  readonly times_h: Float64Array;
  /** In spec order; all with as many cycles as `times_h`. */
  readonly signals: readonly PlateSignal[];
}

/** The signal whose times stand for all. Its name is fixed in the published code. */
const clock = 'OD';

/** Null and problems where a signal is missing or its cycles do not fit the times of the OD columns. */
export function runTable(
  spec: DataSpec,
  source: NamedRun,
  round: (value: number) => number,
  problems: Problem[],
): RunTable | null {
  const place = { file: source.file };
  const titles = source.run.signals.map((signal) => signal.signal);
  const time_s = source.run.signals.find((signal) => signal.signal === clock)?.time_s;
  if (time_s === undefined || time_s === null) {
    const message = `the file has no times for ${clock}, from which this preprocessing takes the time axis`;
    const remedy = `Fit with --preprocessing wells (data.preprocessing: wells), where every signal has its own times; the file has: ${titles.join(', ')}.`;
    const inWindow = `State data.preprocessing: wells in the spec, where every signal has its own times; the file has: ${titles.join(', ')}.`;
    problems.push({ code: 'experiment.noTimes', severity: 'error', message, remedy, inWindow, place });
    return null;
  }
  const signals: PlateSignal[] = [];
  spec.signals.forEach((name, index) => {
    const signal = source.run.signals.find((each) => each.signal === name);
    if (signal === undefined) {
      problems.push({
        code: 'spec.unknownSignal',
        severity: 'error',
        message: `${source.file} holds no signal “${name}”`,
        remedy: `Use signals that every file holds; this one has: ${titles.join(', ')}.`,
        ...(spec.places?.signals[index] ?? { place: { where: `data.signals[${index}]` } }),
      });
      return;
    }
    signals.push(signal);
    const apart = furthestApart(signal);
    if (apart > 0) {
      const message = `${name} was read in each well at a time of its own, up to ${Math.round(apart)} s from the first well’s, which this preprocessing takes for all`;
      problems.push({ code: 'experiment.wellTimes', severity: 'warning', message, place });
    }
    const cycles = signal.time_s?.length ?? signal.values.length / Math.max(1, source.run.wells.length);
    if (cycles !== time_s.length) {
      const message = `${name} has ${cycles} cycles and ${clock} ${time_s.length}; one time axis cannot serve both`;
      const remedy =
        'Fit with --preprocessing wells (data.preprocessing: wells), where every signal has its own times.';
      const inWindow = 'State data.preprocessing: wells in the spec, where every signal has its own times.';
      problems.push({ code: 'experiment.cycles', severity: 'error', message, remedy, inWindow, place });
    } else if (signal.time_s?.some((time, cycle) => time !== time_s[cycle])) {
      const message = `the times of ${name} differ from those of ${clock}, which are used for both`;
      problems.push({ code: 'experiment.timesDiffer', severity: 'warning', message, place });
    }
  });
  if (signals.length < spec.signals.length || time_s.length === 0) return null;
  const fits = signals.every((signal) => signal.values.length === source.run.wells.length * time_s.length);
  return fits ? { source, times_h: time_s.map((time) => round(time / 3600)), signals } : null;
}

/** Seconds that a well's time lies from the first well's, at most; 0: all wells have the same times. */
function furthestApart({ time_s, wellTimes_s }: PlateSignal): number {
  if (wellTimes_s === undefined || time_s === null) return 0;
  let most = 0;
  wellTimes_s.forEach((time, at) => {
    const apart = Math.abs(time - (time_s[at % time_s.length] ?? Number.NaN));
    if (apart > most) most = apart;
  });
  return most;
}
