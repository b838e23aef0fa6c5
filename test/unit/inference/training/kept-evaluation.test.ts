import { describe, expect, test } from 'vitest';
import { restoreFit, serializeFit } from '../../../../shared/inference/training/checkpoint.ts';
import { initFit } from '../../../../shared/inference/training/fit.ts';
import { isBetter, keptEvaluation } from '../../../../shared/inference/training/kept-evaluation.ts';
import { runFit } from '../../../../shared/inference/training/run-fit.ts';
import { worsening } from '../../../../shared/inference/training/training-problems.ts';
import { everyLevel, freeHooks, planOf, train } from '../../../helpers/linear-fit.ts';
import { linearKernel, linearSettings } from '../../../helpers/linear-kernel.ts';

const wells = (...indices: number[]) => Int32Array.from(indices);
const settings = { ...linearSettings, epochs: 30, evaluateEvery: 1, evaluationDraws: 5 };
const split = { train: wells(0, 1, 2, 3), validation: wells(4, 5), heldOut: wells() };
const reported = planOf(everyLevel({ settings, split }));
const inner = planOf(
  everyLevel({
    settings: { ...settings, selection: 'inner' },
    split: { ...split, selecting: { fold: 2, wells: wells(6) } },
  }),
);

describe('the kept evaluation', () => {
  test('is the one with the highest elbo of the wells that choose, whatever the reported ones say', () => {
    const all = [
      { validationElbo: 3, selectionElbo: 1 },
      { validationElbo: 1, selectionElbo: 3 },
      { validationElbo: 2, selectionElbo: 3 },
    ] as const;
    expect(keptEvaluation(all)).toBe(all[1]);
    expect(keptEvaluation(all.map(({ validationElbo }) => ({ validationElbo })))).toEqual({
      validationElbo: 3,
    });
    const none = { validationElbo: 9, selectionElbo: Number.NaN };
    expect(isBetter(none, all[0])).toBe(false);
    expect(isBetter(all[0], none)).toBe(true);
    expect(keptEvaluation([])).toBeNull();
  });

  test('of a fit with inner selection is chosen by wells that nothing is reported of', async () => {
    const state = await train(inner, initFit(inner));
    const of = (key: 'validationElbo' | 'selectionElbo') =>
      state.evaluations.map((evaluation) => evaluation[key] ?? Number.NaN);
    const chosen = of('selectionElbo').indexOf(Math.max(...of('selectionElbo')));
    expect(state.best?.epoch).toBe(state.evaluations[chosen]?.epoch);
    expect(state.best?.validationElbo).toBe(of('validationElbo')[chosen]);
    // or this says nothing
    expect(of('validationElbo').indexOf(Math.max(...of('validationElbo')))).not.toBe(chosen);
    expect(state.history.at(-1)?.selectionElbo).toBe(of('selectionElbo').at(-1));
  });

  test('is chosen without a part in training: all other numbers are those without wells that choose', async () => {
    const [with_, without] = [await train(inner, initFit(inner)), await train(reported, initFit(reported))];
    expect(with_.weights).toEqual(without.weights);
    const shown = (state: typeof without) =>
      state.evaluations.map(({ trainElbo, validationElbo }) => [trainElbo, validationElbo]);
    expect(shown(with_)).toEqual(shown(without));
    expect(without.evaluations.some((one) => 'selectionElbo' in one)).toBe(false);
  });

  test('goes on from a checkpoint as it was, and not into a fit that others choose for', async () => {
    const whole = serializeFit(inner, await train(inner, initFit(inner)));
    const part = serializeFit(
      inner,
      await train(inner, initFit(inner), linearKernel(), ({ epoch }) => epoch === 7),
    );
    const restored = restoreFit(inner, part);
    if (!restored.ok) throw new Error('a checkpoint of its own');
    expect(serializeFit(inner, await train(inner, restored.value))).toEqual(whole);
    expect(restoreFit(reported, part).problems[0]?.message).toContain('--selection is reported, was inner');
    const others = { ...split, validation: wells(4), selecting: { fold: 2, wells: wells(6, 5) } };
    const other = planOf(everyLevel({ settings: inner.settings, split: others }));
    expect(restoreFit(other, part).ok).toBe(false);
  });

  test('that is the first and far the best says by which wells', () => {
    const state = initFit(inner);
    const one = { epoch: 1, step: 1, seconds: 0, trainElbo: 0, validationElbo: -500, selectionElbo: 0 };
    state.evaluations.push(one, { ...one, epoch: 2, validationElbo: 100, selectionElbo: -300 });
    state.best = { ...one, weights: state.weights };
    expect(worsening(inner, state)?.message).toContain('selection elbo 0.0 after epoch 1, at most -300.0');
  });
});

test('an elbo of the choosing wells that is no number stops training, as that of any other wells does', async () => {
  const features = inner.features.map((one, well) =>
    well === 6 ? { ...one, encoderInput: one.encoderInput.map(() => Number.NaN) } : one,
  );
  const hooks = { onStep() {}, onEvaluation() {}, onCheckpoint() {}, checkpointEverySeconds: 1e9 };
  const run = (plan: typeof inner) => runFit(plan, initFit(plan), linearKernel(), { ...hooks, ...freeHooks });
  expect(await run({ ...inner, features })).toMatchObject({
    status: 'failed',
    problems: [{ code: 'fit.notFinite' }],
  });
  expect((await run({ ...reported, features })).status).toBe('done');
});
