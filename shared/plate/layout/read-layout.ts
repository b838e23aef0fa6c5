import { pushAll } from '../../base/lists.ts';
import { failure, hasError, type Outcome, type Problem, success } from '../../base/problem.ts';
import type { Cell, Sheet } from '../containers/cell.ts';
import {
  type ContainerFault,
  isWorkbook,
  openText,
  openWorkbook,
  type PlateContainer,
} from '../containers/container.ts';
import type { DecimalMark } from '../number.ts';
import type { PlateSource } from '../plate-source.ts';
import { isPlaceField, type LayoutField } from './heading.ts';
import { layOut } from './lay-out.ts';
import type { Layout } from './layout.ts';
import type { LayoutTable } from './layout-table.ts';
import { longTable } from './long-table.ts';
import { plateShapedTable } from './plate-shaped.ts';

/** A layout file as read. */
export interface LayoutFile {
  readonly file: string;
  /** One a plate; that of no plate is of all. */
  readonly layouts: readonly Layout[];
  /** Its headings as written and what they were taken for, without those of wells and plates. */
  readonly variables: readonly LayoutVariable[];
  /** As the file has it: plate -> well -> heading -> cell. */
  readonly written: ReadonlyMap<string | null, ReadonlyMap<string, ReadonlyMap<string, Cell>>>;
}

export interface LayoutVariable {
  readonly heading: string;
  readonly field: LayoutField;
}

export interface ReadLayoutOptions {
  /** How numbers are written; left out: as the other numbers show it. */
  readonly decimal?: DecimalMark;
}

/** Larger ones are refused before anything is made of them: a line for each of 1536 wells of 200 plates has half of it. */
const largestBytes = 64 * 1024 * 1024;

/** Characters of a cell: a long remark. What stands in it is said of well after well. */
const longestCell = 10_000;

/** Reads a layout: text with any delimiter or a workbook, a long table or plate-shaped blocks. Never throws for what it holds. */
export async function readLayout(
  source: PlateSource,
  options: ReadLayoutOptions = {},
): Promise<Outcome<LayoutFile>> {
  if (source.bytes.length > largestBytes || !isWorkbook(source)) return readLayoutText(source, options);
  return readContainer(source.file, await openWorkbook(source, options.decimal, largestBytes), options);
}

/** The same at once, of a file that is no workbook. */
export function readLayoutText(source: PlateSource, options: ReadLayoutOptions = {}): Outcome<LayoutFile> {
  const { file, bytes } = source;
  if (bytes.length > largestBytes) {
    const message = `the file has ${Math.round(bytes.length / 2 ** 20)} MB, more than any layout`;
    return failure([problem(file, 'layout.tooLarge', message, 'Check whether it is the right file.')]);
  }
  return readContainer(file, openText(source, options.decimal, false), options);
}

/** Cells pasted from a spreadsheet: texts parted by tabs. `from`: what they are called in problems. */
export function readPastedLayout(
  text: string,
  from: string,
  options: ReadLayoutOptions = {},
): Outcome<LayoutFile> {
  return readLayoutText({ file: from, bytes: new TextEncoder().encode(text) }, options);
}

function readContainer(
  file: string,
  container: PlateContainer | ContainerFault,
  { decimal }: ReadLayoutOptions,
): Outcome<LayoutFile> {
  if ('code' in container)
    return failure([problem(file, container.code, container.message, container.remedy)]);
  const wrong = wrongText(container) ?? longCell(container);
  if (wrong !== null) return failure([wrong]);
  const problems: Problem[] = [];
  const found = container.sheets.flatMap((sheet) => {
    const table = tableOf(sheet, file, problems);
    return table === null ? [] : [{ sheet, table: withMarks(table, container, decimal) }];
  });
  if (found.length === 0) return failure(hasError(problems) ? problems : [noTable(file, container)]);
  const layouts: Layout[] = [];
  const variables: LayoutVariable[] = [];
  const written = new Map<string | null, ReadonlyMap<string, ReadonlyMap<string, Cell>>>();
  for (const { sheet, table } of found) {
    // Several sheets are several plates, each called as its sheet.
    const laid = layOut(table, file, found.length > 1 ? sheet.name : null);
    pushAll(problems, laid.problems);
    for (const layout of laid.layouts) {
      if (!layouts.some(({ plate }) => plate === layout.plate)) {
        layouts.push(layout);
        written.set(layout.plate, laid.written.get(layout.plate) ?? new Map());
      } else problems.push(plateTwice(file, layout.plate));
    }
    laid.fields.forEach((field, column) => {
      const heading = table.headings[column]?.heading ?? '';
      const known = variables.some((one) => one.heading === heading);
      if (heading !== '' && !known && !isPlaceField(field)) variables.push({ heading, field });
    });
  }
  if (layouts.length === 0 && !hasError(problems)) problems.push(noWells(file));
  return hasError(problems) ? failure(problems) : success({ file, layouts, variables, written }, problems);
}

/** Whoever parts cells by semicolons writes decimal commas as likely as points: there `10.000` may be ten thousand. */
function withMarks(table: LayoutTable, { separator }: PlateContainer, decimal?: DecimalMark): LayoutTable {
  const { marks } = table;
  if (decimal !== undefined) return { ...table, marks: { ...marks, answered: decimal } };
  return separator === ';' && marks.seen === null ? { ...table, marks: { ...marks, seen: 'either' } } : table;
}

function tableOf(sheet: Sheet, file: string, problems: Problem[]): LayoutTable | null {
  const shaped = plateShapedTable(sheet);
  if (shaped !== null) {
    for (const { what, line, before } of shaped.twice) {
      const message = `${what} stands on line ${before} already`;
      const remedy =
        'Keep one of the two; for several plates, put a line “plate,NAME” before the blocks of each.';
      problems.push({ code: 'layout.twice', severity: 'error', message, remedy, place: { file, line } });
    }
    for (const { heading, line } of shaped.table.headings) {
      if (heading !== '') continue;
      const message = 'the block has no name, so that nothing says what it holds';
      const remedy = 'Write what it is into its corner: device, role, C6 (nM).';
      problems.push({ code: 'layout.heading', severity: 'error', message, remedy, place: { file, line } });
    }
    for (const { label, line, last } of shaped.beyond) {
      const message = `“${label.slice(0, 40)}” stands beyond column ${last}, the last that the block names, and is not read`;
      const remedy = 'Write the number of its column into the first line of the block, or clear it.';
      problems.push({ code: 'layout.heading', severity: 'warning', message, remedy, place: { file, line } });
    }
    return shaped.table;
  }
  const long = longTable(sheet);
  for (const { column, line, parted } of long?.untitled ?? []) {
    // A workbook's cells have been parted by nobody.
    if (parted !== null && sheet.name === null) {
      const message = `“${parted}” stands in two cells, so that its second half is lost`;
      const remedy = `If it is one number, write it without the comma (1000 for 1,000, 0.5 for 0,5), or part the cells by ; or tabs; if not, write a heading over the second.`;
      problems.push({ code: 'layout.parted', severity: 'error', message, remedy, place: { file, line } });
      // Behind it each cell stands under its neighbour's heading.
      return null;
    }
    const message = `column ${column + 1} has no heading; what stands in it is not read`;
    const remedy = 'Write a heading over it, or clear it.';
    problems.push({ code: 'layout.heading', severity: 'warning', message, remedy, place: { file, line } });
  }
  return long?.table ?? null;
}

function wrongText({ source: { file }, openQuote, tooLarge }: PlateContainer): Problem | null {
  if (openQuote !== null) {
    const message = 'a quote is opened and never closed';
    return {
      ...problem(file, 'layout.quote', message, 'Close the quote or remove it.'),
      place: { file, line: openQuote },
    };
  }
  if (tooLarge === null) return null;
  const message = 'up to here the text holds more lines, or longer cells, than any layout';
  return {
    ...problem(file, 'layout.tooLarge', message, 'Check whether it is the right file.'),
    place: { file, line: tooLarge },
  };
}

function longCell({ source: { file }, sheets }: PlateContainer): Problem | null {
  for (const { rows } of sheets) {
    for (const { line, cells } of rows) {
      const long = cells.find((cell) => typeof cell === 'string' && cell.length > longestCell);
      if (typeof long !== 'string') continue;
      const message = `a cell has ${long.length} characters, more than anything that is said of a well`;
      const remedy = 'Check whether it is the right file; shorten the cell where it is.';
      return { ...problem(file, 'layout.tooLarge', message, remedy), place: { file, line } };
    }
  }
  return null;
}

function noTable(file: string, { sheets }: PlateContainer): Problem {
  const first = sheets.flatMap(({ rows }) => rows.slice(0, 1))[0];
  const seen = (first?.cells ?? [])
    .filter((cell) => typeof cell === 'string' && cell.trim() !== '')
    .slice(0, 6);
  const names = seen.length === 0 ? '' : `; its first line has ${seen.map((cell) => `“${cell}”`).join(', ')}`;
  const message = `this is no layout: no column holds wells and no block is plate-shaped${names}`;
  const remedy =
    'Give a line a well under a heading “well”, or blocks with the variable’s name in the corner; wellspring layout --template 96 makes one to fill in.';
  return problem(file, 'layout.notRecognised', message, remedy);
}

function noWells(file: string): Problem {
  return problem(file, 'layout.empty', 'the layout says nothing of any well', 'Fill in its lines.');
}

function plateTwice(file: string, plate: string | null): Problem {
  const which = plate === null ? 'all plates' : `the plate “${plate}”`;
  const message = `two sheets lay out ${which}`;
  return problem(
    file,
    'layout.twice',
    message,
    'Keep one of the two, or name the plates in a column “plate”.',
  );
}

function problem(file: string, code: string, message: string, remedy: string): Problem {
  return { code, severity: 'error', message, remedy, place: { file, line: 1 } };
}
