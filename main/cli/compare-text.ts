import { shortNumber } from '../../shared/plate/checks/short-number.ts';
import type { Comparable } from '../../shared/prediction/comparison/compare-grounds.ts';
import type { PairedDifference, PairedWell } from '../../shared/prediction/comparison/compare-wells.ts';
import { columnsText, withError } from './text-table.ts';

/** One fit against the first. */
export interface FitComparison {
  readonly first: string;
  readonly other: string;
  readonly comparable: Comparable;
  readonly differences: readonly PairedDifference[];
  readonly wells: readonly PairedWell[];
}

const quantityWords = { density: 'lpd', bound: 'bound', crps: 'CRPS' } as const;

/** For people: what was found, then the numbers that it rests on. */
export function comparisonText({
  first,
  other,
  comparable,
  differences,
}: Omit<FitComparison, 'wells'>): string {
  const judged = differences.filter(({ set }) => set !== 'train');
  const findings = judged.map((one) => findingText(one, first, other));
  const rows = differences.map((one) => [
    one.set,
    named(one),
    shortNumber(one.first),
    shortNumber(one.other),
    withError(one.difference, one.error),
    Number.isFinite(one.low) ? `${shortNumber(one.low)} to ${shortNumber(one.high)}` : 'not known',
    `${one.wells}`,
    one.errorOver === 'plates' ? `${one.plates} plates` : `${one.wells} wells of one plate`,
    one.weak === 0 ? '' : weakText(one),
  ]);
  const header = [
    ...['set', 'quantity', first, other, 'difference', '95 % interval', 'wells', 'error over'],
    'few draws',
  ];
  const notes = [
    ...comparable.notes,
    'Differences are those of the second fit less the first, mean a well, paired by well; a higher lpd or bound is better, a lower CRPS (scaled units). Each well’s own values come from its own readings: this is reconstruction, not prediction of new wells.',
    ...clusterNotes(differences),
  ];
  return `${first} and ${other}\n\n${findings.join('\n')}\n\n${columnsText(header, rows)}\n\n${notes.join('\n')}\n`;
}

function named({ quantity, signal }: PairedDifference): string {
  return `${quantityWords[quantity]} ${signal}`.trim();
}

function findingText(one: PairedDifference, first: string, other: string): string {
  const { set, wells, difference, error, better, weak, plates } = one;
  const what = `${named(one)} of ${wells} ${set} wells`;
  const size = withError(difference, error);
  const rests = weak > 0 ? `; ${weak} of them rest on fewer than ten draws` : '';
  if (better === 'undecided') return `${what}: these wells do not tell which is better (${size}${rests}).`;
  const where = plates === 1 ? ' in these wells of one plate' : '';
  return `${what}: ${better === 'other' ? other : first} is better${where} (${size}${rests}).`;
}

function weakText({ weak, withoutWeak }: PairedDifference): string {
  const without =
    withoutWeak === null ? '' : `; without: ${withError(withoutWeak.difference, withoutWeak.error)}`;
  return `${weak} wells${without}`;
}

/** Few clusters know little of their own spread. */
const manyPlates = 10;

function clusterNotes(differences: readonly PairedDifference[]): readonly string[] {
  const plates = differences.reduce((most, one) => Math.max(most, one.plates), 0);
  if (plates > manyPlates) return [];
  return plates > 1
    ? [
        `Standard errors take plates and not wells for independent; of ${plates} plates they are rough, which the intervals know (Student’s t).`,
      ]
    : ['All wells are of one plate: the errors know nothing of how plates differ.'];
}
