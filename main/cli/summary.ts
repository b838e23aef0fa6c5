import { hasError } from '../../shared/base/problem.ts';
import { visibleName } from '../../shared/base/visible-text.ts';
import type { SummaryRow } from '../../shared/experiment/summary/summary-row.ts';
import { shortNumber } from '../../shared/plate/checks/short-number.ts';
import { type CsvCell, csvTable } from '../store/csv.ts';
import { type Command, UsageError } from './command.ts';
import { correctionsOption } from './corrections-file.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { type Interruptible, interruptible } from './interruptible.ts';
import { tellJoins } from './joins-text.ts';
import type { Given } from './options.ts';
import type { Output } from './output.ts';
import { openPlates, type PlatesTarget, plateOptions } from './plates-target.ts';
import { columnsText } from './text-table.ts';

export const summaryCommand: Command = {
  name: 'summary',
  positionals: '<project | file or folder...>',
  count: [1, 10_000],
  summary: 'growth rate, lag, end point, fold change, EC50 and more of each well, with intervals',
  options: {
    density: { kind: 'text', value: 'SIGNAL', help: 'the optical density, where its title does not say so' },
    corrections: correctionsOption,
    ...plateOptions,
    csv: { kind: 'flag', help: 'a line of CSV for each well, signal and quantity' },
    json: { kind: 'flag', help: 'the same as lines of JSON' },
  },
  async run(given, output) {
    if (given.has('csv') && output.json) throw new UsageError('give --json or --csv, not both');
    return interruptible(async (jobs) => {
      const opened = await openPlates(given, output, jobs);
      if (jobs.interrupted()) return exitCodes.interrupted;
      if (!opened.ok) {
        await output.problems(opened.problems);
        return exitCodes.problems;
      }
      try {
        return await summarise(opened.value, given, output, jobs);
      } finally {
        opened.value.close();
      }
    });
  },
};

async function summarise(
  { corrections, problems, examine }: PlatesTarget,
  given: Given,
  output: Output,
  jobs: Interruptible,
): Promise<ExitCode> {
  const density = given.text('density');
  const examined = await examine(corrections, { kind: 'summary', density });
  if (jobs.interrupted()) return exitCodes.interrupted;
  const found = [...problems, ...examined.problems];
  if (!examined.ok) {
    await output.problems(found);
    return exitCodes.problems;
  }
  const { joined, rows, signals, stepProblems } = examined.value;
  if (density !== null && !signals.includes(density))
    throw new UsageError(`--density ${density}: there is no such signal; there are ${signals.join(', ')}`);
  tellJoins(joined, output);
  if (density === null && rows.length > 0 && !rows.some(({ quantity }) => quantity === 'growthRate'))
    output.say(
      `No growth rates: no signal looks like an optical density. Name it with --density SIGNAL, one of ${signals.join(', ')}.`,
    );
  if (output.json) for (const row of rows) await output.line(row);
  else if (given.has('csv'))
    for (const part of csvTable(columns, rows.map(cellsOf))) await output.table(part);
  else await output.write(summaryText(rows));
  await output.problems([...found, ...stepProblems]);
  return hasError([...found, ...stepProblems]) ? exitCodes.problems : exitCodes.done;
}

const columns = [
  ...['plate', 'well', 'device', 'treatments', 'role', 'signal', 'quantity', 'value', 'low', 'high', 'unit'],
  ...['from_h', 'to_h', 'r2', 'corrections', 'note'],
];

function cellsOf(row: SummaryRow): readonly CsvCell[] {
  const { plate, well, device, treatments, role, signal, quantity, value, low, high, unit } = row;
  const [from, to] = row.window_h ?? [];
  const place = [plate, well, device, treatments, role, signal, quantity];
  return [...place, value, low, high, unit, from, to, row.r2, row.corrections, row.note];
}

/** For people: a line for each number, in columns. */
function summaryText(rows: readonly SummaryRow[]): string {
  const table = rows.map((row) => {
    const interval = Number.isNaN(row.low)
      ? 'no interval'
      : `${shortNumber(row.low)} to ${shortNumber(row.high)}`;
    const value = Number.isNaN(row.value) ? '-' : `${shortNumber(row.value)} ${row.unit}`.trim();
    return [
      row.plate,
      row.well === '' ? row.device : row.well,
      row.signal,
      row.quantity,
      value,
      Number.isNaN(row.value) ? '' : interval,
      row.note,
    ].map(visibleName);
  });
  const header = ['plate', 'well', 'signal', 'quantity', 'value', '95 % interval', 'note'];
  return `${columnsText(header, table)}\n`;
}
