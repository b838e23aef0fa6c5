import { fillNormals, type RandomStream } from '../../base/random.ts';

/**
 * A random matrix [rows, columns] with orthonormal rows, or orthonormal columns where there are more rows than columns
 * (Saxe, McClelland, Ganguli 2014): Gram and Schmidt on standard normals, twice for full precision.
 */
export function orthogonalMatrix(stream: RandomStream, rows: number, columns: number): Float64Array {
  const count = Math.min(rows, columns);
  const length = Math.max(rows, columns);
  const basis = new Float64Array(count * length);
  fillNormals(stream, basis);
  for (let a = 0; a < count; a++) {
    for (let pass = 0; pass < 2; pass++) {
      for (let b = 0; b < a; b++) {
        let overlap = 0;
        for (let j = 0; j < length; j++) overlap += basis[a * length + j] * basis[b * length + j];
        for (let j = 0; j < length; j++) basis[a * length + j] -= overlap * basis[b * length + j];
      }
    }
    let square = 0;
    for (let j = 0; j < length; j++) square += basis[a * length + j] ** 2;
    const scale = 1 / Math.sqrt(square);
    for (let j = 0; j < length; j++) basis[a * length + j] *= scale;
  }
  if (rows <= columns) return basis;
  const out = new Float64Array(rows * columns);
  for (let r = 0; r < rows; r++)
    for (let c = 0; c < columns; c++) out[r * columns + c] = basis[c * length + r];
  return out;
}
