import { steps, type WellBlock, wellAt, wellsOf } from './well-range.ts';

/** A dilution series by rule. */
export interface Dilution {
  /** The first dose, above 0. */
  readonly from: number;
  /** Each well has the dose before it divided by this: 3 for 1:3. */
  readonly fold: number;
  /** `across`: along rows, each row the same series; `down`: along columns. */
  readonly direction: 'across' | 'down';
  /** The last well of the series gets none. */
  readonly lastIsZero: boolean;
}

/** Digits of a dose: 25000 / 3^5 is 102.880658436, without the dust of the division. */
const digits = 12;

/**
 * Doses of the wells of series. Each block has series of its own, from its first well as written to its last; wells that are
 * named one by one are one series in their order.
 */
export function diluted(
  allSeries: readonly (readonly string[])[],
  dilution: Omit<Dilution, 'direction'>,
): ReadonlyMap<string, number> {
  const doses = new Map<string, number>();
  for (const series of allSeries) {
    series.forEach((well, step) => {
      const isLast = step === series.length - 1 && series.length > 1;
      const dose = dilution.from / dilution.fold ** step;
      doses.set(well, dilution.lastIsZero && isLast ? 0 : Number(dose.toPrecision(digits)));
    });
  }
  return doses;
}

/** Wells in the order in which the doses fall, [series]. */
export function dilutionSeries(
  blocks: readonly WellBlock[],
  direction: Dilution['direction'],
): readonly (readonly string[])[] {
  const isSingle = ({ rows, columns }: WellBlock) =>
    rows.first === rows.last && columns.first === columns.last;
  if (blocks.every(isSingle)) return [blocks.flatMap(wellsOf)];
  return blocks.flatMap(({ rows, columns }) => {
    const [outer, inner] = direction === 'across' ? [rows, columns] : [columns, rows];
    return steps(outer).map((one) =>
      steps(inner).map((other) => (direction === 'across' ? wellAt(one, other) : wellAt(other, one))),
    );
  });
}
