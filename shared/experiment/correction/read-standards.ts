import type { DocumentReader, MapReader } from '../../base/document-reader.ts';
import { readPairs } from './read-fields.ts';

/** What is known of a standard, and what was read for it. */
export interface Standard {
  /** Particles, or molecules of fluorescein, in the well; 0: the blank of the series. */
  readonly amount: number;
  readonly reading: number;
}

/** Fewer say nothing of how far they agree. */
const fewestStandards = 3;

export function readStandards(map: MapReader, reader: DocumentReader): readonly Standard[] | undefined {
  const standards = readPairs(map, reader, 'standards', 'amount');
  if (standards === undefined) return undefined;
  const amounts = new Set(standards.flatMap(({ amount }) => (amount > 0 ? [amount] : [])));
  if (amounts.size >= fewestStandards && standards.every(({ amount }) => amount >= 0)) return standards;
  reader.report(
    map.node('standards')?.place ?? map.place,
    'correction.standards',
    `the standards have ${amounts.size} different amounts above 0`,
    `Give ${fewestStandards} or more, {amount: 3e8, reading: 0.41}; amount 0 is the blank of the series.`,
  );
  return undefined;
}
