import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { type KeptFits, openKeptFits } from '../../../../main/fits/kept-fits.ts';
import type { ProjectStore } from '../../../../main/store/project-store.ts';
import { fitStatus } from '../../../../shared/fit/life.ts';
import { bytesOf, codesOf, created, newFit, taken, temporaryFolder } from '../../../helpers/project-file.ts';

let store: ProjectStore;
let fits: KeptFits;

beforeEach(() => {
  const { folder, remove } = temporaryFolder();
  store = created(join(folder, 'p.wellspring'));
  fits = openKeptFits({ store, version: '0.1.0' });
  onTestFinished(() => {
    store.close();
    remove();
  });
});

/** One that has done 10 of its 100 epochs. */
function at(status: 'done' | 'failed' | 'interrupted' | 'queued'): string {
  const { order, data } = newFit();
  const { fit } = taken(fits.start({ order, data }));
  taken(store.saveCheckpoint(fit, bytesOf(1, 9), { status: fitStatus.running, epoch: 10 }));
  taken(store.updateFit(fit, { status }));
  return fit;
}

describe('on to more epochs', () => {
  test('what waits still waits', () => {
    const fit = at('queued');
    expect(taken(fits.goOn(fit, null))).toMatchObject({ fit: { fit, status: 'queued' }, from: null });
    expect(codesOf(fits.goOn(fit, 200))).toEqual(['fit.underWay']);
  });

  test('what was stopped waits again, to as many as before or as are asked for', () => {
    const fit = at('interrupted');
    expect(taken(fits.goOn(fit, null)).fit).toMatchObject({ fit, status: 'queued', epochs: 100 });
    taken(store.updateFit(fit, { status: 'interrupted' }));
    expect(taken(fits.goOn(fit, 200)).fit).toMatchObject({ fit, epochs: 200 });
    taken(store.updateFit(fit, { status: 'interrupted' }));
    expect(codesOf(fits.goOn(fit, 5))).toEqual(['fit.epochs']);
  });

  test.each(['done', 'failed'] as const)('what is %s stays, and a new one goes on', (status) => {
    const fit = at(status);
    const { fit: next, from } = taken(fits.goOn(fit, 200));
    expect([next.fit, from?.fit]).toEqual(['fit-2', fit]);
    expect(next).toMatchObject({ status: 'queued', startedFrom: { fit, epoch: 10 } });
    expect(store.fit(fit)?.status).toBe(status);
    for (const epochs of [null, 10, 3]) expect(codesOf(fits.goOn(fit, epochs))).toEqual([`fit.${status}`]);
  });
});

test('no name means the newest, and one that is not there is told with those that are', () => {
  expect(fits.find(null).problems).toMatchObject([
    { message: 'the project has no fit', remedy: 'Start one first.' },
  ]);
  at('done');
  at('done');
  expect(taken(fits.find(null)).fit).toBe('fit-2');
  expect(fits.find('fit-7').problems).toMatchObject([
    { code: 'fit.unknown', remedy: 'It has fit-1, fit-2.' },
  ]);
  taken(store.removeFit('fit-2'));
  expect(codesOf(fits.find('fit-2'))).toEqual(['fit.unknown']);
  for (let more = 0; more < 10; more++) at('done');
  const [problem] = fits.find('fit-2').problems;
  expect(problem?.remedy).toMatch(/^It has 11 fits, the newest fit-3, .*, fit-12\.$/);
});

test('what can be asked follows from the fit as it is now, where more is known than is kept', () => {
  const fit = at('interrupted');
  expect(taken(fits.findFor('resume', fit)).fit).toBe(fit);
  const running = openKeptFits({
    store,
    version: '0.1.0',
    lifeOf: () => ({ ...life, fit, status: fitStatus.running }),
  });
  expect(codesOf(running.resume(fit))).toEqual(['fit.underWay']);
  expect(codesOf(running.continueFrom(fit, 500))).toEqual(['fit.underWay']);
});

const life = {
  epoch: 10,
  epochs: 100,
  evaluations: [],
  bestEpoch: null,
  hasCheckpoint: true,
  predictions: null,
};
