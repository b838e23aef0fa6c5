import { halfLogTwoPi } from '../../../base/normal.ts';
import type { Code, Local } from '../../../wasm/code.ts';
import { get } from '../../../wasm/code.ts';
import { add, multiply } from '../../draws/simd/blocks.ts';

/**
 * A draw of a parameter that is normal in eta and independent of the others: m + s eps, with the guide's mean m and standard
 * deviation s = exp(-l / 2), l its log precision, and standard normal noise eps. The one place, here in JavaScript and below
 * as emitted code.
 */
export function etaOf(mean: number, scale: number, eps: number): number {
  return mean + scale * eps;
}

/** The same for two numbers at a time. */
export function emitEta(mean: Local, scale: Local, eps: Local): Code {
  return add(get(mean), multiply(get(scale), get(eps)));
}

/** log q(eta) of the draw with this noise: l/2 - eps^2/2 - log(2 pi)/2. */
export function logDensityOfDraw(logPrecision: number, eps: number): number {
  return 0.5 * logPrecision - 0.5 * eps * eps - halfLogTwoPi;
}
