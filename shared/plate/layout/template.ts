import { plateNames } from '../plate-names.ts';
import type { PlateFile } from '../plate-run.ts';
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
  return { headings, lines: wells.map(emptyLine) };
}

/** The same for the wells that an export has; of several plates each line names its own. */
export function emptyLayout({ file, runs }: Pick<PlateFile, 'file' | 'runs'>): WrittenLayout {
  const names = plateNames(file, runs);
  const lines = runs.map(({ wells }) => wells.map(({ well }) => emptyLine(well)));
  if (runs.length === 1) return { headings, lines: lines.flat() };
  return {
    headings: ['plate', ...headings],
    lines: lines.flatMap((own, index) => own.map((line) => [names[index] ?? null, ...line])),
  };
}

function emptyLine(well: string): readonly (string | null)[] {
  return headings.map((heading) => (heading === 'well' ? well : null));
}
