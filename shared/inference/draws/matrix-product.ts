import type { ArrayMemory, MemoryArray } from './simd/array-memory.ts';

/**
 * C[r, c] += sum_n A[r, n] B[n, c], with
 *
 *     A[r, n] = a[aAt + r aRow + n aTerm],   B[n, c] = b[bAt + n bTerm + c],   C[r, c] = out[outAt + r outRow + c].
 *
 * Rows and terms of A have strides of their own, so that A can lie as it is or transposed; B's rows may overlap
 * (bTerm = 1), which makes a correlation of series: B[n, c] = b[bAt + n + c].
 */
export function addProduct(
  { functions }: ArrayMemory,
  rows: number,
  columns: number,
  terms: number,
  a: MemoryArray,
  aAt: number,
  aRow: number,
  aTerm: number,
  b: MemoryArray,
  bAt: number,
  bTerm: number,
  out: MemoryArray,
  outAt: number,
  outRow: number,
): void {
  const at = a.byteOffset + 8 * aAt;
  const from = b.byteOffset + 8 * bAt;
  const to = out.byteOffset + 8 * outAt;
  functions.addProduct(rows, columns, terms, at, 8 * aRow, 8 * aTerm, from, 8 * bTerm, to, 8 * outRow);
}

/** C[r, c] += sum_n A[r, n] B[c, n] for A [rows, terms], B [columns, terms] and C [rows, columns], all without gaps. */
export function addProductTransposed(
  { functions }: ArrayMemory,
  rows: number,
  columns: number,
  terms: number,
  a: MemoryArray,
  b: MemoryArray,
  out: MemoryArray,
): void {
  const row = 8 * terms;
  const at = a.byteOffset;
  const from = b.byteOffset;
  functions.addProductTransposed(rows, columns, terms, at, row, from, row, out.byteOffset, 8 * columns);
}
