import {
  type Code,
  type FunctionCode,
  get,
  i32,
  increase,
  type Local,
  load,
  local,
  set,
  shuffle32,
  store,
} from '../../../wasm/code.ts';
import { add, inSteps, lane, multiply, repeated, setRows, skipRows, zero } from './blocks.ts';

/** Columns that are done together, and the heights of the blocks that go down them. */
const panels = [
  { width: 4, heights: [2, 1] },
  { width: 1, heights: [4, 1] },
] as const;

/**
 * `addProductTransposed(rows, columns, terms, a, aRow, b, bColumn, c, cRow)`, addresses and strides in bytes:
 *
 *     C[r, c] += sum_n A[r, n] B[c, n],
 *
 * the numbers of a row one after another. Even and odd terms are summed apart, each in ascending order, and then added.
 */
export function emitAddProductTransposed(): FunctionCode {
  const rows = local('rows', 'i32');
  const columns = local('columns', 'i32');
  const terms = local('terms', 'i32');
  const a = local('a', 'i32');
  const aRow = local('aRow', 'i32');
  const b = local('b', 'i32');
  const bColumn = local('bColumn', 'i32');
  const c = local('c', 'i32');
  const cRow = local('cRow', 'i32');

  const rowsLeft = local('rowsLeft', 'i32');
  const termsLeft = local('termsLeft', 'i32');
  const aAt = local('aAt', 'i32');
  const cAt = local('cAt', 'i32');
  const rowsOfA = repeated(4, (r) => local(`a${r}`, 'i32'));
  const columnsOfB = repeated(4, (index) => local(`b${index}`, 'i32'));
  const rowsOfC = repeated(4, (r) => local(`c${r}`, 'i32'));
  const factors = repeated(4, (r) => local(`factor${r}`, 'v128'));
  const entry = local('entry', 'v128');
  const sums = repeated(8, (index) => local(`sum${index}`, 'v128'));

  /** From `aAt`, `b` and `cAt` on; the latter two stay. */
  const block = (height: number, width: number): readonly Code[] => {
    const as = rowsOfA.slice(0, height);
    const bs = columnsOfB.slice(0, width);
    const sumOf = (r: number, index: number) => sums[r * width + index];
    const terms2 = (read: 'v128.load' | 'v128.load64_zero', count: number): readonly Code[] =>
      repeated(count, (n) => [
        ...as.map((row, r) => set(factors[r], load(read, get(row), 16 * n))),
        ...bs.flatMap((column, index) => [
          set(entry, load(read, get(column), 16 * n)),
          ...as.map((_, r) =>
            set(sumOf(r, index), add(get(sumOf(r, index)), multiply(get(factors[r]), get(entry)))),
          ),
        ]),
      ]).flat();
    const onwards = (bytes: number) => [...as, ...bs].map((address) => increase(address, i32(bytes)));
    return [
      ...sums.slice(0, height * width).map((sum) => set(sum, zero)),
      ...setRows(as, aAt, aRow),
      ...setRows(bs, b, bColumn),
      set(termsLeft, get(terms)),
      inSteps(termsLeft, 4, [...terms2('v128.load', 2), ...onwards(32)]),
      inSteps(termsLeft, 2, [...terms2('v128.load', 1), ...onwards(16)]),
      inSteps(termsLeft, 1, terms2('v128.load64_zero', 1)),
      ...setRows(rowsOfC.slice(0, height), cAt, cRow),
      ...repeated(height, (r) => addTotals(rowsOfC[r], sums.slice(r * width, (r + 1) * width))).flat(),
      skipRows(aAt, height, aRow),
      skipRows(cAt, height, cRow),
    ];
  };
  return {
    name: 'addProductTransposed',
    parameters: [rows, columns, terms, a, aRow, b, bColumn, c, cRow],
    body: panels.map(({ width, heights }) =>
      inSteps(columns, width, [
        set(rowsLeft, get(rows)),
        set(aAt, get(a)),
        set(cAt, get(c)),
        ...heights.map((height) => inSteps(rowsLeft, height, block(height, width))),
        skipRows(b, width, bColumn),
        increase(c, i32(8 * width)),
      ]),
    ),
  };
}

/** Adds both lanes of each sum to the numbers at an address. */
function addTotals(address: Local, sums: readonly Local[]): readonly Code[] {
  const total = (first: Local, second: Local): Code =>
    add(shuffle32(get(first), get(second), [0, 1, 4, 5]), shuffle32(get(first), get(second), [2, 3, 6, 7]));
  const [only] = sums;
  if (sums.length === 1) {
    const before = load('v128.load64_zero', get(address));
    return [store('f64.store', get(address), 0, lane(add(before, total(only, only))))];
  }
  return repeated(sums.length / 2, (pair) => {
    const before = load('v128.load', get(address), 16 * pair);
    return store(
      'v128.store',
      get(address),
      16 * pair,
      add(before, total(sums[2 * pair], sums[2 * pair + 1])),
    );
  });
}
