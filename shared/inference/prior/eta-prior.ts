import { halfLogTwoPi, normalDistribution } from '../../base/normal.ts';
import { logGamma } from '../../model/operations/special-values.ts';
import type { PriorSpec } from '../../model/prior.ts';
import { naturalSlope, sigmoid, type Transform, toNatural } from './transform.ts';

/**
 * A prior as a density of eta: log p(eta) = log p(theta) + log |dT/deta| (INFERENCE.md, 1). Normal and LogNormal are
 * normal in eta; TruncatedNormal, Kumaraswamy and LKJ (of one partial correlation) are not, and there `mean` and `sd` are their
 * moments in eta, which is where guides start and what limits the simulator's copy.
 */
export interface EtaPrior {
  readonly spec: PriorSpec;
  readonly transform: Transform;
  readonly mean: number;
  readonly sd: number;
  /** True: exactly normal(mean, sd) in eta. */
  readonly normal: boolean;
}

export function etaPrior(spec: PriorSpec): EtaPrior {
  if (spec.distribution === 'Normal' || spec.distribution === 'LogNormal') {
    const transform: Transform = { kind: spec.distribution === 'Normal' ? 'identity' : 'log' };
    return { spec, transform, mean: spec.mu, sd: spec.sigma, normal: true };
  }
  const transform: Transform = { kind: 'logit', lower: spec.lower ?? 0, upper: spec.upper ?? 1 };
  const rough: EtaPrior = { spec, transform, mean: 0, sd: 1, normal: false };
  const [mean, sd] = moments(
    (eta) => eta,
    (eta) => logDensity(rough, eta),
  );
  return { ...rough, mean, sd };
}

/** log p(eta), nats. */
export function logDensity(prior: EtaPrior, eta: number): number {
  if (prior.normal) {
    const z = (eta - prior.mean) / prior.sd;
    return -0.5 * z * z - Math.log(prior.sd) - halfLogTwoPi;
  }
  const { spec } = prior;
  if (spec.distribution === 'LKJ') {
    // 2 Beta(b, b) - 1 of 2 s - 1, s = sigmoid(eta)
    const b = spec.sigma;
    return b * (Math.log(sigmoid(eta)) + Math.log(sigmoid(-eta))) + logGamma(2 * b) - 2 * logGamma(b);
  }
  const theta = toNatural(prior.transform, eta);
  const jacobian = Math.log(naturalSlope(prior.transform, eta, theta));
  if (spec.distribution === 'TruncatedNormal') {
    const z = (theta - spec.mu) / spec.sigma;
    const [lower, upper] = bounds(spec);
    const mass =
      normalDistribution((upper - spec.mu) / spec.sigma) - normalDistribution((lower - spec.mu) / spec.sigma);
    return -0.5 * z * z - Math.log(spec.sigma) - halfLogTwoPi - Math.log(mass) + jacobian;
  }
  // Kumaraswamy on [lower, upper]: a b s^(a-1) (1 - s^a)^(b-1) / (upper - lower), s = sigmoid(eta).
  const [lower, upper] = bounds(spec);
  const a = spec.mu;
  const b = spec.sigma;
  const logS = Math.log(sigmoid(eta));
  const rest = Math.log(-Math.expm1(a * logS));
  return Math.log((a * b) / (upper - lower)) + (a - 1) * logS + (b - 1) * rest + jacobian;
}

/** d log p / d eta. */
export function logDensitySlope(prior: EtaPrior, eta: number): number {
  if (prior.normal) return (prior.mean - eta) / (prior.sd * prior.sd);
  const { spec } = prior;
  const theta = toNatural(prior.transform, eta);
  const jacobian = sigmoid(-eta) - sigmoid(eta);
  if (spec.distribution === 'LKJ') return spec.sigma * jacobian;
  if (spec.distribution === 'TruncatedNormal') {
    const slope = naturalSlope(prior.transform, eta, theta);
    return ((spec.mu - theta) / (spec.sigma * spec.sigma)) * slope + jacobian;
  }
  const a = spec.mu;
  const power = Math.exp(a * Math.log(sigmoid(eta)));
  return sigmoid(-eta) * (a - 1 - ((spec.sigma - 1) * a * power) / (1 - power)) + jacobian;
}

/** Mean and sd of theta under the prior, natural scale; null where they do not exist as finite numbers. */
export function naturalMoments(prior: EtaPrior): { readonly mean: number; readonly sd: number } {
  const { kind } = prior.transform;
  if (kind !== 'logit') return normalMoments(prior.transform, prior.mean, prior.sd);
  const [mean, sd] = moments(
    (eta) => toNatural(prior.transform, eta),
    (eta) => logDensity(prior, eta),
  );
  return { mean, sd };
}

/** Mean and sd of theta = T(eta) for eta ~ normal(mean, sd), natural scale. */
export function normalMoments(
  transform: Transform,
  mean: number,
  sd: number,
): { readonly mean: number; readonly sd: number } {
  if (transform.kind === 'identity') return { mean, sd };
  if (transform.kind === 'log') {
    const natural = Math.exp(mean + 0.5 * sd * sd);
    return { mean: natural, sd: natural * Math.sqrt(Math.expm1(sd * sd)) };
  }
  const [naturalMean, naturalSd] = moments(
    (z) => toNatural(transform, mean + sd * z),
    (z) => -0.5 * z * z,
  );
  return { mean: naturalMean, sd: naturalSd };
}

/** Mean and sd of f under exp(logWeight), by the trapezium rule on -30 .. 30, where all our densities have died out. */
function moments(f: (x: number) => number, logWeight: (x: number) => number): [number, number] {
  let total = 0;
  let first = 0;
  let second = 0;
  for (let i = -3000; i <= 3000; i++) {
    const x = i / 100;
    const weight = Math.exp(logWeight(x));
    if (!(weight > 0)) continue;
    const value = f(x);
    total += weight;
    first += weight * value;
    second += weight * value * value;
  }
  const mean = first / total;
  return [mean, Math.sqrt(Math.max(0, second / total - mean * mean))];
}

function bounds(spec: PriorSpec): [number, number] {
  return [spec.lower ?? 0, spec.upper ?? 1];
}
