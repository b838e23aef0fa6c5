import { describe, expect, test } from 'vitest';
import { fillNormals } from '../../shared/base/random.ts';
import { backends } from '../../shared/compute/backends/index.ts';
import { trajectoryStatus } from '../../shared/compute/kernel.ts';
import { methods } from '../../shared/compute/methods/index.ts';
import type { Model } from '../../shared/model/model.ts';
import { individual, kernelFor, solve } from '../helpers/kernels.ts';
import { libraryModel, modelFromText } from '../helpers/library-model.ts';
import { explicitMethods, statusOf } from '../helpers/trajectory-statuses.ts';

const backendIds = backends.map(({ id }) => id);

/** |R(z)| = 1 of a table on the negative real axis, by bisection: where steps of x' = -z x / h begin to grow. */
function realLimit(id: string): number {
  const method = methods.find((one) => one.id === id) as (typeof methods)[number];
  const growth = (z: number): number => {
    const slopes: number[] = [];
    for (const row of method.a) {
      slopes.push(-z * (1 + row.reduce((sum, a, stage) => sum + a * (slopes[stage] as number), 0)));
    }
    return Math.abs(1 + method.b.reduce((sum, b, stage) => sum + b * (slopes[stage] as number), 0));
  };
  let [low, high] = [0.1, 10];
  for (let halving = 0; halving < 50; halving++) {
    const middle = (low + high) / 2;
    if (growth(middle) < 1) low = middle;
    else high = middle;
  }
  return low;
}

const relaxing = modelFromText(`model relaxing "Made and lost, scaled by anything"
parameters
  made population LogNormal(0, 1)
  lost population LogNormal(0, 1)
  other population LogNormal(0, 1)
  prec population LogNormal(4, 1)
states
  X starts at 0
  Y starts at other
rates
  X' = made - lost * X
  Y' = 0.1 [1/h] * Y
observables
  G = X with precision prec
`);

describe.each(backendIds)('%s', (backend) => {
  test.each(explicitMethods)(
    '%s is unstable beyond the limit of its table and nowhere before it',
    async (method) => {
      const limit = realLimit(method);
      const times = Array.from({ length: 201 }, (_, n) => 0.25 * n);
      const at = (share: number): number => (share * limit) / 0.25;
      const draws = [0.02, 0.5, 0.97, 1.06, 1.2].flatMap((share) => [
        [1, at(share), 1, 1],
        [1e-9, at(share), 1e9, 1],
        [1e6, at(share), 1e-6, 1],
      ]);
      const status = await statusOf(relaxing, backend, method, times, draws);
      // far beyond it numbers may overflow in single precision
      expect(status.slice(0, 9)).toEqual(Array(9).fill('ok'));
      expect(status.slice(9).filter((one) => one !== 'unstable' && one !== 'notFinite')).toEqual([]);
      expect(status.slice(9, 12)).toEqual(Array(3).fill('unstable'));
    },
  );

  test.each(explicitMethods)('%s is unstable in a single step, however much too long', async (method) => {
    const draws = [20, 1e3, 1e6].map((lost) => [1, lost, 1, 1]);
    const status = await statusOf(relaxing, backend, method, [0, 1], draws);
    expect(status.filter((one) => one === 'ok')).toEqual([]);
    expect(status[0]).toBe('unstable');
  });

  test('what explodes and comes down again is seen on its way', async () => {
    const shifting = modelFromText(`model shifting "Fast at first"
parameters
  fast population LogNormal(0, 1)
  prec population LogNormal(4, 1)
states
  X starts at 0
rates
  X' = 1 - fast * exp(-(t / 6 [h])^8) * X - 0.05 * X
observables
  G = X with precision prec
`);
    const times = Array.from({ length: 101 }, (_, n) => 0.15 * n);
    expect(
      await statusOf(shifting, backend, 'midpoint', times, [
        [10, 1],
        [40, 1],
      ]),
    ).toEqual(['ok', 'unstable']);
  });

  test('sub-steps that are short enough are not', async () => {
    const kernel = kernelFor(relaxing, 'midpoint', backend, { control: { substeps: 8 } });
    const times = Array.from({ length: 20 }, (_, n) => n);
    const well = individual(times, [], [times.map(() => 0.1)]);
    const out = await solve(kernel, [well], 2, Float64Array.of(1, 15, 1, 1, 1, 17, 1, 1), 1);
    await kernel.close();
    expect(Array.from(out.status, (code) => trajectoryStatus[code])).toEqual(['ok', 'unstable']);
    expect([...out.gradient.subarray(4)]).toEqual([0, 0, 0, 0]);
  });
});

/** Binding that is fast beside all else, and an oscillator: no single rate is that of a state. */
const others: Readonly<
  Record<string, { readonly text: string; readonly good: readonly number[]; readonly bad: readonly number[] }>
> = {
  binding: {
    text: `model binding "Two bind and part"
parameters
  on population LogNormal(0, 1)
  off population LogNormal(0, 1)
  prec population LogNormal(4, 1)
states
  A starts at 2
  B starts at 1
  C starts at 0
rates
  A' = 0.1 - on * A * B + off * C
  B' = 0.1 - on * A * B + off * C
  C' = on * A * B - off * C
observables
  G = C with precision prec
`,
    good: [1, 0.5, 1],
    bad: [6, 40, 1],
  },
  turning: {
    text: `model turning "Round and round"
parameters
  speed population LogNormal(0, 1)
  loss population LogNormal(0, 1)
  prec population LogNormal(4, 1)
states
  X starts at 1
  Y starts at 0
rates
  X' = speed * Y - loss * X
  Y' = -speed * X - loss * Y
observables
  G = X with precision prec
`,
    good: [3, 0.1, 1],
    bad: [16, 1, 1],
  },
  'two tanks': {
    text: `model tanks "A fast exchange and a slow loss"
parameters
  exchange population LogNormal(0, 1)
  loss population LogNormal(0, 1)
  prec population LogNormal(4, 1)
states
  X starts at 1e-6
  Y starts at 0
rates
  X' = exchange * (Y - X)
  Y' = exchange * (X - Y) - loss * Y
observables
  G = X with precision prec
`,
    good: [2, 0.5, 1],
    bad: [9, 0.5, 1],
  },
};

test.each(Object.entries(others))('%s', async (_, { text, good, bad }) => {
  const model = modelFromText(text);
  const times = Array.from({ length: 80 }, (__, n) => 0.2 * n);
  for (const backend of backendIds) {
    for (const method of ['euler', 'midpoint', 'heun', 'rk4']) {
      const [first, second] = await statusOf(model, backend, method, times, [good, bad]);
      expect([backend, method, first]).toEqual([backend, method, 'ok']);
      expect(['unstable', 'notFinite'], `${backend}, ${method}`).toContain(second);
    }
  }
});

/** The published grid: about a hundred readings over seventeen hours. */
test.each(['dr_constant', 'degrader_constant', 'relay_constant_precisions', 'inducer_constant'])(
  'midpoint on draws of the priors of %s is unstable only where it is wrong',
  async (id) => {
    const model = libraryModel(id);
    const draws = 200;
    const points = 100;
    const count = model.parameters.length;
    const normals = new Float64Array(draws * count);
    fillNormals({ seed: 3, purpose: 'test', step: 0, individual: 0 }, normals);
    const parameters = normals.map((z, index) => {
      const { name, prior, value, limits, part, carries } = model.parameters[
        index % count
      ] as Model['parameters'][number];
      if (carries !== undefined) return 1;
      if (part) return 1.4 + 0.1 * z;
      if (value !== null) return name.startsWith('init') ? value + 0.02 * Math.exp(0.2 * z) : value;
      const x = (prior?.mu ?? 0) + (prior?.sigma ?? 0.5) * z;
      const typical = prior?.distribution === 'Normal' ? x : Math.exp(x);
      return limits === null ? typical : Math.min(Math.max(typical, limits.lower), limits.upper);
    });
    const times = Array.from({ length: points }, (_, n) => 0.17 * n);
    const well = individual(
      times,
      model.treatments.map(() => 20),
      model.observables.map(() => times.map(() => 0.1)),
    );
    const simulate = async (method: string, backend: string) => {
      const kernel = kernelFor(model, method, backend, {});
      kernel.bind([well]);
      const states = new Float64Array(draws * model.states.length * points);
      const status = new Uint8Array(draws);
      await kernel.simulate({ individuals: Int32Array.of(0), draws, parameters }, { status, states });
      await kernel.close();
      return { states, status };
    };
    const truth = await simulate('dormand-prince', 'javascript');
    for (const backend of ['javascript', 'wasm']) {
      const { states, status } = await simulate('midpoint', backend);
      const width = model.states.length * points;
      for (let draw = 0; draw < draws; draw++) {
        let apart = 0;
        for (let row = draw * width; row < (draw + 1) * width; row += points) {
          const size = Math.max(...truth.states.subarray(row, row + points).map(Math.abs));
          const worst = Math.max(
            ...Array.from({ length: points }, (_, n) =>
              Math.abs((states[row + n] as number) - (truth.states[row + n] as number)),
            ),
          );
          if (size > 0) apart = Math.max(apart, worst / size);
        }
        const name = trajectoryStatus[status[draw] as number];
        // NaN where it went beyond all numbers
        if (name === 'unstable') expect(apart < 0.3, `draw ${draw} on ${backend}, ${apart}`).toBe(false);
        if (name === 'ok') expect(apart, `draw ${draw} on ${backend}`).toBeLessThan(1);
      }
      expect(status.filter((code) => code === 0).length).toBeGreaterThan(0.8 * draws);
    }
  },
);
