import type { Problem } from '../base/problem.ts';
import type { PlateSignal } from '../plate/plate-run.ts';
import type { DataSpec } from './data-spec.ts';
import type { NamedRun } from './selected-well.ts';

/**
 * The spec's signals in each run, in spec order; null where that run has none by the name. A signal that no run has is a
 * problem, and so is one without times: an endpoint or a spectrum is no series.
 */
export function timedSignals(
  spec: DataSpec,
  runs: readonly NamedRun[],
  problems: Problem[],
): ReadonlyMap<NamedRun, readonly (PlateSignal | null)[]> {
  const found = new Map(
    runs.map((source) => [
      source,
      spec.signals.map((name) => source.run.signals.find(({ signal }) => signal === name) ?? null),
    ]),
  );
  spec.signals.forEach((name, s) => {
    const place = spec.places?.signals[s] ?? { place: { where: `data.signals[${s}]` } };
    const without = runs.filter((source) => found.get(source)?.[s] === null);
    const files = [...new Set(without.map(({ file }) => file))];
    if (files.length > 0) {
      const nowhere = without.length === runs.length;
      problems.push({
        code: 'spec.unknownSignal',
        severity: nowhere ? 'error' : 'warning',
        message: `${files.join(', ')} ${files.length === 1 ? 'holds' : 'hold'} no signal “${name}”${nowhere ? '' : ', and its wells have no readings of it'}`,
        remedy: `Name signals as the files do; there are: ${titlesOf(without).join(', ')}.`,
        ...place,
      });
    }
    for (const [source, signals] of found) {
      const signal = signals[s];
      if (signal !== null && signal !== undefined && signal.time_s === null)
        problems.push({ ...untimed(source, signal, problems), ...place });
    }
  });
  return found;
}

/** @param told what was said of the files: where one was asked for its times, the answer is the way on. */
function untimed(
  { file, run }: NamedRun,
  { signal, kind = 'kinetic' }: PlateSignal,
  told: readonly Problem[],
): Problem {
  const timed = run.signals.filter(({ time_s }) => time_s !== null).map((each) => each.signal);
  const message =
    kind === 'kinetic'
      ? `${file} has no times for “${signal}”, and a fit needs them`
      : `“${signal}” of ${file} is ${kind === 'spectrum' ? 'a' : 'an'} ${kind === 'scan' ? 'area scan' : kind}, not a series in time, and cannot be fitted`;
  const problem = { code: 'experiment.noTimes', severity: 'error', message } as const;
  const asked = told.find(({ code, place }) => timeQuestions.includes(code) && place?.file === file);
  if (kind === 'kinetic' && asked !== undefined) {
    const { remedy, inWindow } = asked;
    return { ...problem, ...(remedy && { remedy }), ...(inWindow && { inWindow }) };
  }
  const remedy =
    timed.length === 0 ? 'Give a file with kinetic readings.' : `Signals with times: ${timed.join(', ')}.`;
  return { ...problem, remedy };
}

/** By which files are asked for their times. */
const timeQuestions: readonly string[] = ['time.unit', 'time.none'];

function titlesOf(runs: readonly NamedRun[]): readonly string[] {
  return [...new Set(runs.flatMap(({ run }) => run.signals.map(({ signal }) => `“${signal}”`)))];
}
