import type { Outcome, Problem } from '../../shared/base/problem.ts';
import type { PlateFile } from '../../shared/plate/plate-run.ts';

/** As many of a damage are listed. */
const most = 3;

/**
 * Readings of a damaged file that the whole one has not, where nothing is said of the damage: each is a wrong number that
 * nobody would notice. A problem that the whole file does not have marks it.
 */
export function unmarkedReadings(
  damage: string,
  whole: Outcome<PlateFile>,
  damaged: Outcome<PlateFile>,
): readonly string[] {
  if (!damaged.ok) {
    const errors = damaged.problems.filter(({ severity }) => severity === 'error');
    return errors.length > 0 ? [] : [`${damage}: refused without a reason`];
  }
  if (isMarked(whole.problems, damaged.problems)) return [];
  const known = whole.ok ? readingsOf(whole.value) : new Map<string, string>();
  const wrong: string[] = [];
  for (const [key, value] of readingsOf(damaged.value)) {
    if (known.get(key) === value) continue;
    wrong.push(`${damage}: ${key} is ${value}, not ${known.get(key) ?? 'there'}`);
    if (wrong.length === most) break;
  }
  return wrong;
}

/** Readings of the whole file that a damaged one has no longer, where nothing is said of the damage. */
export function lostReadings(
  damage: string,
  whole: Outcome<PlateFile>,
  damaged: Outcome<PlateFile>,
): readonly string[] {
  if (!damaged.ok || !whole.ok || isMarked(whole.problems, damaged.problems)) return [];
  const [before, now] = [readingsOf(whole.value).size, readingsOf(damaged.value).size];
  return now < before ? [`${damage}: ${now} of ${before} readings are left`] : [];
}

/** Whether something is said that is not said of the whole file: another kind of problem, or another place or number in it. */
function isMarked(before: readonly Problem[], now: readonly Problem[]): boolean {
  const known = new Set(before.map(textOf));
  return now.some((problem) => !known.has(textOf(problem)));
}

function textOf({ code, message, place }: Problem): string {
  return [code, message, place?.line].join(' ');
}

/** Plate, signal, well and time (or cycle) -> value or word. */
function readingsOf({ runs }: PlateFile): ReadonlyMap<string, string> {
  const readings = new Map<string, string>();
  for (const { plate, wells, signals } of runs) {
    for (const { signal, values, tokens, time_s, wellTimes_s } of signals) {
      const cycles = values.length / wells.length;
      values.forEach((value, at) => {
        const well = wells[Math.floor(at / cycles)]?.well ?? '';
        const time = wellTimes_s?.[at] ?? time_s?.[at % cycles] ?? Number.NaN;
        const token = tokens.get(at);
        if (Number.isNaN(value) && token === undefined) return;
        const when = Number.isNaN(time) ? `cycle ${(at % cycles) + 1}` : `${time} s`;
        readings.set(`${plate}, ${titleOf(signal)}, ${well}, ${when}`, token ?? String(value));
      });
    }
  }
  return readings;
}

/** What is done to decimals and separators is done to those in titles too. */
function titleOf(signal: string): string {
  return signal.replaceAll(/[.,;]/g, ',');
}
