import { nearestName } from '../../shared/base/nearest-name.ts';
import type { Problem } from '../../shared/base/problem.ts';
import { shortText } from '../../shared/base/short-text.ts';

/** Reads untyped JSON into typed values; what is not as it should be becomes a problem with its path (`individuals[0].times`). */
export interface JsonDoor {
  readonly problems: Problem[];
  report(where: string, message: string, remedy: string): void;
  /** Something given has no effect. */
  warn(where: string, message: string): void;
  /** Something not given is taken to have a value. */
  assume(where: string, message: string): void;
  /** Reports each key that is none of those known, for a misspelt one would be left out in silence. */
  knownKeys(object: Readonly<Record<string, unknown>>, where: string, known: readonly string[]): void;
  object(value: unknown, where: string): Readonly<Record<string, unknown>>;
  list(value: unknown, where: string): readonly unknown[];
  text(value: unknown, where: string): string;
  /** Finite; JSON knows no other, but 1e999 reads as infinity. */
  number(value: unknown, where: string): number;
  integer(value: unknown, where: string, least: number): number;
  numbers(value: unknown, where: string): Float64Array;
  /** null reads as NaN: missing. */
  readings(value: unknown, where: string): Float64Array;
}

/** Values returned after a report are only good for finding further problems. */
export function createJsonDoor(file: string): JsonDoor {
  const problems: Problem[] = [];
  const report = (where: string, message: string, remedy: string): void => {
    problems.push({ code: 'input.shape', severity: 'error', message, remedy, place: { file, where } });
  };
  const wrong = (where: string, value: unknown, wanted: string): void => {
    const found = value === undefined ? 'nothing' : shortText(JSON.stringify(value) ?? String(value), 60);
    report(where, `there is ${found} where ${wanted} should be`, `Give ${wanted}.`);
  };
  const list = (value: unknown, where: string): readonly unknown[] => {
    if (Array.isArray(value)) return value;
    wrong(where, value, 'a list');
    return [];
  };
  const number = (value: unknown, where: string): number => {
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    wrong(where, value, 'a number');
    return 0;
  };
  /** Millions of them: a place is put into words only where it is needed. */
  const numberAt = (value: unknown, where: string, index: number): number =>
    typeof value === 'number' && Number.isFinite(value) ? value : number(value, `${where}[${index}]`);
  return {
    problems,
    report,
    warn: (where, message) => {
      problems.push({ code: 'input.unused', severity: 'warning', message, place: { file, where } });
    },
    assume: (where, message) => {
      problems.push({ code: 'input.assumed', severity: 'warning', message, place: { file, where } });
    },
    knownKeys: (object, where, known) => {
      for (const key of Object.keys(object)) {
        if (known.includes(key)) continue;
        const near = nearestName(key, known);
        const meant = near === null ? '' : `Did you mean “${near}”? `;
        report(
          where === '' ? key : `${where}.${key}`,
          `there is no key “${key}”`,
          `${meant}Use ${known.join(', ')}.`,
        );
      }
    },
    list,
    number,
    object: (value, where) => {
      if (isRecord(value)) return value;
      wrong(where, value, 'an object');
      return {};
    },
    text: (value, where) => {
      if (typeof value === 'string') return value;
      wrong(where, value, 'a text');
      return '';
    },
    integer: (value, where, least) => {
      if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least) return value;
      wrong(where, value, `a whole number from ${least} on`);
      return least;
    },
    numbers: (value, where) => Float64Array.from(list(value, where), (item, i) => numberAt(item, where, i)),
    readings: (value, where) =>
      Float64Array.from(list(value, where), (item, i) =>
        item === null ? Number.NaN : numberAt(item, where, i),
      ),
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
