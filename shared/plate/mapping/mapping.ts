import type { DecimalMark } from '../number.ts';

/**
 * Where the readings stand in a table that belongs to no known format, as `mapping.json` says it and a project keeps it. Rows
 * are numbered and columns lettered as a spreadsheet shows them; of a text a row is a line.
 *
 *     {"direction": "columns", "timeUnit": "min",
 *      "signals": [{"title": "OD600", "headerRow": 3, "timeColumn": "A", "firstWell": "B4"}]}
 */
export interface PlateMapping {
  readonly direction: MappingDirection;
  /** Of a workbook; left out: its first sheet with anything in it. */
  readonly sheet?: string;
  /** In the order of the tables; at least one. */
  readonly signals: readonly MappedSignal[];
  /** Of bare times; left out: cells or headings say it. */
  readonly timeUnit?: MappingTimeUnit;
  /** From cycle to cycle where there are no times: `12min`, `5:00`. */
  readonly interval?: string;
  readonly decimal?: DecimalMark;
  /** Which wells they are, where nothing names them. */
  readonly wells?: WellOrder;
  /** What a file of the same shape has in the same places; left out: no other file is read by it unasked. */
  readonly recognise?: readonly MappingSign[];
}

/**
 * `columns`: a column a well, a row a time. `rows`: a row a well, a column a time. `plate`: rows and columns as on the plate, one
 * such table a time. `long`: a row a reading.
 */
export const mappingDirections = ['columns', 'rows', 'plate', 'long'] as const;
export type MappingDirection = (typeof mappingDirections)[number];

export const mappingTimeUnits = ['s', 'min', 'h', 'd'] as const;
export type MappingTimeUnit = (typeof mappingTimeUnits)[number];

export interface MappedSignal {
  readonly title: string;
  readonly unit?: string;
  /** `columns`: names the wells; `plate`: numbers the columns; `long`: has the headings. */
  readonly headerRow?: number;
  /** In `plate` its cell stands in the row of the header, or in the first one of the readings. */
  readonly timeColumn?: string;
  /** In `rows`. */
  readonly timeRow?: number;
  /** In `rows` and `long`: names the wells. */
  readonly wellColumn?: string;
  /** The cell of the first reading of the first well. */
  readonly firstWell: string;
  /** The cell of the last reading of the last well; left out: to the next blank row, as far as the row goes. */
  readonly lastWell?: string;
}

export interface WellOrder {
  /** `A1`. */
  readonly first: string;
  /** `across`: A1, A2, ..; `down`: A1, B1, .. */
  readonly order: 'across' | 'down';
  /** Wells of the whole plate, of a size that there is. */
  readonly plate: number;
}

/** A heading and its place. */
export interface MappingSign {
  readonly cell: string;
  readonly text: string;
}

/** A mapping that was given before, and where it is from: the name of a file. */
export interface KnownMapping {
  readonly from: string;
  readonly mapping: PlateMapping;
}
