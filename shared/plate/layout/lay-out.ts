import { pushAll } from '../../base/lists.ts';
import type { Problem } from '../../base/problem.ts';
import { type Cell, isBlank } from '../containers/cell.ts';
import { fewProblems } from '../few-problems.ts';
import { columnLooks } from './column-look.ts';
import { isPlaceField, type LayoutField, layoutFields } from './heading.ts';
import { headingProblems, type MetUnits, unitless, unitProblems } from './heading-problems.ts';
import type { Layout, LayoutWell } from './layout.ts';
import type { LayoutLine, LayoutTable } from './layout-table.ts';
import { LineReader } from './line-reader.ts';
import { PartsTable } from './parts-table.ts';
import { WrittenWell } from './written-well.ts';

/** A thousand plates of 384 wells; and where so much is wrong, all is. */
const mostWells = 400_000;
const mostProblems = 1000;

/** What a layout's table says, as layouts: one a plate. */
export interface LaidOutTable {
  readonly layouts: readonly Layout[];
  /** As the table has it: plate -> well -> heading -> cell. */
  readonly written: ReadonlyMap<string | null, Map<string, Map<string, Cell>>>;
  /** [heading]. */
  readonly fields: readonly LayoutField[];
  readonly problems: readonly Problem[];
}

/** @param plate of what the table says of no plate; null: of all. */
export function layOut(table: LayoutTable, file: string, plate: string | null): LaidOutTable {
  const problems: Problem[] = [];
  const looks = columnLooks(table);
  const fields = layoutFields(
    table.headings.map(({ heading }) => heading),
    looks,
  );
  pushAll(problems, headingProblems(table, fields, looks, file));
  const reader = new LineReader(fields, table, file, problems);
  const plates = new Map<string | null, Map<string, WrittenWell>>();
  const written = new Map<string | null, Map<string, Map<string, Cell>>>();
  const parts = new PartsTable(file, problems);
  const units: MetUnits = new Map();
  let count = 0;
  for (const line of table.lines) {
    if (problems.length > mostProblems) break;
    const wells = reader.wells(line);
    if (wells.length === 0) continue;
    count += wells.length;
    if (count > mostWells) {
      problems.push(tooMany(file, line.line));
      break;
    }
    const said = reader.read(line);
    unitProblems(said.treatments ?? [], units, line.line, file, problems);
    parts.take(said.device, said.parts, line.line);
    const own = plateOf(line, reader, plate);
    const laid = plates.get(own) ?? new Map<string, WrittenWell>();
    plates.set(own, laid);
    const cells = written.get(own) ?? new Map<string, Map<string, Cell>>();
    written.set(own, cells);
    for (const well of wells) {
      cells.set(well, cellsOf(line, table, fields, cells.get(well)));
      const before = laid.get(well);
      if (before === undefined) laid.set(well, new WrittenWell(well, said, line.line));
      else before.join(said, line.line, reader.hasDoseLines, file, problems);
    }
  }
  pushAll(problems, unitless(units, file));
  const layouts = [...plates].map(([name, wells]): Layout => {
    const laid = [...wells.values()].map((one): LayoutWell => one.well());
    return { plate: name, wells: laid, ...parts.of(laid) };
  });
  return { layouts, written, fields, problems: fewProblems(problems) };
}

function plateOf(line: LayoutLine, reader: LineReader, otherwise: string | null): string | null {
  return line.plate ?? reader.plate(line) ?? otherwise;
}

/** What stands in a line, joined to what stood in those before it; without the cells that say which well it is. */
function cellsOf(
  { cells }: LayoutLine,
  { headings }: LayoutTable,
  fields: readonly LayoutField[],
  before: Map<string, Cell> = new Map(),
): Map<string, Cell> {
  headings.forEach(({ heading }, column) => {
    const cell = cells[column]?.cell ?? null;
    if (!isPlaceField(fields[column]) && !isBlank(cell)) before.set(heading, cell);
  });
  return before;
}

function tooMany(file: string, line: number): Problem {
  const message = `up to here the layout speaks of more than ${mostWells} wells`;
  const remedy = 'Check whether it is the right file; ranges of wells may stand in it again and again.';
  return { code: 'layout.tooLarge', severity: 'error', message, remedy, place: { file, line } };
}
