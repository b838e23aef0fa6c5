import { describe, expect, it } from 'vitest';
import {
  offeredActions,
  readEpochs,
  suggestedEpochs,
} from '../../../../../renderer/steps/fit/fit-actions.ts';
import { fitSettings } from '../../../../../shared/fit/settings.ts';
import { doneFit, failedFit, fitAt, summaryOf, withPredictions } from '../../../../app/mock-fits.ts';
import { DEFAULTS } from '../../../../app/mock-project.ts';

describe('up to which epoch a new fit goes', () => {
  it('as far as was meant, and half as far again once that is done', () => {
    expect(suggestedEpochs({ epoch: 40.5, epochs: 120 })).toBe(120);
    expect(suggestedEpochs({ epoch: 120, epochs: 120 })).toBe(180);
    expect(suggestedEpochs({ epoch: 1, epochs: 1 })).toBe(2);
    expect(suggestedEpochs({ epoch: 9e6, epochs: 9e6 })).toBe(fitSettings.epochs.most);
  });

  it.each([
    ['', 'Type a whole number above 40.'],
    ['many', '“many” is not a whole number'],
    ['40', 'Epoch 40 is already behind it.'],
    ['0', 'Epoch 40 is already behind it.'],
    ['-3', 'Epoch 40 is already behind it.'],
    ['20000000', 'The most is'],
  ])('refuses “%s” after epoch 40', (text, message) => {
    const read = readEpochs({ epoch: 40.9 }, text);
    expect(read.epochs).toBeNull();
    expect(read.message).toContain(message);
  });

  it('accepts what it suggests, whatever the fit', () => {
    for (const [epoch, epochs] of [
      [0, 1],
      [3, 7],
      [7, 7],
    ] as const) {
      const suggested = suggestedEpochs({ epoch, epochs });
      expect(readEpochs({ epoch }, String(suggested))).toEqual({ epochs: suggested, message: null });
    }
  });
});

describe('what is offered for a fit', () => {
  const possible = (fit: Parameters<typeof offeredActions>[0]): string[] =>
    offeredActions(fit, null).flatMap((offer) => (offer.possible ? [offer.action] : []));
  const says = (fit: Parameters<typeof offeredActions>[0]): string =>
    offeredActions(fit, null)
      .map((offer) => offer.says)
      .join(' ');
  const stopped = fitAt('fit-2', DEFAULTS, 40);

  it('a finished one can only be continued as a new one, and stays as it is', () => {
    const done = doneFit('fit-2', DEFAULTS);
    expect(offeredActions(done, null).map((offer) => offer.action)).toEqual(['continue']);
    expect(says(done)).toBe('Makes a new fit that starts from fit-2 at epoch 120; fit-2 stays as it is.');
  });

  it('without a checkpoint nothing goes on, and it says so once', () => {
    const shipped = doneFit('fit-1', DEFAULTS, false);
    expect(possible(shipped)).toEqual([]);
    expect(says(shipped)).toBe('fit-1 has no checkpoint to go on from. Start a new fit.');
    const early = fitAt('fit-1', DEFAULTS, 0);
    expect(offeredActions(early, null)).toHaveLength(1);
    expect(says(early)).toBe('fit-1 has no checkpoint to go on from. Start a new fit.');
  });

  it('a stopped one goes on, shows what it has, or starts another', () => {
    expect(possible(stopped)).toEqual(['resume', 'predict', 'continue']);
    expect(says(stopped)).toContain('from epoch 40 to its 120, to the same numbers');
    expect(says(stopped)).toContain(`Shows epoch ${stopped.bestEpoch}, its best so far`);
  });

  it('predictions that are of its best evaluation already are not made again', () => {
    const predicted = withPredictions(stopped, 'interrupted');
    expect(possible(predicted)).toEqual(['resume', 'continue']);
    expect(says(predicted)).toContain(
      `fit-2 has predictions from its best evaluation, at epoch ${stopped.bestEpoch}, already`,
    );
  });

  it('a failed one cannot be resumed, and says why', () => {
    const failed = failedFit(stopped);
    expect(possible(failed)).toEqual(['predict', 'continue']);
    expect(says(failed)).toContain('would fail again at the same place');
  });

  it('nothing in a project that can only be looked at', () => {
    const offers = offeredActions(stopped, 'Its file may not be written.');
    expect(offers.map((offer) => offer.possible)).toEqual([false, false, false]);
  });

  it('nothing of one that is under way: it is stopped first', () => {
    for (const status of ['queued', 'running', 'stopping'] as const)
      expect(offeredActions(summaryOf({ ...stopped, status }), null)).toEqual([]);
  });
});
