import { normalDistribution, normalQuantile } from '../../base/normal.ts';
import type { EtaPrior } from './eta-prior.ts';
import { fromNatural } from './transform.ts';

/**
 * The quantile of a prior in eta that a standard normal's value z is of the normal: eta of F^-1(Phi(z)). With z ~ N(0, 1) it
 * is a draw from the prior. Kumaraswamy (J. Hydrol. 46:79, 1980): F(s) = 1 - (1 - s^a)^b on (0, 1).
 */
export function priorQuantile({ spec, transform, mean, sd, normal }: EtaPrior, z: number): number {
  if (normal) return mean + sd * z;
  const [lower, upper] = [spec.lower ?? 0, spec.upper ?? 1];
  if (spec.distribution === 'TruncatedNormal') {
    // The tail that is nearer is counted from, or what lies far out would be rounded away.
    const [low, high] = [(lower - spec.mu) / spec.sigma, (upper - spec.mu) / spec.sigma];
    const side = low > 0 ? -1 : 1;
    const [from, to] = [normalDistribution(side * low), normalDistribution(side * high)];
    const p = from + (to - from) * normalDistribution(z);
    return fromNatural(transform, inside(spec.mu + spec.sigma * side * normalQuantile(p), lower, upper));
  }
  const rest = normalDistribution(-z) ** (1 / spec.sigma);
  const share = (1 - rest) ** (1 / spec.mu);
  return fromNatural(transform, inside(lower + (upper - lower) * share, lower, upper));
}

/** Rounding may put a value onto an end, where eta is infinite. */
function inside(value: number, lower: number, upper: number): number {
  const margin = 1e-12 * (upper - lower);
  return Math.min(Math.max(value, lower + margin), upper - margin);
}
