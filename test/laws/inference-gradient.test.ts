import { describe, expect, test } from 'vitest';
import { fillNormals } from '../../shared/base/random.ts';
import type { Kernel } from '../../shared/compute/kernel.ts';
import { type BoundRequest, boundWorkspace } from '../../shared/inference/draws/bound-workspace.ts';
import {
  encoderBackward,
  encoderForward,
  encoderWorkspace,
} from '../../shared/inference/guide/encoder/encoder.ts';
import { pooledDifferences } from '../../shared/inference/guide/encoder/encoder-input.ts';
import type { FitPlan } from '../../shared/inference/plan/fit-plan.ts';
import type { PlanSources } from '../../shared/inference/plan/prepare-fit.ts';
import { initFit } from '../../shared/inference/training/fit.ts';
import { type Batch, sumGradient, weighDraws } from '../../shared/inference/training/passes.ts';
import { irregularExperiment } from '../helpers/irregular-wells.ts';
import { learningKernel, learningModel } from '../helpers/learning-model.ts';
import { everyLevel, planOf } from '../helpers/linear-fit.ts';
import { linearExperiment, linearKernel, linearSpec, standardNormal } from '../helpers/linear-kernel.ts';

/** Largest |analytic - central difference| over all weights, relative to the largest component of the same segment. */
async function gradientError(
  plan: FitPlan,
  kernel: Kernel = linearKernel(),
): Promise<{ error: number; bySegment: Map<string, number> }> {
  kernel.bind(plan.individuals);
  const weights = initFit(plan).weights;
  // Away from the start, so that no term vanishes by symmetry.
  const shift = new Float64Array(weights.length);
  fillNormals({ seed: 3, purpose: 'test', step: 0, individual: 0 }, shift);
  for (let i = 0; i < weights.length; i++) weights[i] = (weights[i] as number) + 0.2 * (shift[i] as number);
  const request: BoundRequest = { wells: plan.split.train, draws: 5, purpose: 'test', step: 0 };
  const workspace = boundWorkspace(plan, request.wells.length, request.wells.length * 5);
  const batch: Batch = { plan, weights, request, workspace };
  const loss = async (): Promise<number> => {
    await weighDraws(batch, kernel, false);
    return -workspace.bound.reduce((sum, bound) => sum + bound, 0) / request.wells.length;
  };
  const gradient = new Float64Array(weights.length);
  await weighDraws(batch, kernel, true);
  await sumGradient(batch, kernel, gradient);
  const bySegment = new Map<string, number>();
  let error = 0;
  for (const [name, { offset, length }] of plan.guide.layout.segments) {
    const segmentLargest = gradient
      .subarray(offset, offset + length)
      .reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    for (let i = offset; i < offset + length; i++) {
      const kept = weights[i] as number;
      const h = 1e-5;
      weights[i] = kept + h;
      const up = await loss();
      weights[i] = kept - h;
      const down = await loss();
      weights[i] = kept;
      const analytic = gradient[i] as number;
      if (segmentLargest > 0)
        error = Math.max(error, Math.abs(analytic - (up - down) / (2 * h)) / segmentLargest);
    }
    bySegment.set(name, segmentLargest);
  }
  return { error, bySegment };
}

describe('the gradient of the whole bound is its central difference', () => {
  test.each<[string, Partial<PlanSources>]>([
    ['every level, part values with a baseline', {}],
    [
      'part values without a baseline, a device without a part',
      {
        experiment: linearExperiment(7, (s, t, well) => Math.cos(2 * t + well) + s, [0, 1, null], null),
      },
    ],
    [
      'a part parameter with a prior, one device at the baseline',
      {
        spec: linearSpec(
          [
            ['z', 'individual', standardNormal],
            ['u', 'population', standardNormal],
            ['a', 'group', { ...standardNormal, distribution: 'LogNormal' }],
          ],
          { prec: 20, y: 0.3 },
        ),
      },
    ],
    ['wells with times of their own', { experiment: irregularExperiment(7) }],
    [
      'bounded priors',
      {
        spec: linearSpec(
          [
            [
              'z',
              'individual',
              { distribution: 'TruncatedNormal', mu: 0.5, sigma: 1, lower: -1, upper: 3, statesPrec: false },
            ],
            ['u', 'population', { distribution: 'Kumaraswamy', mu: 2, sigma: 1.5, statesPrec: false }],
          ],
          { prec: 20, y: 0.3 },
        ),
      },
    ],
  ])('%s', async (_, change) => {
    const { error, bySegment } = await gradientError(planOf(everyLevel(change)));
    expect(error).toBeLessThan(1e-6);
    for (const [name, largest] of bySegment) expect(`${name} ${largest > 1e-8}`).toBe(`${name} true`);
  });
});

test('the gradient through networks and a learned population is its central difference', async () => {
  const plan = planOf(everyLevel({ model: learningModel, spec: linearSpec([], {}) }));
  const { error, bySegment } = await gradientError(plan, learningKernel(plan));
  expect([...bySegment.keys()]).toContain('network');
  for (const [name, largest] of bySegment) expect(`${name} ${largest > 1e-8}`).toBe(`${name} true`);
  expect(error).toBeLessThan(1e-6);
});

test.each<[string, Partial<PlanSources>]>([
  ['of one grid', {}],
  ['of times of their own', { experiment: irregularExperiment(7) }],
])('the encoder of series %s alone: exact derivative of a weighted sum of its hidden layer', (_, change) => {
  const plan = planOf(everyLevel(change));
  const encoder = plan.guide.encoder;
  if (encoder === null) throw new Error('this plan has individual parameters');
  const weights = initFit(plan).weights;
  const inputs =
    encoder.shape.extra > 0
      ? plan.features
      : plan.experiment.individuals.map((one) => ({
          encoderInput: pooledDifferences(one, 2, encoder.shape.pool),
        }));
  const wells = Int32Array.of(3, 0, 6, 1, 4);
  const workspace = encoderWorkspace(encoder, wells.length);
  const seeds = workspace.hidden.map((_, n) => Math.sin(n + 1));
  const value = (): number => {
    encoderForward(encoder, weights, inputs, wells, workspace);
    return workspace.hidden.reduce((sum, h, n) => sum + h * (seeds[n] as number), 0);
  };
  value();
  workspace.hiddenGradient.set(seeds);
  const gradient = new Float64Array(weights.length);
  encoderBackward(encoder, weights, inputs, wells, workspace, gradient);
  const largest = gradient.reduce((most, one) => Math.max(most, Math.abs(one)), 0);
  for (const [name, { offset, length }] of plan.guide.layout.segments) {
    if (!name.startsWith('encoder.')) continue;
    for (let i = offset; i < offset + length; i++) {
      const kept = weights[i] as number;
      weights[i] = kept + 1e-5;
      const up = value();
      weights[i] = kept - 1e-5;
      const down = value();
      weights[i] = kept;
      // The dense layer's gain makes third derivatives large: the difference itself errs by 1e-6.
      expect(Math.abs((gradient[i] as number) - (up - down) / 2e-5)).toBeLessThan(1e-6 * largest);
    }
  }
});

test('folded pooling is convolution of differences, then pooling', () => {
  const plan = planOf(everyLevel());
  const encoder = plan.guide.encoder;
  if (encoder === null) throw new Error('this plan has individual parameters');
  const { filters, width, pool } = encoder.shape;
  const weights = initFit(plan).weights;
  const individual = plan.experiment.individuals[2];
  if (individual === undefined) throw new Error('there are seven wells');
  const workspace = encoderWorkspace(encoder, 1);
  const inputs = [{ encoderInput: pooledDifferences(individual, 2, pool) }];
  encoderForward(encoder, weights, inputs, Int32Array.of(0), workspace);
  const x = (s: number, t: number) => individual.observations[s * 10 + t] as number;
  for (let f = 0; f < filters; f++) {
    const convolved = Array.from({ length: 9 - width + 1 }, (_, t) => {
      let sum = weights[encoder.bias + f] as number;
      for (let s = 0; s < 2; s++) {
        for (let j = 0; j < width; j++) {
          sum +=
            (weights[encoder.weight + (f * 2 + s) * width + j] as number) * (x(s, t + j + 1) - x(s, t + j));
        }
      }
      return sum;
    });
    for (let t = 0; t < encoder.outputLength; t++) {
      const mean = convolved.slice(t, t + pool).reduce((sum, value) => sum + value, 0) / pool;
      expect(workspace.pooled[f * encoder.outputLength + t]).toBeCloseTo(mean, 12);
    }
  }
});
