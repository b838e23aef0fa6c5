import type { Sheet } from '../containers/cell.ts';
import type { FileTimes } from '../tables/file-times.ts';
import type { Reading } from '../tables/reading.ts';
import type { MappedSignal, PlateMapping } from './mapping.ts';

export interface MappedTable {
  readonly sheet: Sheet;
  readonly mapping: PlateMapping;
  readonly signal: MappedSignal;
  /** Of the whole file. */
  readonly times: FileTimes;
  /** Seconds of a bare time's unit, where a mapping says it and something else was answered; null: as headings say. */
  readonly stated_s: number | null;
}

/** What stands in a table. */
export interface TableReading {
  readonly wells: readonly string[];
  readonly cycles: number;
  /** Whether it has times; without a unit they are in no reading. */
  readonly timed: boolean;
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
