import { expect, test } from 'vitest';
import { fitFacts } from '../../../../../renderer/steps/fit/fit-words.ts';
import type { FitSummary } from '../../../../../shared/channels.ts';
import { formDefaults } from '../../../../../shared/fit/order.ts';

const fit: FitSummary = {
  fit: 'fit-1',
  status: 'running',
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
