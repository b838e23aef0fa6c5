import { fillNormals } from '../../shared/base/random.ts';
import type { FitPlan } from '../../shared/inference/plan/fit-plan.ts';
import { everyLevel, planOf } from './linear-fit.ts';
import { linearExperiment, linearSpec, linearSplit, standardNormal } from './linear-kernel.ts';

/** So low that priors count. */
const prec = 0.2;
const priorSdOfLogA = 0.5;

export interface QuadratureHierarchy {
  readonly plan: FitPlan;
  /** Means and sds of u and of log a, and log p(x), all by quadrature. */
  readonly u: { readonly mean: number; readonly sd: number };
  readonly logA: { readonly mean: number; readonly sd: number };
  readonly evidence: number;
}

/**
 * z_i ~ N(u, a), u ~ N(0, 1), log a ~ N(0, 0.5); A = z + u t, B = 0.3 + a t, with errors of precision `prec`: in it all but u and a
 * can be integrated by hand, and these on a grid.
 */
export function quadratureHierarchy(set: number, wells: number): QuadratureHierarchy {
  const normals = (individual: number, count: number): Float64Array => {
    const out = new Float64Array(count);
    fillNormals({ seed: 29, purpose: 'test', step: set, individual }, out);
    return out;
  };
  const [u = 0, logA = 0] = normals(0, 2).map((value, n) => (n === 0 ? value : priorSdOfLogA * value));
  const z = normals(1, wells + 1).map((value) => u + Math.exp(logA) * value);
  const errors = normals(2, (wells + 1) * 2 * 10);
  let next = 0;
  const reading = (signal: number, t: number, well: number): number =>
    (signal === 0 ? (z[well] ?? 0) + u * t : 0.3 + Math.exp(logA) * t) +
    (errors[next++] ?? 0) / Math.sqrt(prec);
  const learned = { ...standardNormal, muParameter: 'u', sigmaParameter: 'a' };
  const spec = linearSpec(
    [
      ['u', 'population', standardNormal],
      ['a', 'population', { ...standardNormal, distribution: 'LogNormal', sigma: priorSdOfLogA }],
      ['z', 'individual', learned],
    ],
    { prec, y: 0.3 },
  );
  // one more well validates, which every plan has
  const experiment = linearExperiment(wells + 1, reading);
  const plan = planOf(everyLevel({ spec, experiment, split: linearSplit(wells + 1, 1) }));
  return { plan, ...byQuadrature(plan) };
}

/** Half the width of the grid, and its points a side. */
const reach = 4.5;
const steps = 121;

function byQuadrature(plan: FitPlan): Omit<QuadratureHierarchy, 'plan'> {
  const width = (2 * reach) / (steps - 1);
  const at = Array.from({ length: steps }, (_, n) => -reach + n * width);
  const cells = at.flatMap((u) =>
    at.map((logA) => ({ u, logA, log: logJoint(plan, u, logA) + 2 * Math.log(width) })),
  );
  const most = cells.reduce((largest, { log }) => Math.max(largest, log), Number.NEGATIVE_INFINITY);
  const weights = cells.map(({ log }) => Math.exp(log - most));
  const sum = weights.reduce((total, one) => total + one, 0);
  const moments = (of: (cell: (typeof cells)[number]) => number) => {
    const mean = cells.reduce((total, cell, n) => total + (weights[n] ?? 0) * of(cell), 0) / sum;
    const square = cells.reduce((total, cell, n) => total + (weights[n] ?? 0) * (of(cell) - mean) ** 2, 0);
    return { mean, sd: Math.sqrt(square / sum) };
  };
  return {
    u: moments(({ u }) => u),
    logA: moments(({ logA }) => logA),
    evidence: most + Math.log(sum),
  };
}

function logNormal(x: number, mean: number, variance: number): number {
  return -0.5 * ((x - mean) ** 2 / variance + Math.log(2 * Math.PI * variance));
}

/** log p(u) p(log a) prod_i p(x_i | u, a): of a well's n readings of A the mean of A - u t tells z, and the rest does not. */
function logJoint({ individuals, split }: FitPlan, u: number, logA: number): number {
  const a = Math.exp(logA);
  let sum = logNormal(u, 0, 1) + logNormal(logA, 0, priorSdOfLogA ** 2);
  for (const well of split.train) {
    const individual = individuals[well];
    if (individual === undefined) throw new Error('every training well is there');
    const { times_h, observations } = individual;
    const n = times_h.length;
    const levels = Float64Array.from(times_h, (t, k) => (observations[k] ?? 0) - u * t);
    const mean = levels.reduce((total, one) => total + one, 0) / n;
    const scatter = levels.reduce((total, one) => total + (one - mean) ** 2, 0);
    sum += logNormal(mean, u, a * a + 1 / (prec * n));
    sum += 0.5 * (n - 1) * Math.log(prec / (2 * Math.PI)) - 0.5 * Math.log(n) - 0.5 * prec * scatter;
    times_h.forEach((t, k) => {
      sum += logNormal(observations[n + k] ?? 0, 0.3 + a * t, 1 / prec);
    });
  }
  return sum;
}
