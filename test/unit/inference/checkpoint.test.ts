import { expect, test } from 'vitest';
import { restoreFit, serializeFit } from '../../../shared/inference/checkpoint.ts';
import { initFit } from '../../../shared/inference/fit.ts';
import { everyLevel, planOf, train } from '../../helpers/linear-fit.ts';
import {
  linearExperiment,
  linearSettings,
  linearSpec,
  linearSplit,
  standardNormal,
} from '../../helpers/linear-kernel.ts';

const request = everyLevel();
const plan = planOf(request);
const good = serializeFit(plan, await train(plan, initFit(plan)));
const code = (bytes: Uint8Array, under = plan) => restoreFit(under, bytes).problems[0]?.code;

function changed(at: number, bytes = good): Uint8Array {
  const copy = bytes.slice();
  copy[at] = (copy[at] as number) ^ 1;
  return copy;
}

test('what was written is read back', () => {
  const outcome = restoreFit(plan, good);
  expect(outcome.ok && serializeFit(plan, outcome.value)).toEqual(good);
});

test('a damaged one is refused, wherever the damage lies', () => {
  expect(code(new Uint8Array())).toBe('checkpoint.notACheckpoint');
  expect(code(changed(0))).toBe('checkpoint.notACheckpoint');
  expect(code(changed(8))).toBe('checkpoint.version');
  for (let at = 24; at < good.length; at += 97) expect(code(changed(at))).toBe('checkpoint.corrupt');
  for (const length of [8, 23, 100, good.length - 1])
    expect(code(good.slice(0, length))).toBe('checkpoint.truncated');
  expect(code(Uint8Array.from([...good, 0]))).toBe('checkpoint.corrupt');
});

test('another fit does not take it up: data, split, settings or priors differ', () => {
  const others = [
    everyLevel({ settings: { ...linearSettings, seed: 9 } }),
    everyLevel({ settings: { ...linearSettings, draws: 6 } }),
    everyLevel({ split: linearSplit(7, 3) }),
    everyLevel({ experiment: linearExperiment(7, (s, t, well) => s + t + well) }),
    everyLevel({
      spec: linearSpec(
        [
          ['z', 'individual', { ...standardNormal, sigma: 2 }],
          ['u', 'population', { ...standardNormal, distribution: 'LogNormal' }],
          ['y', 'group', standardNormal],
        ],
        { prec: 20 },
      ),
    }),
  ];
  for (const other of others) expect(code(good, planOf(other))).toBe('checkpoint.otherFit');
});

test('where files lie, the number of epochs and evaluations do not make another fit', () => {
  const moved = { ...request.spec, file: 'elsewhere/linear.yaml' };
  const settings = { ...linearSettings, epochs: 99, evaluateEvery: 7 };
  expect(restoreFit(planOf({ ...request, spec: moved, settings }), good).ok).toBe(true);
});
