import type { PlateSize } from './well-range.ts';
import { wellAt } from './well-range.ts';
import type { WrittenLayout } from './write-layout.ts';

/** Headings to fill in; those that are not needed may stay blank or go. */
const headings = ['well', 'device', 'C6 (nM)', 'role', 'biological', 'technical', 'exclude'] as const;

/** A line for each well, with nothing said of it. */
export function layoutTemplate({ rows, columns }: PlateSize): WrittenLayout {
  const wells = Array.from({ length: rows * columns }, (_, index) =>
    wellAt(Math.floor(index / columns), index % columns),
  );
  return {
    headings,
    lines: wells.map((well) => headings.map((heading) => (heading === 'well' ? well : null))),
  };
}
