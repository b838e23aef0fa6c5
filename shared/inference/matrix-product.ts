/**
 * Products of matrices that lie in flat arrays, in blocks of two rows and four columns: eight sums in local variables for
 * six loads, as many as fit the registers. All rows are done for four columns before the next four, so that this much of B
 * stays in the first-level cache. Each element's sum runs over its terms in ascending order, whatever the block.
 */

/**
 * C[r, c] += sum_n A[r, n] B[n, c], with
 *
 *     A[r, n] = a[aAt + r aRow + n aTerm],   B[n, c] = b[bAt + n bTerm + c],   C[r, c] = out[outAt + r outRow + c].
 *
 * Rows and terms of A have strides of their own, so that the same loops take A as it lies or transposed; B's rows may
 * overlap (bTerm = 1), which makes a correlation of series: B[n, c] = b[bAt + n + c].
 */
export function addProduct(
  rows: number,
  columns: number,
  terms: number,
  a: Float64Array,
  aAt: number,
  aRow: number,
  aTerm: number,
  b: Float64Array,
  bAt: number,
  bTerm: number,
  out: Float64Array,
  outAt: number,
  outRow: number,
): void {
  const evenRows = rows & ~1;
  const quads = columns & ~3;
  for (let c = 0; c < quads; c += 4) {
    for (let r = 0; r < evenRows; r += 2) {
      let s00 = 0;
      let s01 = 0;
      let s02 = 0;
      let s03 = 0;
      let s10 = 0;
      let s11 = 0;
      let s12 = 0;
      let s13 = 0;
      let at0 = aAt + r * aRow;
      let at1 = at0 + aRow;
      let from = bAt + c;
      for (let n = 0; n < terms; n++) {
        const a0 = a[at0];
        const a1 = a[at1];
        const b0 = b[from];
        const b1 = b[from + 1];
        const b2 = b[from + 2];
        const b3 = b[from + 3];
        s00 += a0 * b0;
        s01 += a0 * b1;
        s02 += a0 * b2;
        s03 += a0 * b3;
        s10 += a1 * b0;
        s11 += a1 * b1;
        s12 += a1 * b2;
        s13 += a1 * b3;
        at0 += aTerm;
        at1 += aTerm;
        from += bTerm;
      }
      const to0 = outAt + r * outRow + c;
      const to1 = to0 + outRow;
      out[to0] += s00;
      out[to0 + 1] += s01;
      out[to0 + 2] += s02;
      out[to0 + 3] += s03;
      out[to1] += s10;
      out[to1 + 1] += s11;
      out[to1 + 2] += s12;
      out[to1 + 3] += s13;
    }
  }
  // What no whole block covers: the last columns of all rows, then the last row.
  for (let r = 0; r < rows; r++) {
    for (let c = r < evenRows ? quads : 0; c < columns; c++) {
      let sum = 0;
      let at = aAt + r * aRow;
      let from = bAt + c;
      for (let n = 0; n < terms; n++) {
        sum += a[at] * b[from];
        at += aTerm;
        from += bTerm;
      }
      out[outAt + r * outRow + c] += sum;
    }
  }
}

/** C[r, c] += sum_n A[r, n] B[c, n] for A [rows, terms], B [columns, terms] and C [rows, columns], all without gaps. */
export function addProductTransposed(
  rows: number,
  columns: number,
  terms: number,
  a: Float64Array,
  aAt: number,
  b: Float64Array,
  bAt: number,
  out: Float64Array,
): void {
  const evenRows = rows & ~1;
  const quads = columns & ~3;
  for (let c = 0; c < quads; c += 4) {
    const column0 = bAt + c * terms;
    const column1 = column0 + terms;
    const column2 = column1 + terms;
    const column3 = column2 + terms;
    for (let r = 0; r < evenRows; r += 2) {
      const row0 = aAt + r * terms;
      const row1 = row0 + terms;
      let s00 = 0;
      let s01 = 0;
      let s02 = 0;
      let s03 = 0;
      let s10 = 0;
      let s11 = 0;
      let s12 = 0;
      let s13 = 0;
      for (let n = 0; n < terms; n++) {
        const a0 = a[row0 + n];
        const a1 = a[row1 + n];
        const b0 = b[column0 + n];
        const b1 = b[column1 + n];
        const b2 = b[column2 + n];
        const b3 = b[column3 + n];
        s00 += a0 * b0;
        s01 += a0 * b1;
        s02 += a0 * b2;
        s03 += a0 * b3;
        s10 += a1 * b0;
        s11 += a1 * b1;
        s12 += a1 * b2;
        s13 += a1 * b3;
      }
      const to0 = r * columns + c;
      const to1 = to0 + columns;
      out[to0] += s00;
      out[to0 + 1] += s01;
      out[to0 + 2] += s02;
      out[to0 + 3] += s03;
      out[to1] += s10;
      out[to1 + 1] += s11;
      out[to1 + 2] += s12;
      out[to1 + 3] += s13;
    }
  }
  for (let r = 0; r < rows; r++) {
    for (let c = r < evenRows ? quads : 0; c < columns; c++) {
      let sum = 0;
      const row = aAt + r * terms;
      const column = bAt + c * terms;
      for (let n = 0; n < terms; n++) sum += a[row + n] * b[column + n];
      out[r * columns + c] += sum;
    }
  }
}
