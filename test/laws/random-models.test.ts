import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatProblem, hasError } from '../../shared/base/problem.ts';
import { backends } from '../../shared/compute/backends/index.ts';
import { layerShapes } from '../../shared/compute/layer-shapes.ts';
import { methods } from '../../shared/compute/methods/index.ts';
import type { Model } from '../../shared/model/model.ts';
import { parseModel } from '../../shared/model/parse-model.ts';
import { individual, kernelFor, type Likelihoods, solve } from '../helpers/kernels.ts';
import { randomModel } from '../helpers/random-model.ts';

const times = [0, 0.3, 0.5, 1.1, 1.2];
const readings = times.map((t, n) => (n === 2 ? null : Math.sin(t)));
const wells = [
  individual(times, [0.7], [readings, readings.toReversed()]),
  individual(
    [0, 1],
    [0],
    [
      [0.1, 0.2],
      [null, 0.3],
    ],
  ),
];

function modelOf(text: string): Model {
  const outcome = parseModel(text, 'random.model');
  if (!outcome.ok || hasError(outcome.problems))
    throw new Error(outcome.problems.map(formatProblem).join('\n'));
  return outcome.value;
}

async function solveOn(model: Model, backend: string, method: string): Promise<Likelihoods> {
  const kernel = kernelFor(model, method, backend, { control: { rtol: 1e-4, atol: 1e-6, maxSteps: 40 } });
  const { length } = layerShapes(model, 0);
  kernel.setWeights(Float64Array.from({ length }, (_, n) => Math.sin(3 * n + 1)));
  const draws = 2;
  const count = model.parameters.length;
  const parameters = Float64Array.from(
    { length: wells.length * draws * count },
    (_, n) => 0.1 + ((n * 0.37) % 2.3),
  );
  return solve(kernel, wells, draws, parameters, model.observables.length);
}

const judged = backends.map(({ id }) => id).filter((id) => id !== 'interpreter');

/** A thousand in four parts, each with a seed of its own, so that no single test is long. */
const parts = judged.flatMap((backend) => [1, 2, 3, 4].map((part) => [backend, part] as const));

test.each(parts)('random models agree between the interpreter and %s, part %d', async (backend, part) => {
  let solved = 0;
  await fc.assert(
    fc.asyncProperty(
      randomModel,
      fc.constantFrom(...methods.map(({ id }) => id)),
      async ({ text }, method) => {
        const model = modelOf(text);
        const judge = await solveOn(model, 'interpreter', method);
        const ours = await solveOn(model, backend, method);
        expect(ours.status).toEqual(judge.status);
        judge.status.forEach((status, row) => {
          if (status !== 0) return;
          solved++;
          expect(ours.logLik[row]).toBe(judge.logLik[row]);
          const width = model.parameters.length;
          expect(ours.gradient.subarray(row * width, (row + 1) * width)).toEqual(
            judge.gradient.subarray(row * width, (row + 1) * width),
          );
        });
      },
    ),
    { seed: 20240607 + part, numRuns: 250 },
  );
  // most of them must have a solution, or nothing was compared
  expect(solved).toBeGreaterThan(600);
});

test('60 states and 200 parameters', async () => {
  const states = Array.from({ length: 60 }, (_, i) => i);
  const model = modelOf(`model large "Chain of sixty"
treatments
  D within 0 .. 10
parameters
${Array.from({ length: 200 }, (_, i) => `  p${i} population LogNormal(0, 1)`).join('\n')}
states
${states.map((i) => `  s${i} starts at ${i === 0 ? 'D' : `0.01 * p${i}`}`).join('\n')}
rates
${states.map((i) => `  s${i}' = ${i === 0 ? '' : `p${i} * s${i - 1} / (1 + p${60 + i} * s${i - 1})`} - (0.1 + p${120 + i}) * s${i}`).join('\n')}
observables
  A = s59 with precision p0
  B = s30 + ${Array.from({ length: 20 }, (_, i) => `p${180 + i}`).join(' + ')} with precision p60
`);
  const judge = await solveOn(model, 'interpreter', 'midpoint');
  for (const backend of judged) {
    const ours = await solveOn(model, backend, 'midpoint');
    expect(ours.logLik).toEqual(judge.logLik);
    expect(ours.gradient).toEqual(judge.gradient);
  }
  expect([...judge.status]).toEqual([0, 0, 0, 0]);
});
