import type { Problem } from '../../base/problem.ts';
import type { PlateSignal } from '../plate-run.ts';
import { shortNumber } from './short-number.ts';

/** A reading every two hours for three days, or anything for ten days: longer than a plate is left in a reader. */
const longStep_h = 2;
const longWithSuchSteps_h = 72;
const longAnyway_h = 240;

/** Times are taken as the format states them; where they would make a run of weeks, another unit was likely meant. */
export function timeProblems(file: string, signals: readonly PlateSignal[]): readonly Problem[] {
  for (const { signal, time_s } of signals) {
    if (time_s === null || time_s.length < 2) continue;
    const span_h = ((time_s.at(-1) ?? 0) - (time_s[0] ?? 0)) / 3600;
    const step_h = span_h / (time_s.length - 1);
    const isLong = span_h > longAnyway_h || (span_h > longWithSuchSteps_h && step_h >= longStep_h);
    if (!isLong) continue;
    // a run of up to four days in minutes is at most 5760
    const [unit, factor, word] = span_h <= 96 * 60 ? ['minutes', 60, 'min'] : ['seconds', 3600, 's'];
    return [
      {
        code: 'plate.timeUnit',
        severity: 'warning',
        message: `the times go to ${shortNumber((time_s.at(-1) ?? 0) / 3600)} h, a reading every ${shortNumber(step_h)} h, which looks like ${unit} read as hours; rates per hour would come out ${factor} times too small`,
        remedy: `If they are ${unit}, say so where the file is read or imported: --time-unit ${word}; if they are hours, nothing need be done.`,
        inWindow: `If they are ${unit}, answer so beside the file; if they are hours, nothing need be done.`,
        place: { file, where: `signal ${signal}` },
      },
    ];
  }
  return [];
}
