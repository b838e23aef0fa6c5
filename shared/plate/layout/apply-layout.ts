import type { Problem } from '../../base/problem.ts';
import type { PlateRun, PlateWell } from '../plate-run.ts';
import { treatmentsText } from '../treatment-text.ts';
import type { Layout, LayoutWell } from './layout.ts';

/** A plate run whose wells say what the layout says of them; readings stay. */
export function applyLayout(run: PlateRun, layout: Layout): PlateRun {
  const { parts } = layout;
  return { ...run, wells: laidOutWells(run.wells, layout), ...(parts !== undefined && { parts }) };
}

/** The same for wells without their readings. What the layout leaves out stays as the reader's file has it. */
export function laidOutWells(wells: readonly PlateWell[], layout: Layout): readonly PlateWell[] {
  const said = new Map(layout.wells.map((one) => [one.well, one]));
  return wells.map((well) => {
    const own = said.get(well.well);
    return own === undefined ? well : laidOut(well, own);
  });
}

function laidOut(well: PlateWell, said: LayoutWell): PlateWell {
  const { device, treatments, role, biological, technical, excluded, factors } = said;
  const { excluded: before, ...rest } = well;
  const reason = excluded ?? before ?? '';
  return {
    ...rest,
    ...(device !== undefined && { device }),
    ...(treatments !== undefined && { treatments, treatment: shownText(treatments) }),
    ...(role !== undefined && { role }),
    ...(biological !== undefined && { biological }),
    ...(technical !== undefined && { technical }),
    ...(reason !== '' && { excluded: reason }),
    ...(factors !== undefined && { factors: { ...well.factors, ...factors } }),
  };
}

/** Where nothing was added the text is empty, as in a reader's file. */
function shownText(treatments: NonNullable<LayoutWell['treatments']>): string {
  return treatments.length === 0 ? '' : treatmentsText(treatments);
}

/** A plate and the layout that is its own. */
export interface PlateLayout {
  readonly plate: string;
  readonly layout: Layout;
}

/** A plate by its names. */
export interface NamedPlate {
  /** As experiments name it. */
  readonly plate: string;
  /** As people said that it is called; null, left out: they did not. */
  readonly called?: string | null;
}

/** And its wells. */
export interface NamedWells extends NamedPlate {
  readonly wells: readonly Pick<PlateWell, 'well'>[];
  /** As its parts are called where it lies in several files: a layout may mean it by them too. */
  readonly partNames?: readonly string[];
}

/**
 * Which layout each plate has: that of its name, else that of all plates. A layout names a plate as experiments do
 * (`proc140916`, `run:Plate 1`), by its file (`proc140916.csv`), by the plate's own name where files hold several (`Plate 1`),
 * or by the one that people gave it (`--plate`).
 * Problems tell layouts of plates that are not there, and wells that a plate lacks. `from`: the layout's file; null: it
 * has none. `commonTo`: the plates that a layout of all plates is of; null: all.
 */
export function plateLayouts(
  plates: readonly NamedWells[],
  layouts: readonly Layout[],
  from: string | null,
  commonTo: ReadonlySet<string> | null = null,
): { readonly laid: readonly PlateLayout[]; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const own = new Map<string, Layout>();
  const byPart = new Set<string>();
  for (const layout of layouts) {
    if (layout.plate === null) continue;
    const whole = platesNamed(layout.plate, plates);
    const meant = whole.length > 0 ? whole : platesByParts(layout.plate, plates);
    if (meant.length === 0) problems.push(noSuchPlate(layout.plate, plates, from));
    for (const plate of meant) {
      const before = own.get(plate);
      const isByPart = whole.length === 0 || byPart.has(plate);
      if (whole.length === 0) byPart.add(plate);
      // Who lays out a plate by its files says something of other wells in each.
      const both = before === undefined || !isByPart ? null : withWells(before, layout);
      if (before !== undefined && both === null) problems.push(laidOutTwice(plate, from));
      own.set(plate, both ?? layout);
    }
  }
  const [common, ...others] = layouts.filter(({ plate }) => plate === null);
  if (others.length > 0) problems.push(laidOutTwice(null, from));
  const laid = plates.flatMap((each): PlateLayout[] => {
    const layout = own.get(each.plate) ?? (commonTo?.has(each.plate) === false ? undefined : common);
    if (layout === undefined) return [];
    const lacked = lackedWells(each, layout, from);
    if (lacked !== null) problems.push(lacked);
    return [{ plate: each.plate, layout: { ...layout, plate: each.plate } }];
  });
  if (laid.length > 0) return { laid, problems };
  // Where it is of no plate at all it was meant for others.
  const errors = problems.map((problem) =>
    problem.code === 'layout.noPlate' ? { ...problem, severity: 'error' as const } : problem,
  );
  return { laid, problems: errors };
}

function placeOf(from: string | null): Pick<Problem, 'place'> {
  return { place: from === null ? { where: 'layout' } : { file: from } };
}

/** Whether a layout says something of any of these plates: it names one, or none at all. */
export function isLayoutOf({ plate }: Layout, plates: readonly NamedWells[]): boolean {
  return plate === null || platesNamed(plate, plates).length + platesByParts(plate, plates).length > 0;
}

/** Plates that a layout's name means: exactly, else without case, its file's extension, or the file before it. */
export function platesMeant(name: string, plates: readonly string[]): readonly string[] {
  if (plates.includes(name)) return [name];
  const plain = (text: string): string => text.trim().toLowerCase();
  const without = name.replace(/\.[A-Za-z0-9]{1,5}(?=:|$)/, '');
  const same = plates.filter((plate) => [name, without].some((one) => plain(one) === plain(plate)));
  if (same.length > 0) return same;
  // `1` is `Plate 1`.
  const bare = (text: string): string => plain(text).replace(/^plate\s*/, '') || plain(text);
  const owns = plates.filter((plate) => plate.includes(':'));
  const ownName = (plate: string): string => plate.slice(plate.indexOf(':') + 1);
  const exactly = owns.filter((plate) => plain(ownName(plate)) === plain(name));
  return exactly.length > 0 ? exactly : owns.filter((plate) => bare(ownName(plate)) === bare(name));
}

/** The same, also by the names that people gave them. */
export function platesNamed(name: string, plates: readonly NamedPlate[]): readonly string[] {
  const meant = platesMeant(
    name,
    plates.map(({ plate }) => plate),
  );
  if (meant.length > 0) return meant;
  const plain = (text: string): string => text.trim().toLowerCase();
  return plates.flatMap(({ plate, called }) =>
    called != null && plain(called) === plain(name) ? [plate] : [],
  );
}

/** `“a”, “tec_lum” (mon) and 3 more`. */
export function listedPlates(plates: readonly NamedPlate[]): string {
  const there = plates
    .slice(0, 12)
    .map(({ plate, called }) => `“${plate}”${called == null || called === plate ? '' : ` (${called})`}`)
    .join(', ');
  return `${there}${plates.length > 12 ? ` and ${plates.length - 12} more` : ''}`;
}

/** Whole plates of which it is a part, where they lie in several files. */
function platesByParts(name: string, plates: readonly NamedWells[]): readonly string[] {
  return plates
    .filter(({ partNames = [] }) => partNames.length > 1 && platesMeant(name, partNames).length > 0)
    .map(({ plate }) => plate);
}

/** Both in one; null: they speak of the same wells, or differ in what parts a device has. */
function withWells(one: Layout, other: Layout): Layout | null {
  const there = new Set(one.wells.map(({ well }) => well));
  if (other.wells.some(({ well }) => there.has(well))) return null;
  const parts = { ...one.parts };
  for (const [device, own] of Object.entries(other.parts ?? {})) {
    const before = parts[device] ?? {};
    if (Object.entries(own).some(([group, part]) => (before[group] ?? part) !== part)) return null;
    parts[device] = { ...before, ...own };
  }
  return {
    ...one,
    wells: [...one.wells, ...other.wells],
    ...(Object.keys(parts).length > 0 && { parts }),
  };
}

function noSuchPlate(plate: string, plates: readonly NamedPlate[], from: string | null): Problem {
  return {
    code: 'layout.noPlate',
    severity: 'warning',
    message: `the layout names the plate “${plate}”, which is not there`,
    remedy:
      plates.length === 0
        ? 'Import its file first.'
        : `Import its file, or name it as it is called here: ${listedPlates(plates)}.`,
    ...placeOf(from),
  };
}

function laidOutTwice(plate: string | null, from: string | null): Problem {
  return {
    code: 'layout.twice',
    severity: 'error',
    message: `two layouts are of ${plate === null ? 'all plates' : `the plate “${plate}”`}`,
    remedy: 'Keep one of the two, or name the plates whole, with the file before the colon.',
    ...placeOf(from),
  };
}

/** null: the plate has all wells of which the layout says something. */
function lackedWells({ plate, wells }: NamedWells, layout: Layout, from: string | null): Problem | null {
  const there = new Set(wells.map(({ well }) => well));
  const said = layout.wells.filter((one) => Object.keys(one).length > 1 && one.role !== 'empty');
  const lacked = said.filter(({ well }) => !there.has(well)).map(({ well }) => well);
  if (lacked.length === 0) return null;
  const listed = `${lacked.slice(0, 6).join(', ')}${lacked.length > 6 ? ', …' : ''}`;
  const none = lacked.length === said.length;
  const count = lacked.length === 1 ? 'one well' : `${lacked.length} wells`;
  return {
    code: 'layout.noWell',
    severity: none ? 'error' : 'warning',
    message: `the layout speaks of ${count} that the plate “${plate}” lacks: ${listed}`,
    remedy: none
      ? 'Check that it is the layout of this plate.'
      : 'Check that it is the layout of this plate; nothing need be done where these wells were not read.',
    ...placeOf(from),
  };
}
