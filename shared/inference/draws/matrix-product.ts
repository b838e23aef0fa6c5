import type { ArrayMemory, MemoryArray } from './simd/array-memory.ts';

/** How large a product is: C [rows, columns] of sums over terms. */
export interface ProductSize {
  readonly rows: number;
  readonly columns: number;
  readonly terms: number;
}

/** A matrix within an array: where it begins, and how far on its next row and, for A, its next term lie. */
export interface MatrixView {
  readonly values: MemoryArray;
  readonly at: number;
  readonly row: number;
}

/**
 * C[r, c] += sum_n A[r, n] B[n, c], with
 *
 *     A[r, n] = a[at + r row + n term],   B[n, c] = b[at + n row + c],   C[r, c] = out[at + r row + c].
 *
 * Rows and terms of A have strides of their own, so that A can lie as it is or transposed; B's rows may overlap
 * (row = 1), which makes a correlation of series: B[n, c] = b[at + n + c].
 */
export function addProduct(
  { functions }: ArrayMemory,
  { rows, columns, terms }: ProductSize,
  a: MatrixView & { readonly term: number },
  b: MatrixView,
  out: MatrixView,
): void {
  const at = a.values.byteOffset + 8 * a.at;
  const from = b.values.byteOffset + 8 * b.at;
  const to = out.values.byteOffset + 8 * out.at;
  functions.addProduct(rows, columns, terms, at, 8 * a.row, 8 * a.term, from, 8 * b.row, to, 8 * out.row);
}

/** C[r, c] += sum_n A[r, n] B[c, n] for A [rows, terms], B [columns, terms] and C [rows, columns], all without gaps. */
export function addProductTransposed(
  { functions }: ArrayMemory,
  { rows, columns, terms }: ProductSize,
  a: MemoryArray,
  b: MemoryArray,
  out: MemoryArray,
): void {
  const row = 8 * terms;
  const at = a.byteOffset;
  const from = b.byteOffset;
  functions.addProductTransposed(rows, columns, terms, at, row, from, row, out.byteOffset, 8 * columns);
}
