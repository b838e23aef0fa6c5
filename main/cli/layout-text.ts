import { amountOf } from '../../shared/plate/amount.ts';
import { isBlank } from '../../shared/plate/containers/cell.ts';
import { layoutText } from '../../shared/plate/layout/cell-text.ts';
import type { LayoutField } from '../../shared/plate/layout/heading.ts';
import type { Layout, LayoutWell } from '../../shared/plate/layout/layout.ts';
import type { LayoutFile } from '../../shared/plate/layout/read-layout.ts';
import { timeText, treatmentsText } from '../../shared/plate/treatment-text.ts';

/** What people are told of a layout file: its plates, and what each column was taken for. */
export function layoutFileText({ file, layouts, variables }: LayoutFile): string {
  const plates = layouts.map(
    (layout) => `${plateWords(layout)}: ${countsText(layout)}\n${partsText(layout)}`,
  );
  const columns = variables.map(({ heading, field }) => `  ${heading}: ${meaning(field)}\n`);
  return `${file}: a layout\n${plates.join('')}${columns.join('')}`;
}

/** The same for layouts without a file: of a project. */
export function layoutsText(layouts: readonly StoredLayout[]): string {
  return layouts
    .map(({ layout, unread }) => {
      const count = unread.size === 0 ? '' : `, ${unread.size} of them not read`;
      return `${plateWords(layout)}: ${countsText(layout)}${count}\n${partsText(layout)}${wellsText(layout, unread)}`;
    })
    .join('');
}

/** A layout of a project, and the wells of which it speaks but the plate’s files do not. */
export interface StoredLayout {
  readonly layout: Layout;
  readonly unread: ReadonlySet<string>;
}

function plateWords({ plate }: Layout): string {
  return plate === null ? 'all plates' : plate;
}

/** `96 wells, 12 blank, 3 excluded, devices R33 and R100`. */
function countsText({ wells }: Layout): string {
  const count = (test: (well: LayoutWell) => boolean): number => wells.filter(test).length;
  const roles = [
    ...new Set(wells.flatMap(({ role }) => (role === undefined || role === 'sample' ? [] : [role]))),
  ];
  const devices = [...new Set(wells.flatMap(({ device }) => device ?? []))];
  const excluded = count((well) => (well.excluded ?? '') !== '');
  return [
    wells.length === 1 ? '1 well' : `${wells.length} wells`,
    ...roles.map((role) => `${count((well) => well.role === role)} ${role}`),
    ...(excluded > 0 ? [`${excluded} excluded`] : []),
    ...(devices.length > 0 ? [`devices ${devices.join(', ')}`] : []),
  ].join(', ');
}

/** A line for each device whose parts are stated: `  R33S32: aR R33, aS none`. */
function partsText({ parts = {} }: Layout): string {
  return Object.entries(parts)
    .map(([device, own]) => {
      const listed = Object.entries(own).map(([group, part]) => `${group} ${part === '' ? 'none' : part}`);
      return `  parts of ${device}: ${listed.join(', ')}\n`;
    })
    .join('');
}

function wellsText({ wells }: Layout, unread: ReadonlySet<string>): string {
  const lines = wells.map((well) => {
    const { device, treatments, role, biological, technical, excluded = '', factors = {} } = well;
    const said = [
      device ?? '',
      treatments === undefined ? '' : treatmentsText(treatments),
      role ?? '',
      biological === undefined ? '' : `biological ${biological}`,
      technical === undefined ? '' : `technical ${technical}`,
      excluded === '' ? '' : `excluded: ${excluded}`,
      ...Object.entries(factors).map(([name, value]) => `${name} ${value}`),
      unread.has(well.well) ? 'not read' : '',
    ];
    return `  ${well.well.padEnd(4)} ${said.filter((text) => text !== '').join(', ')}`;
  });
  return lines.map((line) => `${line.trimEnd()}\n`).join('');
}

/** A line of JSON for each layout of a file: as written, by heading, and as it was understood. */
export function layoutFileLines({ file, layouts, variables, written }: LayoutFile): readonly object[] {
  const means = Object.fromEntries(variables.map(({ heading, field }) => [heading, meaning(field)]));
  const headings = variables.map(({ heading }) => heading);
  return layouts.map((layout) => {
    const wells = layout.wells.map(({ well }) => {
      const cells = written.get(layout.plate)?.get(well) ?? new Map();
      const said = [...cells].filter(([, cell]) => !isBlank(cell));
      return [well, Object.fromEntries(said.map(([heading, cell]) => [heading, writtenValue(cell)]))];
    });
    const { plate } = layout;
    return {
      layout: { file, plate, variables: headings, means, wells: Object.fromEntries(wells), laidOut: layout },
    };
  });
}

function writtenValue(cell: Parameters<typeof amountOf>[0]): string | number {
  const amount = amountOf(cell, { answered: null, seen: null });
  return amount.kind === 'number' ? amount.value : layoutText(cell);
}

/** `dose of C6 in nM`. */
function meaning(field: LayoutField): string {
  switch (field.kind) {
    case 'dose':
      return `dose of ${field.name}${unitWords(field.unit)}${field.time_s === 0 ? '' : ` from ${timeText(field.time_s)} on`}`;
    case 'doseValue':
      return `dose of the treatment that the line names${unitWords(field.unit)}`;
    case 'part':
      return `part of the device in the group ${field.group}`;
    case 'factor':
      return 'factor';
    default:
      return plainMeanings[field.kind];
  }
}

function unitWords(unit: string | null): string {
  return unit === null ? '' : ` in ${unit}`;
}

const plainMeanings: Readonly<
  Record<Exclude<LayoutField['kind'], 'dose' | 'doseValue' | 'part' | 'factor'>, string>
> = {
  well: 'well',
  row: 'row of the plate',
  column: 'column of the plate',
  plate: 'plate',
  device: 'device',
  treatments: 'all treatments',
  role: 'role',
  blank: 'whether it is a blank',
  biological: 'biological replicate',
  technical: 'technical replicate',
  excluded: 'why it is not used',
  reason: 'why it is not used',
  doseName: 'name of a treatment',
  doseUnit: 'unit of the dose',
  doseTime: 'when it was added',
};
