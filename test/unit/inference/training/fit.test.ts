import { describe, expect, test } from 'vitest';
import type { Kernel } from '../../../../shared/compute/kernel.ts';
import { segment } from '../../../../shared/inference/guide/weight-layout.ts';
import { restoreFit, serializeFit } from '../../../../shared/inference/training/checkpoint.ts';
import { initFit, stepFit } from '../../../../shared/inference/training/fit.ts';
import {
  averageDecay,
  averagedWeights,
  isFinished,
} from '../../../../shared/inference/training/fit-state.ts';
import { runFit } from '../../../../shared/inference/training/run-fit.ts';
import { everyLevel, freeHooks, planOf, train, withPublishedParts } from '../../../helpers/linear-fit.ts';
import { linearKernel, linearSettings } from '../../../helpers/linear-kernel.ts';

const plan = planOf(everyLevel());

/** A kernel of which some trajectories have a log likelihood and a gradient too large for a number. */
function steepKernel(isSteep: (theta: Float64Array) => boolean): Kernel {
  const kernel = linearKernel();
  return {
    ...kernel,
    async logLikelihood(request, out) {
      await kernel.logLikelihood(request, out);
      out.status.forEach((_, t) => {
        if (isSteep(request.parameters.subarray(t * 5, t * 5 + 5)))
          out.gradient?.fill(Infinity, t * 5, t * 5 + 1);
      });
    },
  };
}

function bytesOf(outcome: ReturnType<typeof restoreFit>) {
  if (!outcome.ok) throw new Error(outcome.problems[0]?.message);
  return outcome.value;
}

describe('a fit', () => {
  test('gives the same bits for the same seed, others for another', async () => {
    const first = await train(plan, initFit(plan));
    const second = await train(plan, initFit(plan));
    expect(serializeFit(plan, second)).toEqual(serializeFit(plan, first));
    const other = planOf(everyLevel({ settings: { ...linearSettings, seed: 2 } }));
    expect((await train(other, initFit(other))).weights[0]).not.toBe(first.weights[0]);
  });

  test('interrupted after any step and resumed gives the same bits as undisturbed', async () => {
    const whole = serializeFit(plan, await train(plan, initFit(plan)));
    for (let stopAt = 1; stopAt <= 6; stopAt++) {
      const part = await train(plan, initFit(plan), linearKernel(), (state) => state.step === stopAt);
      const resumed = bytesOf(restoreFit(plan, serializeFit(plan, part)));
      expect(serializeFit(plan, await train(plan, resumed))).toEqual(whole);
    }
  });

  test('evaluating more often changes no training number', async () => {
    const often = planOf(everyLevel({ settings: { ...linearSettings, evaluateEvery: 1 } }));
    const state = await train(often, initFit(often));
    expect(state.evaluations.map((one) => one.epoch)).toEqual([1, 2, 3]);
    expect(Array.from(state.weights)).toEqual(Array.from((await train(plan, initFit(plan))).weights));
  });

  test('evaluates every n epochs and after the last, and keeps the best', async () => {
    const state = await train(plan, initFit(plan));
    expect(state.evaluations.map((one) => one.epoch)).toEqual([2, 3]);
    expect(state.history.map((row) => [row.epoch, row.step, row.validationElbo === null])).toEqual([
      [1, 2, true],
      [2, 4, false],
      [3, 6, false],
    ]);
    expect(state.best?.validationElbo).toBe(Math.max(...state.evaluations.map((one) => one.validationElbo)));
  });

  test('goes on from where it ended when given more epochs', async () => {
    const longer = planOf(everyLevel({ settings: { ...linearSettings, epochs: 5 } }));
    const ended = serializeFit(plan, await train(plan, initFit(plan)));
    const state = await train(longer, bytesOf(restoreFit(longer, ended)));
    const straight = await train(longer, initFit(longer));
    expect(state.epoch).toBe(5);
    expect(Array.from(state.weights)).toEqual(Array.from(straight.weights));
  });

  test('counts failed trajectories and stays finite', async () => {
    // theta = [z, u, y, a, prec]
    const kernel = linearKernel((theta) => (theta[0] as number) > 0);
    let failing = 0;
    const counting = linearKernel((theta) => {
      const fails = (theta[0] as number) > 0;
      if (fails) failing++;
      return fails;
    });
    counting.bind(plan.individuals);
    const info = await stepFit(plan, initFit(plan), counting, () => 0);
    expect(info.failedDraws).toBe(failing);
    expect(info.failedDraws).toBeGreaterThan(0);
    const state = await train(plan, initFit(plan), kernel);
    expect(state.history.every((row) => row.failedDraws > 0)).toBe(true);
    expect(Number.isFinite(state.best?.validationElbo)).toBe(true);
  });

  test('draws whose gradient overflows count in the bound, are counted, and teach nothing', async () => {
    const straight = initFit(plan);
    const plain = linearKernel();
    plain.bind(plan.individuals);
    const whole = await stepFit(plan, straight, plain, () => 0);
    const steep = (theta: Float64Array): boolean => (theta[0] as number) > 0;
    const kernel = steepKernel(steep);
    kernel.bind(plan.individuals);
    const state = initFit(plan);
    const info = await stepFit(plan, state, kernel, () => 0);
    expect(info.status).toBe('ok');
    expect(info.elbo).toBe(whole.elbo);
    expect(info.failedDraws).toBe(0);
    expect(info.drawsWithoutGradient).toBeGreaterThan(0);
    expect(Array.from(state.weights).every(Number.isFinite)).toBe(true);
    const restored = bytesOf(restoreFit(plan, serializeFit(plan, state)));
    expect(restored.drawsWithoutGradient).toBe(info.drawsWithoutGradient);
    const trained = await train(plan, initFit(plan), kernel);
    expect(trained.history.every((row) => (row.drawsWithoutGradient ?? 0) > 0)).toBe(true);
    expect(straight.drawsWithoutGradient).toBe(0);
  });

  test('where all draws of a well fail the bound is that of the stand-in, not a NaN', async () => {
    const state = await train(
      plan,
      initFit(plan),
      linearKernel(() => true),
    );
    expect(state.evaluations[0]?.validationElbo).toBe(-1e12);
  });
});

describe('weights', () => {
  test('the average is a weighted mean of the weights after each step', async () => {
    const state = initFit(plan);
    const kernel = linearKernel();
    kernel.bind(plan.individuals);
    let sum = 0;
    let total = 0;
    for (let step = 0; step < 5; step++) {
      await stepFit(plan, state, kernel, () => 0);
      const decay = averageDecay(step);
      sum = decay * sum + (1 - decay) * (state.weights[0] as number);
      total = decay * total + (1 - decay);
    }
    expect(averagedWeights(state)[0]).toBeCloseTo(sum / total, 12);
    expect(averageDecay(1e6)).toBe(0.99);
  });

  test('parts begin as the baseline is', () => {
    const { offset, length } = segment(plan.guide.layout, 'parts.a');
    expect([...initFit(plan).weights.subarray(offset, offset + length)]).toEqual(new Array(length).fill(0));
    const published = initFit(withPublishedParts(plan)).weights;
    for (const weight of published.subarray(offset, offset + length)) expect(weight).toBeGreaterThan(0);
  });

  test('a published part below the corner of its relu comes back when the data pull it up', async () => {
    const plan = withPublishedParts(planOf(everyLevel()));
    const { offset } = segment(plan.guide.layout, 'parts.a');
    const state = initFit(plan);
    state.weights[offset] = -0.05;
    const kernel = linearKernel();
    kernel.bind(plan.individuals);
    // Wells of device 1 have slopes of 1, 3 and 5 in signal B, the baseline value is 1.
    for (let step = 0; step < 10; step++) await stepFit(plan, state, kernel, () => 0);
    expect(state.weights[offset]).toBeGreaterThan(0);
  });
});

describe('the driver', () => {
  const quiet = {
    ...freeHooks,
    onStep: () => {},
    onEvaluation: () => {},
    onCheckpoint: () => {},
    checkpointEverySeconds: 1e9,
  };

  test('stops with a status when numbers are not finite', async () => {
    const state = initFit(plan);
    state.weights[0] = Number.NaN;
    const end = await runFit(plan, state, linearKernel(), quiet);
    expect([end.status, end.problems[0]?.code]).toEqual(['failed', 'fit.notFinite']);
    expect(state.step).toBe(0);
  });

  test('interrupted even within an evaluation, its last checkpoint leads to the same end', async () => {
    const whole = await train(plan, initFit(plan));
    for (const questions of [1, 3, 4, 5]) {
      let asked = 0;
      let saved = new Uint8Array();
      const hooks = {
        ...quiet,
        shouldStop: () => ++asked > questions,
        onCheckpoint: (bytes: Uint8Array) => {
          saved = Uint8Array.from(bytes);
        },
      };
      const end = await runFit(plan, initFit(plan), linearKernel(), hooks);
      expect(end.status).toBe('interrupted');
      const resumed = bytesOf(restoreFit(plan, saved));
      expect((await runFit(plan, resumed, linearKernel(), quiet)).status).toBe('done');
      expect(serializeFit(plan, resumed)).toEqual(serializeFit(plan, whole));
      expect(isFinished(plan, resumed)).toBe(true);
    }
  });

  test('tells of more than 1 % draws without a gradient', async () => {
    const kernel = steepKernel((theta) => (theta[0] as number) > 0);
    const end = await runFit(plan, initFit(plan), kernel, quiet);
    expect(end.status).toBe('done');
    expect(end.problems.map((problem) => problem.code)).toContain('fit.drawsWithoutGradient');
  });

  test('tells of more than 1 % failed draws', async () => {
    const end = await runFit(
      plan,
      initFit(plan),
      linearKernel((theta) => (theta[0] as number) > 0),
      quiet,
    );
    expect(end.problems.map((problem) => problem.code)).toEqual(['fit.failedDraws']);
  });
});
