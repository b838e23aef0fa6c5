import { describe, expect, test } from 'vitest';
import type { FitPlan } from '../../../../shared/inference/plan/fit-plan.ts';
import { jointDensity } from '../../../../shared/inference/posterior/joint/joint-density.ts';
import { jointLayout } from '../../../../shared/inference/posterior/joint/joint-layout.ts';
import {
  restorePosterior,
  serializePosterior,
} from '../../../../shared/inference/posterior/posterior-checkpoint.ts';
import {
  type PosteriorState,
  startPosterior,
} from '../../../../shared/inference/posterior/posterior-state.ts';
import { samplePosterior } from '../../../../shared/inference/posterior/sample-posterior.ts';
import { serializeFit } from '../../../../shared/inference/training/checkpoint.ts';
import { initFit } from '../../../../shared/inference/training/fit.ts';
import { everyLevel, planOf } from '../../../helpers/linear-fit.ts';
import { linearKernel, linearSettings } from '../../../helpers/linear-kernel.ts';

const sampling = { ...linearSettings, posterior: 'nuts', warmup: 30, epochs: 50 } as const;
const plan = planOf(everyLevel({ settings: sampling }));
const layout = jointLayout(plan, plan.split.train);

/** Samples until a transition of any chain is the `stop`-th; left out: to the end. */
async function sampled(state: PosteriorState, stop = Number.POSITIVE_INFINITY, of: FitPlan = plan) {
  const kernel = linearKernel();
  kernel.bind(of.individuals);
  const density = jointDensity(of, layout, kernel, 4);
  let made = 0;
  const { seed, warmup, epochs } = of.settings;
  await samplePosterior(
    density,
    density,
    state,
    { seed, warmup, draws: epochs - warmup },
    {
      now: () => 0,
      shouldStop: async () => made >= stop,
      onTransition: () => {
        made++;
      },
      onStage: () => {},
    },
  );
  return state;
}

function restored(bytes: Uint8Array, of: FitPlan = plan): PosteriorState {
  const state = restorePosterior(of, layout, bytes);
  if (!state.ok) throw new Error(state.problems.map(({ message }) => message).join());
  return state.value;
}

describe('a checkpoint of chains', () => {
  test.each([0, 3, 25, 90, 130, 190])(
    'after %i transitions is gone on with to the same bits',
    async (stop) => {
      const whole = await sampled(startPosterior(4));
      const begun = await sampled(startPosterior(4), stop);
      const bytes = serializePosterior(plan, begun);
      const again = restored(bytes);
      expect(serializePosterior(plan, again)).toEqual(bytes);
      const ended = await sampled(again);
      expect(ended.record).toEqual(whole.record);
      expect(ended.whitening).toEqual(whole.whitening);
    },
  );

  test('of chains that are done is taken up as it is, also where warming up was not a round number', async () => {
    const ended = await sampled(startPosterior(4));
    // of 30 transitions five stretches make 32
    expect(ended.chains.map(({ iteration }) => iteration)).toEqual([52, 52, 52, 52]);
    const again = restored(serializePosterior(plan, ended));
    expect(again.record).toEqual(ended.record);
    expect(again.stretch).toBe(ended.stretch);
  });

  test('lies in memory anywhere', async () => {
    const bytes = serializePosterior(plan, await sampled(startPosterior(4), 150));
    const shifted = new Uint8Array(bytes.length + 3);
    shifted.set(bytes, 3);
    expect(restored(shifted.subarray(3))).toEqual(restored(bytes));
  });

  test('that is done is gone on with to more draws, which follow on those it has', async () => {
    const done = await sampled(startPosterior(4));
    const longer = planOf(everyLevel({ settings: { ...sampling, epochs: 70 } }));
    const more = await sampled(restored(serializePosterior(plan, done), longer), undefined, longer);
    const once = await sampled(startPosterior(4), undefined, longer);
    expect(more.record).toEqual(once.record);
    expect(more.record.map(({ draws }) => draws.length)).toEqual([40, 40, 40, 40]);
  });

  test('of other settings, of another kind, damaged or cut is refused', async () => {
    const bytes = serializePosterior(plan, await sampled(startPosterior(4), 90));
    const codes = (of: FitPlan, given: Uint8Array) =>
      restorePosterior(of, layout, given).problems.map(({ code }) => code);
    expect(codes(planOf(everyLevel({ settings: { ...sampling, warmup: 20 } })), bytes)).toEqual([
      'checkpoint.otherFit',
    ]);
    expect(codes(planOf(everyLevel({ settings: { ...sampling, seed: 9 } })), bytes)).toEqual([
      'checkpoint.otherFit',
    ]);
    expect(codes(planOf(everyLevel({ settings: { ...sampling, epochs: 21, warmup: 30 } })), bytes)).toEqual([
      'fit.fewerEpochs',
    ]);
    expect(codes(plan, serializeFit(plan, initFit(plan)))).toEqual(['checkpoint.notACheckpoint']);
    expect(codes(plan, bytes.subarray(0, bytes.length - 1))).toEqual(['checkpoint.truncated']);
    expect(codes(plan, bytes.with(200, (bytes[200] ?? 0) ^ 1))).toEqual(['checkpoint.corrupt']);
  });
});
