import { describe, expect, test } from 'vitest';
import { backends } from '../../shared/compute/backends/index.ts';
import type { KernelIndividual } from '../../shared/compute/kernel.ts';
import type { Model } from '../../shared/model/model.ts';
import { denseLogDensity } from '../helpers/dense-normal.ts';
import { apart, float32Tolerance, individual, kernelFor, solve } from '../helpers/kernels.ts';
import { modelFromText } from '../helpers/library-model.ts';

/** Two readings at one instant, gaps from minutes to many hours, and one point without a reading. */
const times = [0, 0.02, 0.25, 0.3, 1, 1, 2.5, 2.6, 4, 9, 30];
const missing = new Set([3, 8]);
const readings = times.map((t, n) => (missing.has(n) ? null : 0.8 + 0.3 * Math.sin(2 * t + n)));
function wellsAt(at: readonly number[]): readonly KernelIndividual[] {
  return [
    individual(at, [], [readings]),
    // the first reading comes late, and only one more
    individual(at, [], [at.map((_, n) => (n === 4 || n === 9 ? (readings[n] ?? null) : null))]),
  ];
}

const wells = wellsAt(times);
/** Without white noise two readings at one instant are one, and their density has no bound. */
const apartWells = wellsAt(times.map((t, n) => (n === 5 ? 1.4 : t)));
const wellsFor = (form: string): readonly KernelIndividual[] =>
  form.includes('correlated') && !form.includes('share') ? apartWells : wells;

const names = ['u', 's', 'tau', 'w', 'd', 'long'] as const;
type Truth = Readonly<Record<(typeof names)[number], number>>;
const truth: Truth = { u: 0.7, s: 0.2, tau: 1.3, w: 0.3, d: 0.4, long: 5 };

/** x' = -x / 10 from u; `errors` as the language writes them. */
function flat(errors: string): Model {
  const used = (name: string): boolean => name === 'u' || new RegExp(`\\b${name}\\b`).test(errors);
  return modelFromText(`model flat "A slow decline"
parameters
${names
  .filter(used)
  .map((name) => `  ${name} population LogNormal(0, 1)`)
  .join('\n')}
states
  x starts at u
rates
  x' = -0.1 * x
observables
  A = x with ${errors}
`);
}

function parametersOf(model: Model, values: Truth): Float64Array {
  return Float64Array.from(model.parameters, ({ name }) => values[name as keyof Truth]);
}

interface Covariance {
  readonly prediction: readonly [number, number];
  readonly gap: number;
  /** The same for what is correlated by tau, where readings of one instant count as 1e-6 tau apart. */
  readonly spaced: number;
  readonly same: boolean;
}

const lasts = (gap: number, tau: number): number => Math.exp(-gap / tau);
const smooth = (gap: number, time: number): number => {
  const a = (Math.sqrt(3) * gap) / time;
  return (1 + a) * Math.exp(-a);
};

/** Each form of errors, and the covariance of two readings that it means. */
const forms: Readonly<Record<string, (of: Truth, pair: Covariance) => number>> = {
  'sd s correlated over tau with white share w': ({ s, tau, w }, { spaced, same }) =>
    s * s * ((1 - w) * lasts(spaced, tau) + (same ? w : 0)),
  'sd s * (0.1 + prediction) correlated over tau with white share w': (
    { s, tau, w },
    { prediction: [a, b], spaced, same },
  ) => s * s * (0.1 + a) * (0.1 + b) * ((1 - w) * lasts(spaced, tau) + (same ? w : 0)),
  'sd s with discrepancy sd d over long': ({ s, d, long }, { gap, same }) =>
    (same ? s * s : 0) + d * d * smooth(gap, long),
  'sd s with discrepancy sd d * prediction over long': ({ s, d, long }, { prediction: [a, b], gap, same }) =>
    (same ? s * s : 0) + d * d * a * b * smooth(gap, long),
  'sd s correlated over tau with white share w with discrepancy sd d over long': (
    { s, tau, w, d, long },
    { gap, spaced, same },
  ) => s * s * ((1 - w) * lasts(spaced, tau) + (same ? w : 0)) + d * d * smooth(gap, long),
  'sd s correlated over tau with discrepancy sd d * prediction over long': (
    { s, tau, d, long },
    { prediction: [a, b], gap },
  ) => s * s * lasts(gap, tau) + d * d * a * b * smooth(gap, long),
};

/** log density of a well's readings as one normal vector. */
function dense(form: string, of: Truth, { times_h, observations, mask }: KernelIndividual): number {
  const read = Array.from(times_h.keys()).filter((n) => mask[n] !== 0);
  const prediction = read.map((n) => of.u * Math.exp(-0.1 * (times_h[n] ?? 0)));
  const spaced: number[] = [];
  read.forEach((n, i) => {
    const gap = (times_h[n] ?? 0) - (times_h[read[i - 1] ?? n] ?? 0);
    spaced.push((spaced[i - 1] ?? 0) + (i === 0 ? 0 : Math.max(gap, 1e-6 * of.tau)));
  });
  const covariance = read.map((n, i) =>
    read.map((m, j) =>
      (forms[form] as (typeof forms)[string])(of, {
        prediction: [prediction[i] ?? 0, prediction[j] ?? 0],
        gap: Math.abs((times_h[n] ?? 0) - (times_h[m] ?? 0)),
        spaced: Math.abs((spaced[i] ?? 0) - (spaced[j] ?? 0)),
        same: i === j,
      }),
    ),
  );
  return denseLogDensity(
    read.map((n, i) => (observations[n] ?? 0) - (prediction[i] ?? 0)),
    covariance,
  );
}

const control = { rtol: 1e-12, atol: 1e-14 };

async function likelihoods(form: string, backend: string, values: readonly Truth[], of = wellsFor(form)) {
  const model = flat(form);
  const kernel = kernelFor(model, 'dormand-prince', backend, { control, precision: 'float64' });
  const rows = of.flatMap(() => values.map((one) => parametersOf(model, one)));
  const parameters = Float64Array.from(rows.flatMap((row) => [...row]));
  return solve(kernel, of, values.length, parameters, 1);
}

describe.each(backends)('errors that last, on $id', ({ id: backend }) => {
  test.each(Object.keys(forms))('%s: a normal vector with that covariance', async (form) => {
    const settings: readonly Truth[] = [
      truth,
      { ...truth, tau: 0.05, long: 0.4 },
      { ...truth, s: 0.02, w: 0.03, d: 2, long: 60 },
    ];
    const { logLik, status } = await likelihoods(form, backend, settings);
    expect([...status]).toEqual(Array(logLik.length).fill(0));
    wellsFor(form).forEach((well, index) => {
      settings.forEach((one, n) => {
        const expected = dense(form, one, well);
        expect(logLik[index * settings.length + n], `well ${index}, setting ${n}`).toBeCloseTo(
          expected,
          Math.abs(expected) > 1000 ? 3 : 7,
        );
      });
    });
  });

  test.each(Object.keys(forms))('%s: its slope is that of differences', async (form) => {
    const model = flat(form);
    const width = 1e-6;
    const moved = model.parameters.flatMap(({ name }) =>
      [width, -width].map((by) => ({ ...truth, [name]: truth[name as keyof Truth] + by })),
    );
    const { logLik, gradient } = await likelihoods(form, backend, [truth, ...moved]);
    const count = model.parameters.length;
    wells.forEach((_, index) => {
      const row = index * (moved.length + 1);
      model.parameters.forEach(({ name }, p) => {
        const slope = ((logLik[row + 1 + 2 * p] ?? 0) - (logLik[row + 2 + 2 * p] ?? 0)) / (2 * width);
        const own = gradient[row * count + p] ?? Number.NaN;
        expect(Math.abs(own - slope), `${name}, well ${index}`).toBeLessThan(
          1e-6 * Math.max(10, Math.abs(own)),
        );
      });
    });
  });

  test('a white share of 0 is none, and of 1 is independence', async () => {
    const of = async (errors: string, one: Truth = truth): Promise<readonly number[]> => {
      const { logLik } = await likelihoods(errors, backend, [one], apartWells);
      return [...logLik];
    };
    const correlated = await of('sd s correlated over tau');
    const independent = await of('sd s');
    expect(await of('sd s correlated over tau with white share 0')).toEqual(correlated);
    const shared = 'sd s correlated over tau with white share w';
    const close = (a: readonly number[], b: readonly number[]): void => {
      for (const [n, value] of a.entries()) expect(value).toBeCloseTo(b[n] ?? Number.NaN, 9);
    };
    close(await of('sd s correlated over tau with white share 1'), independent);
    close(await of(shared, { ...truth, w: 0 }), correlated);
    close(await of(shared, { ...truth, w: 1 }), independent);
    // what lies outside counts as the limit
    close(await of(shared, { ...truth, w: 7 }), independent);
    // and in between it is neither
    const [between] = await of(shared, { ...truth, w: 0.5 });
    for (const end of [correlated, independent])
      expect(Math.abs((between ?? 0) - (end[0] ?? 0))).toBeGreaterThan(0.1);
  });
});

test('a censored reading counts by the probability of at least that value, given those before', async () => {
  const grid = [0, 0.7, 1.5];
  const seen = [0.9, 0.75, 0.6];
  const censored: KernelIndividual = { ...individual(grid, [], [seen]), mask: Uint8Array.of(1, 2, 1) };
  for (const form of Object.keys(forms)) {
    const model = flat(form);
    const kernel = kernelFor(model, 'dormand-prince', 'javascript', { control, censoring: true });
    const { logLik } = await solve(kernel, [censored], 1, parametersOf(model, truth), 1);
    const upTo = (count: number, last = seen[count - 1] ?? 0): number => {
      const well = individual(grid.slice(0, count), [], [[...seen.slice(0, count - 1), last]]);
      return dense(form, truth, well);
    };
    // the density of the second reading given the first, summed over all values above what was read
    const width = 0.001;
    let above = 0;
    for (let value = (seen[1] ?? 0) + width / 2; value < 8; value += width)
      above += width * Math.exp(upTo(2, value) - upTo(1));
    // and the third takes the second for what it says
    const expected = upTo(1) + Math.log(above) + upTo(3) - upTo(2);
    expect(logLik[0], form).toBeCloseTo(expected, 5);
  }
});

test('float32 has them as float64 has, over a long run of close readings', async () => {
  const length = 400;
  const grid = Array.from({ length }, (_, n) => Math.fround(n / 20));
  const noise = grid.map((t, n) =>
    Math.fround(0.5 * Math.exp(-0.1 * t) + 0.02 * Math.sin(7 * n) + 0.05 * Math.cos(t / 3)),
  );
  const well = individual(grid, [], [noise]);
  for (const form of Object.keys(forms)) {
    const model = flat(form);
    const parameters = parametersOf(model, { u: 0.5, s: 0.03, tau: 1, w: 0.2, d: 0.1, long: 8 }).map(
      Math.fround,
    );
    const run = (backend: string, precision: 'float32' | 'float64') =>
      solve(kernelFor(model, 'midpoint', backend, { precision }), [well], 1, parameters, 1);
    const judge = await run('interpreter', 'float64');
    const found = apart(judge, await run('wasm', 'float32'), parameters);
    expect(found.compared).toBe(1);
    expect(found.logLik, form).toBeLessThan(float32Tolerance.logLik);
    expect(found.gradient, form).toBeLessThan(float32Tolerance.gradient);
  }
});
