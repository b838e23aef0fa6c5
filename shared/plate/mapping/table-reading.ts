import type { Sheet } from '../containers/cell.ts';
import type { Reading } from '../tables/reading.ts';
import type { MappedSignal, PlateMapping } from './mapping.ts';

export interface MappedTable {
  readonly sheet: Sheet;
  readonly mapping: PlateMapping;
  readonly signal: MappedSignal;
  /** Seconds of a bare time's unit; null: the mapping does not say. */
  readonly unit: number | null;
}

/** What stands in a table. */
export interface TableReading {
  readonly wells: readonly string[];
  readonly cycles: number;
  /** Whether it has times; without a unit they are in `bare` and in no reading. */
  readonly timed: boolean;
  readonly bare: readonly number[];
  readonly readings: readonly PlacedReading[];
  /** Columns or rows with readings beyond the plate’s last well, by the order that the mapping states; left out: none. */
  readonly beyond?: number;
}

export interface PlacedReading {
  readonly well: string;
  readonly cycle: number;
  readonly reading: Reading;
  /** NaN: not known. */
  readonly time_s: number;
}

/** Why there is no table where the mapping says. */
export interface MissingTable {
  readonly missing: string;
  readonly remedy: string;
}
