import { describe, expect, test } from 'vitest';
import { backends } from '../../shared/compute/backends/index.ts';
import type { KernelIndividual } from '../../shared/compute/kernel.ts';
import { methods } from '../../shared/compute/methods/index.ts';
import type { Model } from '../../shared/model/model.ts';
import { individual, kernelFor, solve } from '../helpers/kernels.ts';
import { libraryModel, modelFromText } from '../helpers/library-model.ts';

/** Every operation of the language, in initial values, once, in rates and in observables. */
const everything = modelFromText(`model everything "Each operation somewhere"
treatments
  D within 1e-6 .. 100
parameters
  a population LogNormal(0, 1) within 0 .. 3
  b population LogNormal(0, 1)
  c population Normal(0, 1)
  n population LogNormal(0, 1)
  prec population LogNormal(0, 1)
states
  x starts at a * 0.5
  y starts at softplus(c) + D
definitions
  hoisted = (b * D)^n / (1 + b * D)^n + sqrt(a) - log(b + 1)
  moving = sigmoid(3 [1/h] * (t - b)) * tanh(x) + exp(-y) - relu(x - y)
rates
  x' = moving * hoisted - x * max(c, 0.1 * y)
  y' = a * x / (1 + x^2 + y^2) - clamp(b * y, 0.01, 2) + min(x, n)^1.5 * 0.1 - 0.1 * x^(c * c)
observables
  X = x + hoisted with precision prec * (1 + x)
  Y = pow(y, n) with precision prec
`);

/** Without corners, which adaptive steps would have to find. */
const smooth = modelFromText(`model smooth "Coupled and stiff"
treatments
  D within 1e-6 .. 100
parameters
  a population LogNormal(0, 1)
  b population LogNormal(0, 1)
  n population LogNormal(0, 1)
  fast population LogNormal(0, 1)
  prec population LogNormal(0, 1)
states
  x starts at a * 0.5
  y starts at b
  z starts at 0.1
rates
  x' = hill(D + y, a, n) - x * z
  y' = b * tanh(x) * exp(-0.3 [1/h] * t) - y / (1 + x^2)
  z' = fast * (x * y - z)
observables
  X = x + z with precision prec
  Y = log(1 + y) with precision prec
`);

const times = [0, 0.1, 0.35, 0.5, 0.5, 0.9, 1.4];
const readings = times.map((_, n) => 0.3 + 0.1 * Math.sin(3 * n));
const wells: readonly KernelIndividual[] = [
  individual(times, [0.7], [readings, readings.map((value, n) => (n % 3 === 1 ? null : value))]),
  individual(
    times.slice(0, 2),
    [0],
    [
      [null, 0.4],
      [null, null],
    ],
  ),
];

const adaptiveMethods = methods.filter(({ error }) => error !== null).map(({ id }) => id);
const givenSteps = methods.filter(({ error }) => error === null).map(({ id }) => id);

/** Central differences of the log likelihood, one parameter at a time. */
async function compareWithDifferences(
  model: Model,
  method: string,
  backend: string,
  individuals: readonly KernelIndividual[],
  draw: readonly number[],
  censoring = false,
): Promise<void> {
  // the gradient holds step lengths fixed; with tolerances this tight their change is beyond what differences see
  const adaptive = adaptiveMethods.includes(method);
  const control = adaptive ? { rtol: 1e-11, atol: 1e-13 } : {};
  // differences need all the digits there are
  const kernel = kernelFor(model, method, backend, { control, censoring, precision: 'float64' });
  const signals = model.observables.length;
  const count = draw.length;
  // draws of each series: the point itself, then two neighbours for each parameter
  const draws = 1 + 2 * count;
  const widths = draw.map((value) => 1e-6 * Math.max(Math.abs(value), 1e-3));
  const rows = individuals.length * draws;
  const parameters = new Float64Array(rows * count);
  for (let row = 0; row < rows; row++) {
    parameters.set(draw, row * count);
    const neighbour = (row % draws) - 1;
    if (neighbour < 0) continue;
    const moved = neighbour >> 1;
    const sign = neighbour % 2 === 0 ? 1 : -1;
    parameters[row * count + moved] = (draw[moved] as number) + sign * (widths[moved] as number);
  }
  const out = await solve(kernel, individuals, draws, parameters, signals);
  expect([...out.status].every((status) => status === 0)).toBe(true);
  for (let series = 0; series < individuals.length; series++) {
    const base = series * draws;
    const gradient = Array.from(out.gradient.subarray(base * count, (base + 1) * count));
    const differences = draw.map((_, p) => {
      const up = out.logLik[base + 1 + 2 * p] as number;
      const down = out.logLik[base + 2 + 2 * p] as number;
      return (up - down) / (2 * (widths[p] as number));
    });
    const size = Math.abs(out.logLik[base] as number);
    gradient.forEach((value, p) => {
      // truncation plus what rounding of logLik leaves of a difference
      const rounding = (1e-14 * Math.max(size, 1)) / (widths[p] as number);
      const tolerance =
        1e-6 * Math.max(Math.abs(value), 1e-3 * Math.max(...gradient.map(Math.abs))) + rounding;
      expect(Math.abs(value - (differences[p] as number)), `parameter ${p}, series ${series}`).toBeLessThan(
        tolerance,
      );
    });
  }
}

/** Every family of residual errors, correlated too; the first signal has censored readings. */
const families = modelFromText(`model families "Residual errors"
parameters
  k population LogNormal(0, 1)
  prec population LogNormal(0, 1)
  dof population LogNormal(1, 1)
  tau population LogNormal(0, 1)
states
  x starts at 1
rates
  x' = 0.3 - k * x
observables
  A = x with precision prec
  B = x with student precision prec * (1 + prediction) nu 2 + dof
  C = x^2 with laplace sd 0.3 / prec correlated over tau
  D = x with student precision prec nu 3 correlated over tau
  E = x with sd sqrt(0.01 + (prec * prediction)^2) correlated over 2 * tau
  F = x with sd sqrt(0.01 + (prec * prediction)^2) correlated over tau with white share clamp(0.1 * dof, 0.1, 0.5)
  G = x with sd 0.1 * prec with discrepancy sd prec over dof
  H = x with sd 0.1 * prec correlated over tau with white share 0.2 with discrepancy sd prec * prediction over dof
`);
const noisy = Array.from({ length: 8 }, (_, s) =>
  times.map((t, n) => (n === 2 + s ? null : Math.cos(2 * t + s))),
);
const censored: KernelIndividual = {
  ...individual(times, [], noisy),
  mask: Uint8Array.from(noisy.flat(), (value, n) =>
    value === null ? 0 : n < times.length && n % 2 === 1 ? 2 : 1,
  ),
};

describe.each(backends)('gradient on $id', ({ id: backend, runs }) => {
  const adaptiveHere = methods.filter((method) => method.error !== null && runs(method)).map(({ id }) => id);

  test.each(adaptiveHere)('along the accepted steps of %s', async (method) => {
    await compareWithDifferences(smooth, method, backend, wells, [0.8, 1.3, 1.7, 3, 2.5]);
    await compareWithDifferences(smooth, method, backend, wells, [1.9, 0.4, 0.6, 40, 11]);
  });

  test('of every family of residual errors, censored and correlated', async () => {
    await compareWithDifferences(families, 'rk4', backend, [censored], [0.7, 1.3, 2.2, 0.9], true);
    await compareWithDifferences(families, 'midpoint', backend, [censored], [1.5, 6, 0.4, 0.2], true);
  });

  test.each(givenSteps)('of every operation by %s', async (method) => {
    await compareWithDifferences(everything, method, backend, wells, [0.8, 1.3, 0.4, 1.7, 2.5]);
    await compareWithDifferences(everything, method, backend, wells, [1.9, 0.2, -0.6, 0.6, 11]);
  });

  test('of the double receiver, where limits bind too', async () => {
    const model = libraryModel('dr_constant');
    const draw = model.parameters.map(({ name, prior, value }) => {
      if (value !== null) return name === 'init_x' ? 0.01 : value + 0.02;
      return prior === null ? 1.7 : Math.exp(Math.min(prior.mu, 3) * 0.9);
    });
    const seriesEvery = (step_h: number): readonly KernelIndividual[] => {
      const grid = Array.from({ length: 40 }, (_, n) => n * step_h);
      const signals = model.observables.map((_, s) =>
        grid.map((t) => 0.1 * (s + 1) * (1 - Math.exp(-t / 5))),
      );
      return [individual(grid, [250, 0], signals), individual(grid, [0, 5000], signals)];
    };
    await compareWithDifferences(model, 'midpoint', backend, seriesEvery(0.4), draw);
    const beyond = model.parameters.map(({ limits }, index) =>
      limits !== null && index % 2 === 0 ? limits.upper * 1.5 : (draw[index] as number),
    );
    // LuxR is lost so fast at its limit that steps of 0.4 h run away
    await compareWithDifferences(model, 'modified-euler', backend, seriesEvery(0.2), beyond);
  });
});
