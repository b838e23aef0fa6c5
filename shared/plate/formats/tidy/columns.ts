import { belowNotes, isBlank, type Sheet, textOf } from '../../containers/cell.ts';
import { isDoseUnit } from '../../dose-unit.ts';
import { isTime } from '../../duration.ts';
import { isReplicateHeading, splitUnit } from '../../layout/heading.ts';
import { parseNumberWith } from '../../number.ts';
import { sampleNames } from '../../tables/sample-names.ts';
import { parseWell } from '../../well.ts';

export interface TitledColumn {
  readonly column: number;
  readonly title: string;
}

/** What the columns of a long table are. */
export interface TidyColumns {
  readonly wellAt: number;
  readonly wellTitle: string;
  /** null: an endpoint. */
  readonly timeAt: number | null;
  readonly timeTitle: string | null;
  readonly plateAt: number | null;
  readonly signals: readonly TitledColumn[];
  /** The same in each row of a well. */
  readonly factors: readonly TitledColumn[];
}

const timeTitle = /time|zeit|elapsed|^t$|^(?:h|min|s|hours?|minutes?|seconds?)$/i;
const plateTitle = /^(?:plate|platte|barcode)/i;
/** Rows from which columns are judged. */
const judged = 3000;

/** Whether numbers under a heading are what somebody put into wells, not what was read: doses, replicates. */
function isStated(title: string): boolean {
  const { unit } = splitUnit(title);
  return (unit !== null && isDoseUnit(unit)) || isReplicateHeading(title);
}

/** null: the first row heads no long table. */
export function tidyColumns({ rows, decimal }: Sheet): TidyColumns | null {
  const [head, ...all] = belowNotes(rows);
  const body = all.slice(0, judged);
  if (head === undefined || body.length < 4) return null;
  const titles = head.cells.map(textOf);
  if (titles.length < 3 || titles.some((title) => parseWell(title) !== null && title.length > 1)) return null;
  const filled = (column: number) =>
    body.flatMap(({ cells }) => (isBlank(cells[column]) ? [] : [cells[column]]));
  const share = (column: number, test: (cell: ReturnType<typeof filled>[number]) => boolean): number => {
    const cells = filled(column);
    return cells.length < body.length / 2 ? 0 : cells.filter(test).length / cells.length;
  };
  const isNumber = (cell: ReturnType<typeof filled>[number]): boolean =>
    typeof cell === 'number' || !Number.isNaN(parseNumberWith(textOf(cell), decimal));
  const wellAt = titles.findIndex(
    (_, column) => share(column, (cell) => parseWell(textOf(cell)) !== null) > 0.95,
  );
  if (wellAt === -1) return null;
  const wells = [...new Set(filled(wellAt).map((cell) => parseWell(textOf(cell)) ?? ''))];
  if (sampleNames(wells)?.plate === 1536) return null;
  const found = titles.findIndex(
    (title, column) =>
      column !== wellAt &&
      timeTitle.test(title) &&
      share(column, (cell) => isNumber(cell) || isTime(cell)) > 0.95,
  );
  const timeAt = found === -1 ? null : found;
  const plateAt = titles.findIndex((title, column) => column !== wellAt && plateTitle.test(title));
  const signals: TitledColumn[] = [];
  const factors: TitledColumn[] = [];
  titles.forEach((title, column) => {
    if (title === '' || column === wellAt || column === timeAt || column === plateAt) return;
    const numbers = share(column, isNumber) > 0.5;
    const isRead = timeAt === null ? !isStated(title) : changesInWells(column);
    if (numbers && isRead) signals.push({ column, title });
    else factors.push({ column, title });
  });
  if (signals.length === 0) return null;
  return {
    ...{ wellAt, wellTitle: titles[wellAt] ?? '', timeAt, signals, factors },
    timeTitle: timeAt === null ? null : (titles[timeAt] ?? ''),
    plateAt: plateAt === -1 ? null : plateAt,
  };

  function changesInWells(column: number): boolean {
    const first = new Map<string, string>();
    return body.some(({ cells }) => {
      const [well, value] = [textOf(cells[wellAt]), textOf(cells[column])];
      if (value === '') return false;
      const before = first.get(well);
      if (before === undefined) first.set(well, value);
      return before !== undefined && before !== value;
    });
  }
}
