import {
  type Code,
  type FunctionCode,
  get,
  i32,
  increase,
  load,
  local,
  set,
  store,
} from '../../../wasm/code.ts';
import { add, inSteps, lane, multiply, repeated, setRows, skipRows, zero } from './blocks.ts';

/** Panels of columns, and the heights of the blocks that go down them. */
const panels = [
  { width: 8, heights: [2, 1] },
  { width: 2, heights: [4, 1] },
  { width: 1, heights: [4, 1] },
] as const;

/**
 * `addProduct(rows, columns, terms, a, aRow, aTerm, b, bTerm, c, cRow)`, addresses and strides in bytes:
 *
 *     C[r, c] += sum_n A[r, n] B[n, c],
 *
 * the numbers of a row of B and of C one after another. Rows and terms of A have strides of their own, so that the same
 * loops take A as it lies or transposed; B's rows may overlap (bTerm = 8), which makes a correlation of series. Each sum
 * has its terms in ascending order. All rows are done for one panel of columns before the next, so that this much of B
 * stays in the first-level cache.
 */
export function emitAddProduct(): FunctionCode {
  const rows = local('rows', 'i32');
  const columns = local('columns', 'i32');
  const terms = local('terms', 'i32');
  const a = local('a', 'i32');
  const aRow = local('aRow', 'i32');
  const aTerm = local('aTerm', 'i32');
  const b = local('b', 'i32');
  const bTerm = local('bTerm', 'i32');
  const c = local('c', 'i32');
  const cRow = local('cRow', 'i32');

  const rowsLeft = local('rowsLeft', 'i32');
  const termsLeft = local('termsLeft', 'i32');
  const aAt = local('aAt', 'i32');
  const bAt = local('bAt', 'i32');
  const cAt = local('cAt', 'i32');
  const rowsOfA = repeated(4, (r) => local(`a${r}`, 'i32'));
  const rowsOfC = repeated(4, (r) => local(`c${r}`, 'i32'));
  const factor = local('factor', 'v128');
  const entries = repeated(4, (v) => local(`entry${v}`, 'v128'));
  const sums = repeated(8, (index) => local(`sum${index}`, 'v128'));

  /** From `aAt`, `b` and `cAt` on; the latter two stay. */
  const block = (height: number, width: number): readonly Code[] => {
    const vectors = Math.ceil(width / 2);
    const read = width === 1 ? 'v128.load64_zero' : 'v128.load';
    const sumsOf = (r: number) => sums.slice(r * vectors, (r + 1) * vectors);
    const total = (r: number, v: number): Code => {
      const value = add(load(read, get(rowsOfC[r]), 16 * v), get(sumsOf(r)[v]));
      const address = get(rowsOfC[r]);
      return width === 1
        ? store('f64.store', address, 0, lane(value))
        : store('v128.store', address, 16 * v, value);
    };
    return [
      ...sums.slice(0, height * vectors).map((sum) => set(sum, zero)),
      ...setRows(rowsOfA.slice(0, height), aAt, aRow),
      set(bAt, get(b)),
      set(termsLeft, get(terms)),
      inSteps(termsLeft, 1, [
        ...repeated(vectors, (v) => set(entries[v], load(read, get(bAt), 16 * v))),
        ...repeated(height, (r) => [
          set(factor, load('v128.load64_splat', get(rowsOfA[r]))),
          ...sumsOf(r).map((sum, v) => set(sum, add(get(sum), multiply(get(factor), get(entries[v]))))),
          increase(rowsOfA[r], get(aTerm)),
        ]).flat(),
        increase(bAt, get(bTerm)),
      ]),
      ...setRows(rowsOfC.slice(0, height), cAt, cRow),
      ...repeated(height, (r) => repeated(vectors, (v) => total(r, v))).flat(),
      skipRows(aAt, height, aRow),
      skipRows(cAt, height, cRow),
    ];
  };
  return {
    name: 'addProduct',
    parameters: [rows, columns, terms, a, aRow, aTerm, b, bTerm, c, cRow],
    body: panels.map(({ width, heights }) =>
      inSteps(columns, width, [
        set(rowsLeft, get(rows)),
        set(aAt, get(a)),
        set(cAt, get(c)),
        ...heights.map((height) => inSteps(rowsLeft, height, block(height, width))),
        increase(b, i32(8 * width)),
        increase(c, i32(8 * width)),
      ]),
    ),
  };
}
