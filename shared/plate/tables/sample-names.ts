import type { Problem } from '../../base/problem.ts';
import { byMapping } from '../format.ts';
import { rowIndex } from '../well.ts';

/** Rows of a plate of 96 wells, of 384, and the wells of a row of 384 and of 1536. */
const rows = { of96: 8, of384: 16 } as const;
const rowLength = { of384: 24, of1536: 48 } as const;

/** Names that have the form of wells, and may be numbers that people gave to their samples. */
export interface SampleNames {
  /** `S1 to S6`. */
  readonly names: string;
  /** Wells of the smallest plate that has them. */
  readonly plate: 384 | 1536;
}

/**
 * `S1` to `S6` alone, one after the other: a few wells of one row that only a large plate has are samples, more likely than
 * not. null: they are wells as far as anybody can tell.
 * @param wells as `parseWell` gives them, in their order.
 */
export function sampleNames(wells: readonly string[]): SampleNames | null {
  const [first] = wells;
  if (first === undefined) return null;
  const row = rowIndex(first);
  const letters = /^[A-Z]+/.exec(first)?.[0] ?? '';
  const numbers = wells.map((well) => Number(well.slice(letters.length)));
  const alone = numbers.every((number, n) => number === (numbers[0] ?? 0) + n) && row >= rows.of96;
  if (!alone || !wells.every((well) => rowIndex(well) === row)) return null;
  const plate = row < rows.of384 ? 384 : 1536;
  if (wells.length >= (plate === 384 ? rowLength.of384 : rowLength.of1536)) return null;
  return { names: wells.length === 1 ? first : `${first} to ${wells.at(-1)}`, plate };
}

/** What a table with such names may be instead, as half a sentence. */
export function samplesDoubt({ names, plate }: SampleNames): string {
  return `${names} may be names of samples: only a plate of ${plate} wells has that row`;
}

/** Of a table that was read as one of wells all the same. */
export function samplesProblem(file: string, line: number, found: SampleNames): Problem {
  const message = `the columns are read as wells, but ${samplesDoubt(found)}`;
  const remedy = `If they are samples, say which wells they are in, by "wells" in a mapping: ${byMapping}.`;
  const inWindow = 'If they are samples, give the columns the names of their wells in a copy of the file.';
  return { code: 'plate.sampleNames', severity: 'warning', message, remedy, inWindow, place: { file, line } };
}
