import type { Problem } from '../../../base/problem.ts';
import { shortText } from '../../../base/short-text.ts';
import type { DelimitedRow } from '../../containers/delimited.ts';
import type { NumberMark } from '../../number.ts';
import { hasDecimalComma, parseNumberWith } from '../../number.ts';
import type { PlateSignal, PlateWell } from '../../plate-run.ts';
import type { SignalColumns } from './columns.ts';

/** Longest piece of a cell that is kept as token; real ones have a few letters. */
const longestToken = 40;

/** Kinds of what stands in place of numbers that are named. */
const mostKinds = 4;

/** The table's wells and the rows that they came from. */
interface ReadWells {
  readonly wells: readonly PlateWell[];
  readonly rows: readonly DelimitedRow[];
}

/** Every reading of every signal. Cells that hold no number are NaN, kept as tokens and counted in one warning a signal. */
export function readSignals(
  file: string,
  signals: readonly SignalColumns[],
  { wells, rows }: ReadWells,
  decimal: NumberMark,
): { readonly signals: readonly PlateSignal[]; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const read = signals.map(({ signal, columns, time_s }): PlateSignal => {
    const cycles = columns.length;
    const values = new Float64Array(wells.length * cycles);
    const tokens = new Map<number, string>();
    rows.forEach((row, well) => {
      for (let cycle = 0; cycle < cycles; cycle += 1) {
        const cell = row.cells[columns[cycle] ?? -1] ?? '';
        const value = parseNumberWith(cell, decimal);
        const index = well * cycles + cycle;
        values[index] = value;
        if (Number.isNaN(value)) tokens.set(index, shortText(cell.trim(), longestToken));
      }
    });
    if (tokens.size > 0) problems.push(tokenProblem(file, signal, cycles, wells, tokens));
    return { signal, unit: null, calculated: false, time_s, values, tokens };
  });
  return { signals: read, problems };
}

function tokenProblem(
  file: string,
  signal: string,
  cycles: number,
  wells: readonly PlateWell[],
  tokens: ReadonlyMap<number, string>,
): Problem {
  // Of millions of gaps no list is made.
  const counts = new Map<string, number>();
  let others = false;
  let commaIndex: number | undefined;
  for (const [index, token] of tokens) {
    const count = counts.get(token);
    if (count !== undefined || counts.size < mostKinds) counts.set(token, (count ?? 0) + 1);
    else others = true;
    if (commaIndex === undefined && hasDecimalComma(token)) commaIndex = index;
  }
  const kinds = [...counts].map(([token, count]) => `${token === '' ? 'empty' : `“${token}”`} ${count}`);
  const shown = others ? [...kinds, '…'] : kinds;
  const index = commaIndex ?? tokens.keys().next().value ?? 0;
  const well = wells[Math.floor(index / cycles)];
  const where = `well ${well?.well}, cycle ${(index % cycles) + 1}, signal ${signal}`;
  const place = well === undefined ? { file, where } : { file, line: well.line, where };
  if (commaIndex !== undefined) {
    return {
      code: 'plate.decimalComma',
      severity: 'error',
      message: `“${tokens.get(commaIndex)}” has a decimal comma`,
      remedy: 'Say which mark parts its decimals: --decimal comma, or --decimal point.',
      inWindow: 'Export the table with decimal points, or save it as a workbook.',
      place,
    };
  }
  return {
    code: 'plate.noNumber',
    severity: 'warning',
    message: `${tokens.size} of ${wells.length * cycles} cells of ${signal} hold no number (${shown.join(', ')}), the first one here`,
    remedy: 'Nothing is to be done: they are read as missing, and the file stays as it is.',
    place,
  };
}
