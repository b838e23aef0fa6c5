import { fillNormals, type RandomStream } from '../../../base/random.ts';

/** Degrees of freedom of proposals: tails heavy enough that no weight is without bound, light enough to waste few draws. */
export const studentFreedom = 10;
const nu = studentFreedom;

/** A draw of the standard multivariate t, and its log density there, nats. @param out [dimension]. */
export function drawStudent(stream: RandomStream, out: Float64Array): number {
  const n = out.length;
  const normals = new Float64Array(n + nu);
  fillNormals(stream, normals);
  let chiSquare = 0;
  for (let i = n; i < n + nu; i++) chiSquare += normals[i] * normals[i];
  const scale = Math.sqrt(nu / chiSquare);
  for (let i = 0; i < n; i++) out[i] = scale * normals[i];
  return studentLogDensity(out);
}

/** log density of the same t at x, nats. */
export function studentLogDensity(x: Float64Array): number {
  const n = x.length;
  let squares = 0;
  for (const one of x) squares += one * one;
  return logGammaRatio(n) - 0.5 * n * Math.log(nu * Math.PI) - 0.5 * (nu + n) * Math.log1p(squares / nu);
}

/** log (Gamma((nu + n) / 2) / Gamma(nu / 2)) for whole n, nu even. */
function logGammaRatio(n: number): number {
  const half = nu / 2;
  // Gamma(half + 1/2) / Gamma(half) from Gamma(1/2) = sqrt(pi)
  let log = 0;
  if (n % 2 === 1) {
    log = 0.5 * Math.log(Math.PI);
    for (let k = 0; k < half; k++) log += Math.log(k + 0.5);
    for (let k = 1; k < half; k++) log -= Math.log(k);
  }
  const start = half + (n % 2) / 2;
  for (let k = 0; k < Math.floor(n / 2); k++) log += Math.log(start + k);
  return log;
}
