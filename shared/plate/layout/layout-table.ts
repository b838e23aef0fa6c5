import type { NumberMarks } from '../amount.ts';
import type { Cell } from '../containers/cell.ts';

/** A layout as its file has it, whatever its shape: a line for each well, or several, under headings. */
export interface LayoutTable {
  readonly headings: readonly LayoutHeading[];
  readonly lines: readonly LayoutLine[];
  readonly marks: NumberMarks;
}

export interface LayoutHeading {
  /** Trimmed, as written. */
  readonly heading: string;
  /** Line of the file in which it stands. */
  readonly line: number;
}

export interface LayoutLine {
  /** By their place; null: the table itself does not say it. */
  readonly plate: string | null;
  /** The well of a plate-shaped table; null: columns say it. */
  readonly well: string | null;
  /** [heading]. */
  readonly cells: readonly LayoutCell[];
  readonly line: number;
}

export interface LayoutCell {
  readonly cell: Cell;
  readonly line: number;
}
