import { fillNormals } from '../../shared/base/random.ts';
import type { FitPlan } from '../../shared/inference/plan/fit-plan.ts';
import { everyLevel, planOf } from './linear-fit.ts';
import { linearExperiment, linearSpec, linearSplit, linearTimes, standardNormal } from './linear-kernel.ts';

/** So low that priors count. */
const prec = 0.5;
/** Sds of y given u, of a given y, of z given u. */
const sds = { y: 0.8, a: 0.5, z: 0.7 } as const;
const devices = 2;

export interface Moments {
  readonly mean: number;
  readonly sd: number;
}

export interface GaussianHierarchy {
  readonly plan: FitPlan;
  /** Of u, y of each device, then z and a of each training well. */
  readonly moments: readonly Moments[];
  /** log p(x), nats. */
  readonly evidence: number;
}

/**
 * All of it normal, so that its posterior and its evidence are known in closed form:
 *
 *     u ~ N(0, 1),  y_d ~ N(u, 0.8^2),  z_i ~ N(u, 0.7^2),  a_i ~ N(y_d(i), 0.5^2),
 *     A_t = z + u t,  B_t = y + a t,  with errors of variance 1 / prec.
 *
 * @param set the same number is always the same data.
 * @param sdOfZ what the plan takes the sd of z for; another than what it is: a plan that is wrong.
 */
export function gaussianHierarchy(set: number, wells: number, sdOfZ: number = sds.z): GaussianHierarchy {
  const normals = (individual: number, count: number): Float64Array => {
    const out = new Float64Array(count);
    fillNormals({ seed: 31, purpose: 'test', step: set, individual }, out);
    return out;
  };
  // one more well validates, which every plan has
  const all = wells + 1;
  const sources = normals(0, 1 + devices + 2 * all);
  const [u, ...rest] = rootsOf(all).map((row) => row.reduce((sum, r, n) => sum + r * (sources[n] ?? 0), 0));
  const errors = normals(1, 2 * all * linearTimes.length);
  let next = 0;
  const reading = (signal: number, t: number, well: number): number => {
    const [y, z, a] = [rest[well % devices], rest[devices + 2 * well], rest[devices + 2 * well + 1]];
    const line = signal === 0 ? (z ?? 0) + (u ?? 0) * t : (y ?? 0) + (a ?? 0) * t;
    return line + (errors[next++] ?? 0) / Math.sqrt(prec);
  };
  const spec = linearSpec(
    [
      ['u', 'population', standardNormal],
      ['y', 'group', { ...standardNormal, sigma: sds.y, muParameter: 'u' }],
      ['z', 'individual', { ...standardNormal, sigma: sdOfZ, muParameter: 'u' }],
      ['a', 'individual', { ...standardNormal, sigma: sds.a, muParameter: 'y' }],
    ],
    { prec },
  );
  const plan = planOf(
    everyLevel({ spec, experiment: linearExperiment(all, reading), split: linearSplit(all, 1) }),
  );
  return { plan, ...closedForm(plan, wells) };
}

/** theta = R e with e ~ N(0, I): the rows of R, for u, y of each device, z and a of each well. */
function rootsOf(wells: number): readonly Float64Array[] {
  const size = 1 + devices + 2 * wells;
  const unit = (at: number, length: number): Float64Array => {
    const row = new Float64Array(size);
    row[at] = length;
    return row;
  };
  const sum = (one: Float64Array | undefined, other: Float64Array): Float64Array =>
    other.map((value, n) => value + (one?.[n] ?? 0));
  const u = unit(0, 1);
  const ys = Array.from({ length: devices }, (_, d) => sum(u, unit(1 + d, sds.y)));
  const own = Array.from({ length: wells }, (_, well) => {
    const at = 1 + devices + 2 * well;
    return [sum(u, unit(at, sds.z)), sum(ys[well % devices], unit(at + 1, sds.a))];
  });
  return [u, ...ys, ...own.flat()];
}

/**
 * x = H R e + errors: with B = H R and P = I + prec B'B the posterior of e is N(prec P^-1 B'x, P^-1), and
 *
 *     log p(x) = (n log(prec / 2 pi) - log |P| - prec x'x + prec^2 (B'x)' P^-1 B'x) / 2.
 */
function closedForm({ individuals }: FitPlan, wells: number): Omit<GaussianHierarchy, 'plan'> {
  const roots = rootsOf(wells);
  const size = roots.length;
  const precision = Array.from({ length: size }, (_, i) =>
    Float64Array.from({ length: size }, (__, j) => (i === j ? 1 : 0)),
  );
  const pull = new Float64Array(size);
  let square = 0;
  let count = 0;
  const read = (x: number, level: Float64Array, slope: Float64Array, t: number): void => {
    const b = level.map((value, n) => value + (slope[n] ?? 0) * t);
    for (let i = 0; i < size; i++) {
      const row = precision[i] as Float64Array;
      for (let j = 0; j < size; j++) row[j] = (row[j] ?? 0) + prec * (b[i] ?? 0) * (b[j] ?? 0);
      pull[i] = (pull[i] ?? 0) + prec * (b[i] ?? 0) * x;
    }
    square += prec * x * x;
    count++;
  };
  for (let well = 0; well < wells; well++) {
    const { times_h = linearTimes, observations = pull } = individuals[well] ?? {};
    const rows = [0, 1 + (well % devices), 1 + devices + 2 * well, 2 + devices + 2 * well].map(
      (n) => roots[n],
    );
    const [u, y, z, a] = rows as [Float64Array, Float64Array, Float64Array, Float64Array];
    times_h.forEach((t, n) => {
      read(observations[n] ?? Number.NaN, z, u, t);
      read(observations[times_h.length + n] ?? Number.NaN, y, a, t);
    });
  }
  const { inverse, logDeterminant } = inverted(precision);
  const times = (row: Float64Array): Float64Array =>
    Float64Array.from(inverse, (column) => product(column, row));
  const mean = times(pull);
  return {
    moments: roots.map((row) => ({ mean: product(row, mean), sd: Math.sqrt(product(row, times(row))) })),
    evidence: 0.5 * (count * Math.log(prec / (2 * Math.PI)) - logDeterminant - square + product(pull, mean)),
  };
}

function product(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, n) => sum + value * (b[n] ?? 0), 0);
}

/** Of a positive definite matrix, by Gauss and Jordan. */
function inverted(matrix: readonly Float64Array[]): {
  readonly inverse: readonly Float64Array[];
  readonly logDeterminant: number;
} {
  const size = matrix.length;
  const rows = matrix.map((row, i) => {
    const wide = new Float64Array(2 * size);
    wide.set(row);
    wide[size + i] = 1;
    return wide;
  });
  let logDeterminant = 0;
  rows.forEach((pivot, k) => {
    const head = pivot[k] ?? Number.NaN;
    logDeterminant += Math.log(head);
    for (let n = 0; n < pivot.length; n++) pivot[n] = (pivot[n] ?? Number.NaN) / head;
    for (const row of rows) {
      if (row === pivot) continue;
      const share = row[k] ?? Number.NaN;
      for (let n = 0; n < row.length; n++) row[n] = (row[n] ?? Number.NaN) - share * (pivot[n] ?? Number.NaN);
    }
  });
  return { inverse: rows.map((row) => row.slice(size)), logDeterminant };
}
