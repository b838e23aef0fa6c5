import type { PlateView } from '../../shared/channels.ts';

/** Wells by place. */
export interface PlateGrid {
  readonly rows: number;
  readonly columns: number;
  /** [row * columns + column] -> well id, null where the file has no well. */
  readonly ids: readonly (string | null)[];
  readonly placeOf: ReadonlyMap<string, { readonly row: number; readonly column: number }>;
}

export function plateGrid(plate: PlateView): PlateGrid {
  const ids: (string | null)[] = new Array(plate.rows * plate.columns).fill(null);
  for (const well of plate.wells) ids[well.row * plate.columns + well.column] = well.id;
  return {
    rows: plate.rows,
    columns: plate.columns,
    ids,
    placeOf: new Map(plate.wells.map((well) => [well.id, { row: well.row, column: well.column }])),
  };
}

/** `A`, `B`, ... `Z`, `AA`: as printed on plates. */
export function rowName(row: number): string {
  return row < 26 ? String.fromCharCode(65 + row) : rowName(Math.floor(row / 26) - 1) + rowName(row % 26);
}

/** The next well in a direction, over gaps; the same one at the edge; the first of the plate where there is no start. */
export function neighbour(
  grid: PlateGrid,
  from: string | null,
  rowStep: number,
  columnStep: number,
): string | null {
  const place = from === null ? undefined : grid.placeOf.get(from);
  if (place === undefined) return grid.ids.find((id) => id !== null) ?? null;
  let row = place.row + rowStep;
  let column = place.column + columnStep;
  while (row >= 0 && row < grid.rows && column >= 0 && column < grid.columns) {
    const id = grid.ids[row * grid.columns + column] ?? null;
    if (id !== null) return id;
    row += rowStep;
    column += columnStep;
  }
  return from;
}

/** Every well of the rectangle with these two corners, row by row; just `to` where `from` is not on this plate. */
export function rectangle(grid: PlateGrid, from: string | null, to: string): string[] {
  const a = from === null ? undefined : grid.placeOf.get(from);
  const b = grid.placeOf.get(to);
  if (a === undefined || b === undefined) return [to];
  const found: string[] = [];
  for (let row = Math.min(a.row, b.row); row <= Math.max(a.row, b.row); row++) {
    for (let column = Math.min(a.column, b.column); column <= Math.max(a.column, b.column); column++) {
      const id = grid.ids[row * grid.columns + column] ?? null;
      if (id !== null) found.push(id);
    }
  }
  return found;
}

export function wellsOfRow(grid: PlateGrid, row: number): string[] {
  return grid.ids.slice(row * grid.columns, (row + 1) * grid.columns).filter((id) => id !== null);
}

export function wellsOfColumn(grid: PlateGrid, column: number): string[] {
  return grid.ids.filter((id, i): id is string => id !== null && i % grid.columns === column);
}
