import type { Treatment } from '../treatment.ts';
import { timeText } from '../treatment-text.ts';
import { isLayoutWord } from './heading.ts';
import { layOut } from './lay-out.ts';
import type { Layout, LayoutWell } from './layout.ts';
import type { LayoutTable } from './layout-table.ts';
import { marksIn } from './marks-in.ts';
import { isSameData } from './same-data.ts';

/** A layout as a table that `readLayout` reads back the same: headings, then a line for each well (or each dose). */
export interface WrittenLayout {
  readonly headings: readonly string[];
  readonly lines: readonly (readonly (string | null)[])[];
}

/** A line as it is written, with the doses that it holds. */
interface Line {
  readonly plate: string | null;
  readonly well: LayoutWell;
  readonly doses: readonly Treatment[];
  /** null: the dose of this line is in columns of its own, or it has none. */
  readonly dose: Treatment | 'none' | null;
  readonly parts: Readonly<Record<string, string>>;
}

type Column = readonly [heading: string, cell: (line: Line) => string | null];

/** A column for each treatment; where that cannot say all (a name that reads as another heading), a line for each dose. */
export function writeLayout(layouts: readonly Layout[]): WrittenLayout {
  const wide = table(layouts, wideLines(layouts), doseColumns(layouts));
  if (isReadBack(wide, layouts)) return wide;
  return table(layouts, doseLines(layouts), [
    ['treatment name', ({ dose }) => (dose === 'none' ? 'none' : (dose?.name ?? null))],
    ['treatment value', ({ dose }) => (dose === 'none' ? '0' : numberText(dose?.value))],
    ['treatment unit', ({ dose }) => (dose === null || dose === 'none' ? null : dose.unit)],
    ['treatment time', ({ dose }) => (dose === null || dose === 'none' ? null : timeText(dose.time_s))],
  ]);
}

function table(layouts: readonly Layout[], lines: readonly Line[], doses: readonly Column[]): WrittenLayout {
  const groups = unique(layouts.flatMap(({ parts }) => Object.values(parts ?? {}).flatMap(Object.keys)));
  const factors = unique(
    layouts.flatMap(({ wells }) => wells.flatMap((well) => Object.keys(well.factors ?? {}))),
  );
  const columns: Column[] = [
    ['plate', ({ plate }) => plate],
    ['well', ({ well }) => well.well],
    ['device', ({ well }) => well.device ?? null],
    ...doses,
    ['role', ({ well }) => well.role ?? null],
    ['biological', ({ well }) => well.biological ?? null],
    ['technical', ({ well }) => well.technical ?? null],
    ['exclude', ({ well }) => (well.excluded === '' ? 'no' : well.excluded === undefined ? null : 'yes')],
    ['exclude reason', ({ well }) => well.excluded ?? null],
    ...groups.map((group): Column => [`part:${group}`, ({ parts }) => partText(parts[group])]),
    ...factors.map(
      (name): Column => [factorHeading(name, lines), ({ well }) => well.factors?.[name] ?? null],
    ),
  ];
  const said = columns.filter(
    ([heading, cell]) => heading === 'well' || lines.some((line) => (cell(line) ?? '') !== ''),
  );
  return {
    headings: said.map(([heading]) => heading),
    lines: lines.map((line) => said.map(([, cell]) => cell(line))),
  };
}

/** `1.234` may be a thousand beside texts such as `0,5`; `1.2340` cannot. */
function numberText(value: number | undefined): string | null {
  if (value === undefined) return null;
  const text = String(value);
  return /^[1-9]\d{0,2}\.\d{3}$/.test(text) ? `${text}0` : text;
}

function partText(part: string | undefined): string | null {
  return part === '' ? 'none' : (part ?? null);
}

function wideLines(layouts: readonly Layout[]): readonly Line[] {
  return layouts.flatMap(({ plate, wells, parts }) =>
    wells.map((well): Line => {
      const doses = well.treatments ?? [];
      return { plate, well, doses, dose: null, parts: partsOf(well, parts) };
    }),
  );
}

function doseLines(layouts: readonly Layout[]): readonly Line[] {
  return wideLines(layouts).flatMap((line): Line[] => {
    const { treatments } = line.well;
    if (treatments === undefined) return [line];
    return treatments.length === 0
      ? [{ ...line, dose: 'none' }]
      : treatments.map((dose) => ({ ...line, dose }));
  });
}

function partsOf({ device }: LayoutWell, parts: Layout['parts']): Readonly<Record<string, string>> {
  return device === undefined || parts === undefined || !Object.hasOwn(parts, device)
    ? {}
    : (parts[device] ?? {});
}

/** One for each name, unit and time, in the order in which they are met. */
function doseColumns(layouts: readonly Layout[]): readonly Column[] {
  const keyOf = ({ name, unit, time_s }: Treatment): string => JSON.stringify([name, unit, time_s]);
  const all = layouts.flatMap(({ wells }) => wells.flatMap(({ treatments }) => treatments ?? []));
  const kinds = new Map(all.map((treatment) => [keyOf(treatment), treatment]));
  return [...kinds].map(([key, { name, unit, time_s }]): Column => {
    const plain = unit === null ? name : `${name} (${unit})`;
    const timed = time_s === 0 ? plain : `${plain} @ ${timeText(time_s)}`;
    const numbers = all.filter((treatment) => keyOf(treatment) === key).map(({ value }) => numberText(value));
    const own = { kind: 'dose', name, unit, time_s };
    const heading = isTakenFor(timed, numbers, own) ? timed : `treatment:${timed}`;
    return [heading, ({ doses }) => numberText(doses.find((treatment) => keyOf(treatment) === key)?.value)];
  });
}

function factorHeading(name: string, lines: readonly Line[]): string {
  const texts = lines.map(({ well }) => well.factors?.[name] ?? null);
  return isTakenFor(name, texts, { kind: 'factor', name }) ? name : `factor:${name}`;
}

/** Whether a column under this heading beside one of wells is taken for what it is. */
function isTakenFor(heading: string, cells: readonly (string | null)[], field: object): boolean {
  // What a word means depends on the other columns.
  if (isLayoutWord(heading)) return false;
  const lines = cells.map((cell) => ['A1', cell]);
  const { fields, problems } = layOut(tableOf({ headings: ['well', heading], lines }), '', null);
  return isSameData(fields[1], field) && problems.every(({ code }) => code !== 'layout.nearHeading');
}

function isReadBack(written: WrittenLayout, layouts: readonly Layout[]): boolean {
  const read = layOut(tableOf(written), '', null);
  const wrong = read.problems.filter(({ code }) => code !== 'layout.noUnit');
  return wrong.length === 0 && isSameData(read.layouts, layouts);
}

/** As it would be read. */
function tableOf({ headings, lines }: WrittenLayout): LayoutTable {
  const rows = lines.map((cells, index) => {
    const line = index + 2;
    const texts = cells.map((cell) => ({ cell: cell === null ? null : String(cell), line }));
    return { plate: null, well: null, cells: texts, line };
  });
  return {
    headings: headings.map((heading) => ({ heading: heading.trim(), line: 1 })),
    lines: rows,
    marks: marksIn(rows),
  };
}

function unique(names: readonly string[]): readonly string[] {
  return [...new Set(names)];
}
