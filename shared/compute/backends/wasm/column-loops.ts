import { type Code, count, i32, increase, type Local, local } from '../../../wasm/code.ts';
import type { InputRun } from '../layer-runs.ts';

/** Columns written out one after another; more are a loop over so many. */
const columnsAtOnce = 8;

/** An address that moves along with columns. */
export interface ColumnAddress {
  readonly address: Local;
  readonly bytes: number;
  /** Whether columns that no run has are there as well, and must be passed over. */
  readonly passesGaps: boolean;
}

/**
 * Goes over the columns of some runs. `body` gets how many columns before it the addresses stand.
 *
 * @param columns of the whole matrix: where addresses that pass gaps stand in the end.
 */
export function overColumns(
  runs: readonly InputRun[],
  columns: number,
  addresses: readonly ColumnAddress[],
  body: (column: number) => readonly Code[],
): readonly Code[] {
  const index = local('j', 'i32');
  const moved = (distance: number, over: readonly ColumnAddress[]): readonly Code[] =>
    distance === 0 ? [] : over.map(({ address, bytes }) => increase(address, i32(distance * bytes)));
  const written = (length: number): readonly Code[] => [
    ...Array.from({ length }, (_, column) => body(column)).flat(),
    ...moved(length, addresses),
  ];
  const gapped = addresses.filter(({ passesGaps }) => passesGaps);
  let at = 0;
  const code = runs.flatMap(({ first, length }) => {
    const gap = first - at;
    at = first + length;
    const blocks = length < 2 * columnsAtOnce ? 0 : Math.floor(length / columnsAtOnce);
    return [
      ...moved(gap, gapped),
      ...(blocks === 0 ? [] : count(index, i32(0), i32(blocks), written(columnsAtOnce))),
      ...written(length - blocks * columnsAtOnce),
    ];
  });
  return [...code, ...moved(columns - at, gapped)];
}
