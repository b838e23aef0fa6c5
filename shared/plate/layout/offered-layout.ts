import type { Problem } from '../../base/problem.ts';
import { hasError } from '../../base/problem.ts';
import { plateNames } from '../plate-names.ts';
import type { PlateFile, PlateWell } from '../plate-run.ts';
import { readTreatments } from '../treatment-text.ts';
import { contentRole } from './content-role.ts';
import { layOut } from './lay-out.ts';
import type { Layout, LayoutWell } from './layout.ts';
import type { LayoutTable } from './layout-table.ts';

/** What a reader's file says of its wells, as layouts: one a plate, without a name where the file holds a single one. */
export interface OfferedLayouts {
  /** Without the plates of which the file says nothing. */
  readonly layouts: readonly Layout[];
  readonly problems: readonly Problem[];
}

/**
 * The layout inside an export: device and treatment columns, Gen5's `Layout`, the groups of SoftMax Pro, the content of MARS,
 * names of SkanIt, columns of a tidy table. It is offered, to be looked at and completed: nobody but people applies it.
 */
export function offeredLayouts({ file, runs }: Pick<PlateFile, 'file' | 'runs'>): OfferedLayouts {
  const problems: Problem[] = [];
  const names = plateNames(file, runs);
  const layouts = runs.flatMap((run, index): Layout[] => {
    const plate = runs.length === 1 ? null : (names[index] ?? run.plate);
    const wells = numbered(run.wells, layoutOfDetails(run.wells, file)).filter(
      (well) => Object.keys(well).length > 1,
    );
    const unread = run.wells.find((well) => readTreatments(well.treatment).fault !== null);
    if (unread !== undefined) problems.push(unreadable(file, unread));
    return wells.length === 0 ? [] : [{ plate, wells }];
  });
  return { layouts, problems };
}

function unreadable(file: string, { treatment, line, well }: PlateWell): Problem {
  return {
    code: 'layout.treatment',
    severity: 'warning',
    message: `the treatment “${treatment}” cannot be read as doses; it is offered as a factor`,
    remedy: 'Write the dose into the column of a treatment, such as C6 (nM).',
    place: { file, line, where: `well ${well}` },
  };
}

/** What headings of the file say, read as those of a layout. */
function layoutOfDetails(wells: readonly PlateWell[], file: string): ReadonlyMap<string, LayoutWell> {
  const headings = [...new Set(wells.flatMap(({ details }) => Object.keys(details ?? {})))];
  const asMeant = layOut(tableOf(wells, headings, headings), file, null);
  // What the file calls a role or a dose may be neither: then it is kept as it stands.
  const factors = headings.map((heading) => `factor:${heading}`);
  const laid = hasError(asMeant.problems) ? layOut(tableOf(wells, headings, factors), file, null) : asMeant;
  return new Map(laid.layouts.flatMap((layout) => layout.wells.map((well) => [well.well, well])));
}

function tableOf(
  wells: readonly PlateWell[],
  keys: readonly string[],
  headings: readonly string[],
): LayoutTable {
  return {
    headings: headings.map((heading) => ({ heading, line: 1 })),
    lines: wells.map(({ well, details, line }) => ({
      ...{ plate: null, well, line },
      cells: keys.map((key) => ({ cell: details?.[key] ?? null, line })),
    })),
    marks: { answered: null, seen: null },
  };
}

/** Wells of one content are repeats of it: numbered in their order, where nothing else numbers them. */
function numbered(
  wells: readonly PlateWell[],
  details: ReadonlyMap<string, LayoutWell>,
): readonly LayoutWell[] {
  const offered = wells.map((well) => offer(well, details.get(well.well)));
  const counts = new Map<string, number>();
  for (const { content = '' } of wells) counts.set(content, (counts.get(content) ?? 0) + 1);
  const met = new Map<string, number>();
  return offered.map((one, index) => {
    const content = wells[index]?.content ?? '';
    if (content === '' || (counts.get(content) ?? 0) < 2 || one.technical !== undefined) return one;
    const number = (met.get(content) ?? 0) + 1;
    met.set(content, number);
    return { ...one, technical: String(number) };
  });
}

function offer(well: PlateWell, detailed: LayoutWell | undefined): LayoutWell {
  const device = well.device.trim();
  const read = readTreatments(well.treatment);
  const treatments = well.treatments ?? (read.fault === null ? read.treatments : null);
  const role = well.content === undefined ? null : contentRole(well.content);
  const factors = {
    ...(well.colony.trim() !== '' && { colony: well.colony.trim() }),
    ...(read.fault !== null && { treatment: well.treatment.trim() }),
    // A tidy table's content is its details, told one by one.
    ...(well.content !== undefined && !isDetails(well) && { content: well.content }),
    ...detailed?.factors,
  };
  return {
    ...detailed,
    well: well.well,
    ...(device !== '' && { device }),
    ...(treatments !== null && { treatments }),
    ...(detailed?.role === undefined && role !== null && { role }),
    ...(Object.keys(factors).length > 0 && { factors }),
  };
}

function isDetails({ content, details }: PlateWell): boolean {
  return details !== undefined && Object.values(details).join('; ') === content;
}
