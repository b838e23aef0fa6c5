import { isBlank, type Sheet, type SheetRow, textOf } from '../../containers/cell.ts';
import type { PlateParts } from '../../tables/plate-builder.ts';
import { parseWell } from '../../well.ts';

/** `Standards` of the row `Group: Standards`; null: it begins no group. */
export function groupName({ cells }: SheetRow): string | null {
  const [, name] = /^Group:\s*(.*)$/.exec(textOf(cells[0])) ?? [];
  return name === undefined ? null : name.trim() || textOf(cells[1]) || 'Group';
}

/**
 * What a group's table says of the wells of the plate before it: the sample's name and what was put in, under the user's own
 * headings; a sample's further wells stand below it with blanks. Columns after `Wells` are computed from readings.
 */
export function readGroup(sheet: Sheet, from: number, group: string, plate: PlateParts): void {
  const head = sheet.rows[from];
  const titles = head?.cells.map(textOf) ?? [];
  const wellAt = titles.findIndex((title) => /^Wells?$/i.test(title));
  const sampleAt = titles.findIndex((title) => /^Samples?$/i.test(title));
  if (wellAt === -1) return;
  const statedAt = titles.flatMap((title, column) => (isStated(title) ? [column] : []));
  let sample = '';
  let stated: Readonly<Record<string, string>> = {};
  for (const { cells, line } of sheet.rows.slice(from + 1)) {
    if (/^(?:~End|Group Column|Group:|Plate:)/.test(textOf(cells[0]))) return;
    const well = parseWell(textOf(cells[wellAt]));
    if (sampleAt !== -1 && !isBlank(cells[sampleAt])) {
      sample = textOf(cells[sampleAt]);
      const texts = statedAt.map((column) => [titles[column] ?? '', textOf(cells[column])] as const);
      stated = Object.fromEntries(texts.filter(([, text]) => text !== ''));
    }
    if (well === null) continue;
    plate.describe(well, sample === '' ? group : `${group} ${sample}`, line, { Group: group, ...stated });
  }
}

/** What people typed: concentrations, factors, units; all else is computed. */
function isStated(title: string): boolean {
  return /^(?:Conc(?:entration)?\b|Dilution|Factor|Descriptor)/i.test(title) && !/calc/i.test(title);
}
