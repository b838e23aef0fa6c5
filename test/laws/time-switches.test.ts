import { describe, expect, test } from 'vitest';
import { backends } from '../../shared/compute/backends/index.ts';
import { methods } from '../../shared/compute/methods/index.ts';
import type { Model } from '../../shared/model/model.ts';
import { individual, kernelFor, solve } from '../helpers/kernels.ts';
import { modelFromText } from '../helpers/library-model.ts';

const ownSteps = methods.filter(({ error }) => error !== null).map(({ id }) => id);
const cases = backends.flatMap(({ id, runs }) =>
  methods.filter(runs).map((method) => [id, method.id] as const),
);

const head = `treatments
  D
parameters
  on_at population LogNormal(0, 1) [h]
  lasting population LogNormal(0, 1) [h]
  made population LogNormal(0, 1)
  lost population LogNormal(0, 1)
  prec population LogNormal(0, 1)
`;
const tail = `observables
  G = P with precision prec
`;

function modelWith(rates: string, more = ''): Model {
  return modelFromText(
    `model pulse "A switch"\n${head}${more}states\n  P starts at 0.1\nrates\n${rates}${tail}`,
  );
}

const used = ' + 0 * D';
const pulse = modelWith(`  P' = (if t > on_at and t < on_at + lasting then made else 0) - lost * P${used}\n`);

/** P at the end of a pulse of any place and length, from P' = made - lost P while it lasts. */
function exactPulse(
  times: readonly number[],
  [on, lasting, made, lost]: readonly number[],
): readonly number[] {
  const from = on as number;
  const to = from + (lasting as number);
  const rate = lost as number;
  return times.map((t) => {
    const first = times[0] as number;
    const begun = Math.min(Math.max(from, first), t);
    const ended = Math.max(Math.min(to, t), begun);
    const produced =
      ((made as number) / rate) * (Math.exp(-rate * (t - ended)) - Math.exp(-rate * (t - begun)));
    return 0.1 * Math.exp(-rate * (t - first)) + produced;
  });
}

async function simulated(
  model: Model,
  backend: string,
  method: string,
  times: readonly number[],
  draws: readonly (readonly number[])[],
  dose = 0,
): Promise<readonly (readonly number[])[]> {
  const kernel = kernelFor(model, method, backend, {
    precision: 'float64',
    control: { rtol: 1e-9, atol: 1e-12 },
  });
  kernel.bind([individual(times, [dose], [times.map(() => null)])]);
  const states = new Float64Array(draws.length * times.length);
  const status = new Uint8Array(draws.length);
  await kernel.simulate(
    { individuals: Int32Array.of(0), draws: draws.length, parameters: Float64Array.from(draws.flat()) },
    { status, states },
  );
  await kernel.close();
  expect([...status]).toEqual(draws.map(() => 0));
  return draws.map((_, draw) => Array.from(states.subarray(draw * times.length, (draw + 1) * times.length)));
}

describe.each(cases)('%s, %s', (backend, method) => {
  const own = ownSteps.includes(method);

  test('a pulse of 0.001 h is felt wherever it is', async () => {
    // readings far apart, with steps at them and nowhere else
    const times = [0, 7, 10, 24];
    const places = [0.3, 1.7, 3.49, 3.5, 6.9995, 7, 8.5, 9.9, 13, 17.01, 20, 23.5];
    const draws = places.map((on) => [on, 0.001, 2000, 0.01, 1]);
    const states = await simulated(pulse, backend, method, times, draws);
    states.forEach((row, draw) => {
      exactPulse(times, draws[draw] as readonly number[]).forEach((value, n) => {
        // given steps say what is made, and when to within a step
        const tolerance = own ? 1e-6 : 0.35;
        expect(Math.abs((row[n] as number) - value), `pulse at ${places[draw]}, reading ${n}`).toBeLessThan(
          tolerance,
        );
      });
    });
  });

  test('agrees with the closed form', async () => {
    const times = Array.from({ length: 60 }, (_, n) => 0.25 * n);
    const draws = [
      [4, 3, 1.2, 0.4, 1],
      [0.01, 20, 0.3, 1.5, 1],
      [5.37, 0.11, 30, 0.2, 1],
      [40, 1, 1, 0.1, 1],
      [4.25, 0.25, 3, 0.3, 1],
    ];
    const states = await simulated(pulse, backend, method, times, draws);
    states.forEach((row, draw) => {
      const exact = exactPulse(times, draws[draw] as readonly number[]);
      const size = Math.max(...exact);
      const worst = Math.max(...row.map((value, n) => Math.abs(value - (exact[n] as number)))) / size;
      expect(worst, `draw ${draw}`).toBeLessThan(own ? 1e-7 : method === 'euler' ? 0.2 : 0.02);
    });
  });

  test('a switch at the first reading guards what has no value there', async () => {
    const model = modelWith(
      `  P' = (if t > 0 [h] then made * log(t / lasting) else 0) - lost * P + 0 * on_at / 1 [h]${used}\n`,
    );
    await compareWithDifferences(model, backend, method, [2.03, 1.31, 1.2, 0.4, 3]);
  });

  test.each(Object.entries(shapes()))('the gradient of %s', async (_, model) => {
    for (const draw of [
      [2.03, 1.31, 1.2, 0.4, 3],
      [1.11, 0.07, 9, 0.8, 3],
      [3.37, 0.91, 0.7, 0.2, 3],
    ]) {
      await compareWithDifferences(model, backend, method, draw);
    }
  });
});

function shapes(): Readonly<Record<string, Model>> {
  const rate = (text: string, more = ''): Model => modelWith(`  P' = ${text} - lost * P${used}\n`, more);
  return {
    'a pulse': pulse,
    'a step up': rate('(if t > on_at then made else lasting)'),
    'a step down, by a definition': rate(
      '(if since < lasting then made else 0.1)',
      'definitions\n  since = t - on_at\n',
    ),
    'time from the first reading': rate('(if t - t0 >= on_at then made * P else lasting)'),
    'time in other units': rate('(if 2 * t > on_at + lasting then made else 0.1)'),
    'a rate that decides': rate('(if lasting * t > on_at * 1 [h] then made else 0.2)'),
    'a dose that decides': rate('(if t < on_at / (1 + D) then made else lasting)'),
    'a switch in a switch': rate(
      '(if t > on_at then (if t < on_at + lasting then made else 0.3) else 0.1 * P)',
    ),
    'two outside': rate('(if t < on_at or t > on_at + lasting then made else 0.1 * P)'),
    'what has no value before it': rate(
      '(if t > on_at then made * sqrt(0.1 + (t - on_at) / 1 [h]) else lasting)',
    ),
    'a product of switches': rate(
      '(if t > on_at then made else 0.5) * (if t > on_at + lasting then 0.2 else 1 + P)',
    ),
    'a corner, the other way round': rate('made * min(0.5 [h], t - on_at) + lasting / 1 [h]'),
    'a ramp': rate('made * relu(t - on_at) * exp(-lasting / 1 [h] * P)'),
    'a corner': rate('made * max(t - on_at, 0 [h]) * exp(-lasting / 1 [h] * P)'),
  };
}

async function compareWithDifferences(
  model: Model,
  backend: string,
  method: string,
  draw: readonly number[],
): Promise<void> {
  const own = ownSteps.includes(method);
  const times = Array.from({ length: 21 }, (_, n) => 0.3 * n);
  const readings = times.map((t, n) => (n % 4 === 1 ? null : 0.3 + 0.2 * Math.sin(t)));
  const control = own ? { rtol: 1e-11, atol: 1e-13 } : {};
  const kernel = kernelFor(model, method, backend, { control, precision: 'float64' });
  const widths = draw.map((value) => 1e-5 * value);
  const rows = draw.flatMap((_, moved) =>
    [1, -1].map((sign) =>
      draw.map((value, p) => (p === moved ? value + sign * (widths[p] as number) : value)),
    ),
  );
  const parameters = Float64Array.from([draw, ...rows].flat());
  const out = await solve(kernel, [individual(times, [0.4], [readings])], 1 + rows.length, parameters, 1);
  await kernel.close();
  expect([...out.status].every((status) => status === 0)).toBe(true);
  const gradient = Array.from(out.gradient.subarray(0, draw.length));
  const largest = Math.max(...gradient.map((value, p) => Math.abs(value * (draw[p] as number))));
  gradient.forEach((value, p) => {
    const up = out.logLik[1 + 2 * p] as number;
    const down = out.logLik[2 + 2 * p] as number;
    const difference = (up - down) / (2 * (widths[p] as number));
    const off = Math.abs(value - difference) * (draw[p] as number);
    expect(off, `${model.parameters[p]?.name}: ${value}, differences ${difference}`).toBeLessThan(
      3e-5 * Math.max(largest, 1e-3),
    );
  });
}
