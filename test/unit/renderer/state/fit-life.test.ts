import { expect, it } from 'vitest';
import { newerThan, numbersName, samePredictions, shortName } from '../../../../renderer/state/fit-life.ts';
import type { FitSummary } from '../../../../shared/channels.ts';
import { doneFit, failedFit, fitAt, summaryOf, withPredictions } from '../../../app/mock-fits.ts';
import { DEFAULTS } from '../../../app/mock-project.ts';

const stopped = withPredictions(fitAt('fit-2', DEFAULTS, 40), 'interrupted');
const at = stopped.predictions?.epoch ?? 0;
const early = { epoch: at, final: false };
const onTheWay = (more: Partial<FitSummary>): FitSummary => summaryOf({ ...stopped, ...more });

it.each([
  ['stopped', stopped, `fit-2, epoch ${at} of 120, not final: stopped`],
  ['failed', failedFit(stopped), `fit-2, epoch ${at} of 120, not final: failed`],
  ['training on', onTheWay({ status: 'running' }), `fit-2, epoch ${at} of 120, not final: still under way`],
  ['queued', onTheWay({ status: 'queued' }), `fit-2, epoch ${at} of 120, not final: waits to go on`],
])('numbers of a fit that is %s carry its name, epoch and state', (_, fit, name) => {
  expect(numbersName(early, fit)).toBe(name);
  expect(shortName(early, fit.fit)).toBe(`fit-2, epoch ${at}, not final`);
});

it('a finished fit’s numbers say when they are of its best epoch and not of its last', () => {
  const done = doneFit('fit-1', DEFAULTS);
  expect(numbersName({ epoch: 120, final: true }, done)).toBe('fit-1, epoch 120 of 120');
  expect(numbersName({ epoch: 90, final: true }, done)).toBe('fit-1, epoch 90 of 120, its best');
  expect(newerThan({ epoch: 90, final: true }, done)).toBeNull();
});

it('numbers of an earlier evaluation are never shown without saying so', () => {
  expect(newerThan(early, stopped)).toBeNull();
  const running = onTheWay({ status: 'running', epoch: 55.5 });
  expect(newerThan(early, running)).toContain(`under way, at epoch 55. The numbers here are of epoch ${at}`);
  const further = fitAt('fit-2', DEFAULTS, 100, { predictions: stopped.predictions });
  expect(further.bestEpoch).toBeGreaterThan(at);
  expect(newerThan(early, further)).toContain(
    `of epoch ${at}. Its best evaluation is now that of epoch ${further.bestEpoch}`,
  );
});

it('other predictions are known as such by each of their facts', () => {
  const one = { epoch: 40, validationElbo: 5, final: false };
  expect(samePredictions(one, { ...one })).toBe(true);
  expect(samePredictions(null, null)).toBe(true);
  for (const other of [null, { ...one, epoch: 50 }, { ...one, validationElbo: 6 }, { ...one, final: true }])
    expect(samePredictions(one, other)).toBe(false);
});
