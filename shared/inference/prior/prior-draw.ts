import { normalDistribution, normalQuantile } from '../../base/normal.ts';
import { type EtaPrior, logDensity } from './eta-prior.ts';
import { fromNatural } from './transform.ts';

/**
 * The quantile of a prior in eta that a standard normal's value z is of the normal: eta of F^-1(Phi(z)). With z ~ N(0, 1) it
 * is a draw from the prior. Kumaraswamy (J. Hydrol. 46:79, 1980): F(s) = 1 - (1 - s^a)^b on (0, 1).
 */
export function priorQuantile(prior: EtaPrior, z: number): number {
  const { spec, transform, mean, sd, normal } = prior;
  if (normal) return mean + sd * z;
  if (spec.distribution === 'LKJ')
    return -Math.sign(z) * lowerTailPlace(prior, normalDistribution(-Math.abs(z)));
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

/** Where a prior that is symmetric about eta = 0 has this much, below a half, at its lower end: 60 halvings of sums by Simpson's rule. */
function lowerTailPlace(prior: EtaPrior, share: number): number {
  // beyond it the density, which falls by exp(-sigma) in one, has died out
  const reach = 40 / prior.spec.sigma;
  let [low, high] = [-30 - reach, 0];
  for (let n = 0; n < 60; n++) {
    const middle = 0.5 * (low + high);
    if (massBelow(prior, middle, reach) < share) low = middle;
    else high = middle;
  }
  return Math.abs(0.5 * (low + high)) < 1e-12 ? 0 : 0.5 * (low + high);
}

const panels = 400;

function massBelow(prior: EtaPrior, eta: number, reach: number): number {
  const width = reach / panels;
  let sum = 0;
  for (let k = 0; k <= panels; k++) {
    const weight = k === 0 || k === panels ? 1 : k % 2 === 1 ? 4 : 2;
    sum += weight * Math.exp(logDensity(prior, eta - k * width));
  }
  return (sum * width) / 3;
}

/** Rounding may put a value onto an end, where eta is infinite. */
function inside(value: number, lower: number, upper: number): number {
  const margin = 1e-12 * (upper - lower);
  return Math.min(Math.max(value, lower + margin), upper - margin);
}
