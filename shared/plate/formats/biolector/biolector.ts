import { pushAll } from '../../../base/lists.ts';
import type { Outcome, Problem } from '../../../base/problem.ts';
import { type Cell, type Sheet, type SheetRow, textOf } from '../../containers/cell.ts';
import type { PlateContainer } from '../../containers/container.ts';
import { notMine, type PlateFormat, type ReadOptions } from '../../format.ts';
import { type Metadata, metadataOf } from '../../metadata.ts';
import type { PlateFile } from '../../plate-run.ts';
import { startText } from '../../start-time.ts';
import { assemble } from '../../tables/assemble.ts';
import { FileTimes } from '../../tables/file-times.ts';
import { PlateBuilder } from '../../tables/plate-builder.ts';
import { readingOf } from '../../tables/reading.ts';
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
  const times = new FileTimes(timeUnit_s, { unit_s: 3600, program: 'BioLection' });
  const sheets = container.sheets.filter((sheet) => headOf(sheet) !== -1);
  const [first, ...copies] = sheets;
  if (first !== undefined) readSheet(first, builder, times);
  for (const { name } of copies) {
    const message = `the sheet ${name} is left out: it is a second table of the same run, as people make them`;
    const remedy =
      'If it is a run of its own, read it by a mapping that names this sheet: read FILE --suggest-map, then --map.';
    problems.push({
      code: 'plate.sheetLeftOut',
      severity: 'warning',
      message,
      remedy,
      place: { file, where: name ?? '' },
    });
  }
  pushAll(problems, times.problems(file));
  const { confidence } = biolector.detect(container);
  return assemble({ container, format: biolector.id, title: biolector.title, confidence, builder, problems });
}

/** Of the lines above the table: a name and its value; filters have a table of their own there. */
function readerOf(rows: readonly SheetRow[]): Metadata {
  const after = (words: RegExp): Cell =>
    rows.find(({ cells }) => words.test(textOf(cells[0])))?.cells[1] ?? null;
  const temperature = textOf(after(/^Temperature$/i));
  return metadataOf([
    ['instrument', 'BioLector'],
    ['serialNumber', textOf(after(/^Hardware-ID$/i))],
    ['software', 'BioLection'],
    ['start', startText(after(/^Experiment Start$/i))],
    ['plateType', textOf(after(/^MTP Type$/i))],
    ['setTemperature', Number(temperature) > 0 ? `${temperature} °C` : null],
  ]);
}

/** Channel -> the name of its filter, from the table `Filter ID | Channel Name`. */
function filtersOf(rows: readonly SheetRow[]): ReadonlyMap<string, string> {
  const at = rows.findIndex(({ cells }) => textOf(cells[0]) === 'Filter ID');
  const below = at === -1 ? [] : rows.slice(at + 1);
  return new Map(
    below.flatMap(({ cells }) => {
      const [filter, channel] = [textOf(cells[0]), textOf(cells[1])];
      return /^\d+$/.test(filter) && channel !== '' ? [[channel, filter] as const] : [];
    }),
  );
}

function readSheet(sheet: Sheet, builder: PlateBuilder, all: FileTimes): void {
  const { rows, decimal } = sheet;
  const at = headOf(sheet);
  const reader = readerOf(rows.slice(0, at));
  const filters = filtersOf(rows.slice(0, at));
  let times: readonly number[] = [];
  const plate = builder.plate(sheet.name ?? 'plate');
  for (const { cells, line } of rows.slice(at + 1)) {
    const channel = textOf(cells[3]);
    if (channel === 'Time:') {
      const row = cells.slice(4);
      const column = all.column({ cells: row, heading: '', decimal });
      times = row.map((cell) => column.of(cell) ?? Number.NaN);
    }
    const well = parseWell(textOf(cells[0]));
    if (well === null || channel === '') continue;
    plate.describe(well, textOf(cells[1]), line);
    const gain = /Gain=(\d+)/.exec(channel)?.[1];
    const name = /^(?:\[\d+\]\s*)?(.*?)\s*(?:Gain=\d+)?$/.exec(channel)?.[1] ?? '';
    const filter = filters.get(name);
    const metadata = {
      ...reader,
      ...(gain !== undefined && { gain }),
      ...(filter !== undefined && { filter }),
    };
    const table = plate.signal({ signal: channel, kind: 'kinetic', metadata });
    for (let c = 4; c < cells.length; c++)
      table.put(well, c - 4, readingOf(cells[c], decimal), times[c - 4] ?? Number.NaN);
  }
}
