import { type Sheet, textOf } from '../containers/cell.ts';
import type { PlateContainer } from '../containers/container.ts';
import { isTime } from '../duration.ts';
import { parseNumberWith } from '../number.ts';
import { parseWell, wellInBrackets } from '../well.ts';
import { addressText, parseAddress } from './cell-address.ts';
import type { KnownMapping, MappingSign, PlateMapping } from './mapping.ts';
import { sheetOf } from './read-mapped.ts';

/** As many tell a shape apart. */
const mostSigns = 12;

/** The mapping with what a file of its shape is known by: the headings of its tables. */
export function withSigns(mapping: PlateMapping, container: PlateContainer): PlateMapping {
  if (mapping.recognise !== undefined) return mapping;
  const sheet = sheetOf(container, mapping);
  const recognise = sheet === null ? [] : signsIn(sheet, mapping);
  return recognise.length === 0 ? mapping : { ...mapping, recognise };
}

/** Words in the rows that head a mapping's tables, and what stands over its wells; numbers, wells and times differ from run to run. */
function signsIn(sheet: Sheet, { signals, direction }: PlateMapping): readonly MappingSign[] {
  const lines = new Set(
    signals.flatMap(({ headerRow, timeRow, wellColumn, firstWell }) => {
      const above = wellColumn === undefined ? undefined : (parseAddress(firstWell)?.line ?? 1) - 1;
      // A plate’s own header is the same for all plates.
      const title = direction === 'plate' && headerRow !== undefined ? headerRow - 1 : undefined;
      return [headerRow, timeRow, above, title].filter((line) => line !== undefined);
    }),
  );
  return sheet.rows
    .filter(({ line }) => lines.has(line))
    .flatMap(({ line, cells }) =>
      cells.flatMap((cell, column): readonly MappingSign[] => {
        const text = typeof cell === 'string' ? cell.trim() : '';
        return isHeading(text, sheet) ? [{ cell: addressText({ column, line }), text }] : [];
      }),
    )
    .slice(0, mostSigns);
}

function isHeading(text: string, { decimal }: Sheet): boolean {
  if (text === '' || text.length > 100) return false;
  const isValue = !Number.isNaN(parseNumberWith(text, decimal)) || isTime(text);
  return !isValue && parseWell(text) === null && wellInBrackets(text) === null;
}

/** Those of the mappings whose headings all stand in the file, at their places. */
export function fittingMappings(
  known: readonly KnownMapping[],
  container: PlateContainer,
): readonly KnownMapping[] {
  return known.filter(({ mapping }) => {
    const { recognise = [] } = mapping;
    const sheet = recognise.length === 0 ? null : sheetOf(container, mapping);
    return sheet !== null && recognise.every((sign) => stands(sheet, sign));
  });
}

function stands({ rows }: Sheet, { cell, text }: MappingSign): boolean {
  const address = parseAddress(cell);
  const row = rows.find(({ line }) => line === address?.line);
  return address !== null && textOf(row?.cells[address.column]) === text;
}
