import type { Outcome, Problem } from '../../../base/problem.ts';
import { type Sheet, textOf } from '../../containers/cell.ts';
import type { PlateContainer } from '../../containers/container.ts';
import { timeIn } from '../../duration.ts';
import { notMine, type PlateFormat, type ReadOptions } from '../../format.ts';
import type { PlateFile } from '../../plate-run.ts';
import { assemble } from '../../tables/assemble.ts';
import { PlateBuilder } from '../../tables/plate-builder.ts';
import { readingOf } from '../../tables/reading.ts';
import { usualTimeUnit } from '../../tables/time-problems.ts';
import { parseWell } from '../../well.ts';

/**
 * BioLector (BioLection 3) workbook: `Well | Content | Description | Channel`, rows `Cycle:` and `Time:` (hours: the file does not say,
 * the instrument does), then a row a well and channel. Further sheets are copies that people made.
 */
export const biolector: PlateFormat = {
  id: 'biolector',
  title: 'BioLector (BioLection 3)',
  asks: ['timeUnit_s'],
  detect: ({ sheets }) => {
    const sheet = sheets.find((one) => headOf(one) !== -1);
    return sheet === undefined
      ? notMine
      : { confidence: 1, why: `the sheet ${sheet.name ?? ''} has rows of Well, Content and Channel` };
  },
  read,
};

function headOf({ rows }: Sheet): number {
  return rows.findIndex(
    ({ cells }) =>
      textOf(cells[0]) === 'Well' && textOf(cells[1]) === 'Content' && textOf(cells[3]) === 'Channel',
  );
}

function read(container: PlateContainer, { timeUnit_s }: ReadOptions): Outcome<PlateFile> {
  const builder = new PlateBuilder();
  const problems: Problem[] = [];
  const { file } = container.source;
  const sheets = container.sheets.filter((sheet) => headOf(sheet) !== -1);
  const [first, ...copies] = sheets;
  if (first !== undefined) readSheet(first, builder, timeUnit_s ?? 3600);
  for (const { name } of copies) {
    const message = `the sheet ${name} is left out: it is a second table of the same run, as people make them`;
    const remedy = 'Where it is a run of its own, save it as a workbook of its own.';
    problems.push({
      code: 'plate.sheetLeftOut',
      severity: 'warning',
      message,
      remedy,
      place: { file, where: name ?? '' },
    });
  }
  if (timeUnit_s === undefined) {
    const message =
      'the file does not say the unit of its times; they are taken as hours, as BioLection writes them';
    problems.push(usualTimeUnit(file, message, 'hours'));
  }
  const { confidence } = biolector.detect(container);
  return assemble({ container, format: biolector.id, title: biolector.title, confidence, builder, problems });
}

function readSheet(sheet: Sheet, builder: PlateBuilder, unit_s: number): void {
  const { rows, decimal } = sheet;
  const at = headOf(sheet);
  let times: readonly number[] = [];
  const plate = builder.plate(sheet.name ?? 'plate');
  for (const { cells, line } of rows.slice(at + 1)) {
    const channel = textOf(cells[3]);
    if (channel === 'Time:') times = cells.map((cell) => timeIn(cell, unit_s, decimal));
    const well = parseWell(textOf(cells[0]));
    if (well === null || channel === '') continue;
    plate.describe(well, textOf(cells[1]), line);
    const gain = /Gain=(\d+)/.exec(channel)?.[1];
    const table = plate.signal({
      signal: channel,
      kind: 'kinetic',
      ...(gain !== undefined && { metadata: { gain } }),
    });
    for (let c = 4; c < cells.length; c++)
      table.put(well, c - 4, readingOf(cells[c], decimal), times[c] ?? Number.NaN);
  }
}
