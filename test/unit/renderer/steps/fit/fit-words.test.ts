import { expect, test } from 'vitest';
import { fitFacts } from '../../../../../renderer/steps/fit/fit-words.ts';
import type { FitSummary } from '../../../../../shared/channels.ts';
import { formDefaults } from '../../../../../shared/fit/request.ts';

const fit: FitSummary = {
  fit: 'fit-1',
  status: 'running',
  sampling: null,
  request: { ...formDefaults, epochs: 10, draws: 4, evaluationDraws: 8, evaluateEvery: 1 },
  epoch: 3.5,
  epochs: 10,
  stepsPerSecond: null,
  secondsLeft: null,
  activity: 'training',
  backend: '',
  threads: null,
  evaluations: [],
  bestEpoch: null,
  bestValidationElbo: null,
  problems: [],
  hasCheckpoint: true,
  startedFrom: null,
  predictions: null,
  can: { stop: true, resume: false, continue: false, predict: false, remove: false },
};

test.each([
  ['', null, undefined],
  ['wasm', 2, 'wasm, 2 threads'],
  ['javascript', 1, 'javascript, 1 thread'],
] as const)('what computes a fit: %j on %j threads', (backend, threads, told) => {
  expect(new Map(fitFacts({ ...fit, backend, threads })).get('Backend')).toBe(told);
});

test('the kept evaluation is called the best only where the wells that it reports chose it', () => {
  const evaluation = { epoch: 3, step: 6, seconds: 1, trainElbo: 5, validationElbo: 4 };
  const told = (own: FitSummary['evaluations'][number]) =>
    new Map(fitFacts({ ...fit, evaluations: [own], bestEpoch: 3, bestValidationElbo: 4 }));
  expect(told(evaluation).get('Best validation')).toBe('4.0 at epoch 3');
  expect(told(evaluation).has('Selection elbo')).toBe(false);
  const inner = told({ ...evaluation, selectionElbo: 2 });
  expect(inner.has('Best validation')).toBe(false);
  expect(inner.get('Kept validation')).toBe('4.0 at epoch 3');
  expect(inner.get('Selection elbo')).toBe('2.0');
});
