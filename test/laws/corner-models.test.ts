import { describe, expect, test } from 'vitest';
import { formatProblem } from '../../shared/base/problem.ts';
import { layerShapes } from '../../shared/compute/layer-shapes.ts';
import { parseModel } from '../../shared/model/parse-model.ts';
import { individual, kernelFor, solve } from '../helpers/kernels.ts';

/**
 * Models at their corners: a well without inducer, a state that starts at 0, a reading that is missing where the model
 * predicts nothing. The log likelihood is finite, so is its gradient, and it is that of differences, on every backend.
 */

interface Case {
  /** Right side of X' = ..., at C = 0. */
  readonly rate?: string;
  readonly observable?: string;
  readonly start?: string;
  readonly layers?: string;
  /** null: missing. */
  readonly readings?: readonly (number | null)[];
}

const times = [0, 0.5, 1, 2];
const usual: readonly (number | null)[] = [0.4, 0.3, 0.5, 0.2];
const lateReadings: readonly (number | null)[] = [null, 0.3, 0.5, 0.2];
const noReadings: readonly (number | null)[] = [null, null, null, null];

const cases: Readonly<Record<string, Case>> = {
  'a root of a ratio': { rate: 'k * (C / n)^0.5 + k - X' },
  'a learned power of a ratio': { rate: 'k * (C / k)^n + k - X' },
  'a power of 0 with exponent 0': { rate: 'k * (C * n)^(n - n) - X' },
  'a square root of a product': { rate: 'k * sqrt(C * n) + k - X' },
  'a guarded logarithm': { rate: '(if C > 0 then k * log(C / n) else 0) - n * X + k' },
  'a guarded entropy': { rate: 'k - (if C > 0 then C * log(C / k) else 0) - n * X' },
  'a guarded quotient': { rate: '(if C > 0 then k / C else n) - X' },
  'a guarded overflow': { rate: '(if C > 0 then exp(1000 * k / C) else n) - k * X' },
  'a floor under a logarithm': { rate: 'max(k * log(C / n), -0.1) + n - X' },
  'a lid on a quotient': { rate: 'k * min(n / C, 2) - X' },
  'limits around a logarithm': { rate: 'clamp(k * log(C), -0.2, 2) + n - X' },
  'an exponential of a quotient': { rate: 'exp(-k / C) + n - X' },
  'a Hill function by hand': { rate: 'n / (1 + (k / C)^n) + k - X' },
  'a Hill function of powers': { rate: 'n * C^n / (k^n + C^n) + k - X' },
  'an activation': { rate: 'hill(C, k, n) + n - X' },
  'an activation with a small coefficient': { rate: 'hill(C, k, 0.05 * n) + n - X' },
  'a repression': { rate: 'repression(C, k, n) - k * X' },
  'a saturated tanh': { rate: 'tanh(k / C) - n * X' },
  'a saturated sigmoid': { rate: 'sigmoid(k * log(C)) + n - X' },
  'a saturated softplus': { rate: 'softplus(k * log(C)) + n - X' },
  'a saturated sigmoid of a product that overflows': { rate: 'sigmoid(k * (n / C) * (n / C)) - n * X' },
  'a root of a state that starts at 0': { rate: 'k * sqrt(X) + n - X', start: '0' },
  'a learned power of a state that starts at 0': { rate: 'k * X^n + n - X', start: '0' },
  'an activation by a state that starts at 0': { rate: 'hill(X, k, n) + n - X', start: '0' },
  'an initial value that is a root of nothing': { start: 'sqrt(C * k) + n' },
  'a missing reading of a logarithm of 0': {
    observable: 'log(X) with precision prec',
    start: '0',
    readings: lateReadings,
  },
  'a missing reading of a quotient by 0': {
    observable: 'k * X / t with precision prec',
    readings: lateReadings,
  },
  'a missing reading with an sd of 0': {
    observable: 'X with sd n * prediction',
    start: '0',
    readings: lateReadings,
  },
  'a missing reading with an sd of 0, Laplace': {
    observable: 'X with laplace sd n * prediction',
    start: '0',
    readings: lateReadings,
  },
  'a missing reading with an sd of 0, Student': {
    observable: 'X with student sd n * prediction nu 4',
    start: '0',
    readings: lateReadings,
  },
  'a missing reading with an sd of 0, correlated': {
    observable: 'X with sd n * prediction correlated over k',
    start: '0',
    readings: lateReadings,
  },
  'a missing reading with an sd of 0, some of it white': {
    observable: 'X with sd n * prediction correlated over k with white share 0.2',
    start: '0',
    readings: lateReadings,
  },
  'a missing reading with a discrepancy of infinity': {
    observable: 'X with sd n with discrepancy sd k / prediction over k',
    start: '0',
    readings: lateReadings,
  },
  'no reading at all, and a precision of infinity': {
    observable: 'X with precision prec / C',
    readings: noReadings,
  },
  'no reading at all, and no prediction': {
    observable: 'log(C) * k with sd n * prediction',
    readings: noReadings,
  },
  'a network that reads a guarded logarithm': {
    rate: 'k * net.f - n * X',
    layers:
      'networks\n  deep = tanh layer of 3 from X, (if C > 0 then log(C) else 0)\n  net = sigmoid layer for f from deep\n',
  },
  'a network that reads a logarithm of 0': {
    rate: 'k * net.f - n * X',
    layers: 'networks\n  net = tanh layer for f from log(C)\n',
  },
};

function modelOf({ rate, observable, start, layers }: Case) {
  // a warning that a treatment or parameter is not used says nothing here
  const outcome = parseModel(
    `model m "Corner"
treatments
  C
parameters
  k population LogNormal(0, 1)
  n population LogNormal(0, 1)
  prec population LogNormal(4, 1)
states
  X starts at ${start ?? '0.5'}
${layers ?? ''}rates
  X' = ${rate ?? 'k - n * X'}
observables
  G = ${observable ?? 'X with precision prec'}
`,
    'corner.model',
  );
  if (!outcome.ok) throw new Error(outcome.problems.map(formatProblem).join('\n'));
  return outcome.value;
}

/** Not on a corner. */
const parameters = Float64Array.from([1.25, 0.75, 10]);

const runs = [
  ['interpreter', 'midpoint', undefined],
  ['javascript', 'midpoint', undefined],
  ['wasm', 'midpoint', 'float32'],
  ['wasm', 'midpoint', 'float64'],
  ['interpreter', 'tsit5', undefined],
  ['javascript', 'tsit5', undefined],
  ['wasm', 'tsit5', 'float64'],
  ['javascript', 'sdirk4', undefined],
] as const;

describe.each(Object.entries(cases))('%s', (_, corner) => {
  const model = modelOf(corner);
  const well = individual(times, [0], [corner.readings ?? usual]);
  const { length } = layerShapes(model, 0);
  const weights = Float64Array.from({ length }, (_, n) => Math.fround(Math.sin(3 * n + 1)));

  const solved = async (...[backend, method, precision]: (typeof runs)[number]) => {
    const kernel = kernelFor(model, method, backend, {
      control: { rtol: 1e-9, atol: 1e-11, maxSteps: 10000 },
      ...(precision === undefined ? {} : { precision }),
    });
    kernel.setWeights(weights);
    const at = (point: Float64Array) => solve(kernel, [well], 1, point, 1);
    return { kernel, at };
  };

  test('has a value, and the gradient of differences', async () => {
    const judges = new Map<string, Awaited<ReturnType<typeof solve>>>();
    for (const run of runs) {
      const [backend, method, precision] = run;
      const { at, kernel } = await solved(...run);
      const ours = await at(parameters);
      const where = run.join(' ');
      expect([...ours.status], where).toEqual([0]);
      expect(Number.isFinite(ours.logLik[0]), where).toBe(true);
      expect(ours.gradient.every(Number.isFinite), `${where}: ${ours.gradient}`).toBe(true);
      const judge = judges.get(method) ?? ours;
      judges.set(method, judge);
      const digits = precision === 'float32' ? 2e-4 : backend === 'wasm' ? 1e-7 : 0;
      const scale = Math.max(1, ...judge.gradient.map(Math.abs));
      ours.gradient.forEach((slope, n) => {
        expect(Math.abs(slope - (judge.gradient[n] as number)), where).toBeLessThanOrEqual(digits * scale);
      });
      if (precision === 'float32' || backend === 'wasm') continue;
      for (let n = 0; n < parameters.length; n++) {
        const step = 1e-5 * (parameters[n] as number);
        const [more, less] = [1, -1].map((sign) => parameters.map((p, m) => (m === n ? p + sign * step : p)));
        const rise = ((await at(more!)).logLik[0] as number) - ((await at(less!)).logLik[0] as number);
        // steps of the method's own choice change with the parameters
        const tolerance = method === 'midpoint' ? 1e-6 : 1e-3;
        const slope = ours.gradient[n] as number;
        expect(Math.abs(rise / (2 * step) - slope), `${where}, parameter ${n}`).toBeLessThan(
          tolerance * scale,
        );
      }
      await kernel.close();
    }
  });

  // of models without layers there is none
  if (corner.layers === undefined) return;

  test('adds numbers to the gradient of weights', async () => {
    for (const run of runs) {
      const { kernel } = await solved(...run);
      kernel.bind([well]);
      const weightGradient = new Float64Array(length);
      await kernel.logLikelihood(
        { individuals: Int32Array.of(0), draws: 1, parameters, rowWeights: Float64Array.of(1) },
        {
          logLik: new Float64Array(1),
          status: new Uint8Array(1),
          gradient: new Float64Array(parameters.length),
          weightGradient,
        },
      );
      expect(weightGradient.every(Number.isFinite), `${run.join(' ')}: ${weightGradient}`).toBe(true);
      await kernel.close();
    }
  });
});
