import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { PlanSources } from '../../../../shared/inference/plan/prepare-fit.ts';
import { parseFitSpec } from '../../../../shared/inference/spec/parse-fit-spec.ts';
import { restoreFit, serializeFit } from '../../../../shared/inference/training/checkpoint.ts';
import { initFit } from '../../../../shared/inference/training/fit.ts';
import { isFinished } from '../../../../shared/inference/training/fit-state.ts';
import { resumeFit } from '../../../../shared/inference/training/resume-fit.ts';
import { everyLevel, planOf, train, withPublishedParts } from '../../../helpers/linear-fit.ts';
import {
  linearExperiment,
  linearSettings,
  linearSpec,
  linearSplit,
  standardNormal,
} from '../../../helpers/linear-kernel.ts';
import { taken } from '../../../helpers/project-file.ts';

/** As the stored checkpoint has its parts. */
const publishedOf = (sources: PlanSources) => withPublishedParts(planOf(sources));
const request = everyLevel();
const plan = publishedOf(request);
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

test('parts whose weights mean something else make another fit', () => {
  expect(code(good, planOf(request))).toBe('checkpoint.otherFit');
});

/** Of every version so far, made by the program of its time from the plan of these tests, all epochs trained. */
test.each([1])('a stored one of version %i is still its fit’s, and gives the same state', (version) => {
  const stored = new Uint8Array(readFileSync(new URL(`./fixtures/version-${version}.bin`, import.meta.url)));
  const old = taken(restoreFit(plan, stored));
  const now = taken(restoreFit(plan, good));
  expect(old.weights).toEqual(now.weights);
  expect(old.evaluations.map(({ trainElbo, validationElbo }) => [trainElbo, validationElbo])).toEqual(
    now.evaluations.map(({ trainElbo, validationElbo }) => [trainElbo, validationElbo]),
  );
  expect(isFinished(plan, old)).toBe(true);
});

test('a field that is new orphans no checkpoint', () => {
  const spec = { ...request.spec, fieldOfTheFuture: { anything: [1, 2] } };
  const model = { ...request.model, remarks: 'none' };
  const future = publishedOf({ ...request, spec, model });
  expect(future.fingerprint).toBe(plan.fingerprint);
  // Nor is it named among the causes where something else differs.
  expect(future.identity).toEqual(plan.identity);
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
  for (const other of others) expect(code(good, publishedOf(other))).toBe('checkpoint.otherFit');
});

test('where files lie, the number of epochs and evaluations do not make another fit', () => {
  const moved = { ...request.spec, file: 'elsewhere/linear.yaml' };
  const settings = { ...linearSettings, epochs: 99, evaluateEvery: 7 };
  expect(restoreFit(publishedOf({ ...request, spec: moved, settings }), good).ok).toBe(true);
});

test('how a spec is written does not make another fit: comments, blank lines, stated defaults', () => {
  const text = (params: string) =>
    `data:\n  devices: [D]\n  files: [d.csv]\n  signals: [A]\n  conditions: []\nmodel: m\nparams:\n${params}`;
  const parsed = (params: string) => taken(parseFitSpec(text(params), 'linear.yaml'));
  const of = (params: string) => {
    const { data: _, parameters: __, constants: ___, encoder: ____, ...rest } = parsed(params);
    return publishedOf({ ...request, spec: { ...request.spec, ...rest } });
  };
  const first = of('  learning_rate: 0.02\n');
  const bytes = serializeFit(first, initFit(first));
  const others = [
    '  # what was found on the first plate\n  learning_rate: 0.02\n',
    '  learning_rate:   2e-2   # slow\n',
    '  solver: midpoint\n  learning_rate: 0.02\n',
  ];
  for (const other of others) expect(code(bytes, of(other)), other).toBeUndefined();
  const problem = restoreFit(of('  learning_rate: 0.03\n'), bytes).problems[0];
  expect(problem?.message).toMatch(/params\.learning_rate is 0\.03, /);
  expect(problem?.message).not.toMatch(/keys|places/i);
});

describe('what differs is said by name, with a remedy', () => {
  const told = (other: Parameters<typeof publishedOf>[0]) => restoreFit(publishedOf(other), good).problems[0];
  const spec = (change: Partial<typeof request.spec>) => ({
    ...request,
    spec: { ...request.spec, ...change },
  });
  const experiment = (sha256: string) => {
    const made = linearExperiment(7, (s, t, well) => s + t + well);
    return { ...request, experiment: { ...made, sources: [{ file: 'plate.csv', plate: 'plate', sha256 }] } };
  };
  const cases: readonly (readonly [string, Parameters<typeof publishedOf>[0], string, string])[] = [
    ['a setting', everyLevel({ settings: { ...linearSettings, seed: 9 } }), '--seed is 9, was 1', '--seed'],
    [
      'a learning rate',
      spec({ learning: { boundaries: [], rates: [1] } }),
      'params.learning_rate is 1, was 0.02, ',
      '--set',
    ],
    ['a method', spec({ method: 'rk4' }), 'params.solver is rk4, was midpoint', '--set'],
    ['a constant', spec({ constants: new Map([['prec', 30]]) }), 'params.prec is 30, was 20', '--set'],
    ['a file', experiment('11'), 'data file plate.csv has other content', 'Bring the data back'],
    ['readings of the same file', experiment('00'), 'the preparation of the readings differs', 'version'],
    [
      'folds',
      everyLevel({ split: linearSplit(7, 3) }),
      'the choice of wells that train and validate differs',
      '--folds',
    ],
    [
      'the model',
      { ...request, model: { ...request.model, notes: 'x' } },
      'the model’s text differs',
      'model’s text',
    ],
  ];
  test.each(cases)('%s', (_, other, message, remedy) => {
    expect(told(other)).toMatchObject({
      code: 'checkpoint.otherFit',
      message: expect.stringContaining(message),
      remedy: expect.stringContaining(remedy),
    });
  });

  test('one thing alone is named alone', () => {
    expect(told(experiment('11'))?.message).not.toContain(';');
    expect(told(everyLevel({ settings: { ...linearSettings, seed: 9 } }))?.message).not.toContain(';');
  });

  test('a checkpoint of a version that knew no names is refused in general words', () => {
    const older = { ...plan, identity: undefined };
    // @ts-expect-error as older versions wrote it
    const bytes = serializeFit(older, initFit(plan));
    expect(restoreFit(plan, bytes).ok).toBe(true);
    const other = publishedOf(everyLevel({ settings: { ...linearSettings, seed: 9 } }));
    expect(restoreFit(other, bytes).problems).toMatchObject([
      { code: 'checkpoint.otherFit', message: expect.stringContaining('not the same') },
    ]);
  });
});

describe('to go on', () => {
  const trained = async (steps: number) =>
    serializeFit(plan, await train(plan, initFit(plan), undefined, (state) => state.step === steps));
  const to = (epochs: number) => publishedOf({ ...request, settings: { ...linearSettings, epochs } });

  test('fewer epochs than are done are refused, whole ones and parts', async () => {
    // Two steps an epoch.
    for (const [steps, epochs, least] of [
      [4, 1, 2],
      [5, 1, 3],
      [5, 2, 3],
    ] as const) {
      expect(resumeFit(to(epochs), await trained(steps)).problems).toMatchObject([
        { code: 'fit.fewerEpochs', remedy: `Ask for ${least} epochs or more.` },
      ]);
    }
  });

  test('as many as are done ends like a fit that was asked for no more', async () => {
    const one = to(1);
    const state = resumeFit(one, await trained(2));
    if (!state.ok) throw new Error('refused');
    expect(isFinished(one, state.value)).toBe(false);
    const [resumed, straight] = [await train(one, state.value), await train(one, initFit(one))];
    expect(resumed.best?.epoch).toBe(1);
    expect(serializeFit(one, resumed)).toEqual(serializeFit(one, straight));
  });
});
