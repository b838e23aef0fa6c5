import { inColumns } from './directions/columns.ts';
import { inLong } from './directions/long.ts';
import { asPlates } from './directions/plate.ts';
import { inRows } from './directions/rows.ts';
import { areaOf, missingTable, rowAt } from './table-area.ts';
import type { MappedTable, MissingTable, TableReading } from './table-reading.ts';

/** What stands where a mapping says. */
export function mappedTable(table: MappedTable): TableReading | MissingTable {
  const area = areaOf(table);
  if (rowAt(table.sheet, area.first.line) === null)
    return missingTable(`row ${area.first.line} is blank or not there`, 'firstWell', table);
  switch (table.mapping.direction) {
    case 'columns':
      return inColumns(table, area);
    case 'rows':
      return inRows(table, area);
    case 'plate':
      return asPlates(table, area);
    case 'long':
      return inLong(table, area);
  }
}
