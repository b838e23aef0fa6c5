import { join } from 'node:path';
import { expect, test } from 'vitest';
import { continueFit, launchOf, requeueFit } from '../../main/fits/fit-launch.ts';
import { type FitRun, startFitRun } from '../../main/fits/fit-run.ts';
import { Supervisor } from '../../main/jobs/supervisor.ts';
import { FakeJobs, turn } from '../helpers/fake-jobs.ts';
import { created, newFit, taken, temporaryFolder } from '../helpers/project-file.ts';

test('the log of a project has what became of its fits, and undo passes over it', async () => {
  const { folder, remove } = temporaryFolder();
  const store = created(join(folder, 'a.wellspring'));
  const jobs = new FakeJobs();
  const supervisor = new Supervisor(jobs.start);
  const run = (name: string): FitRun => {
    const fit = store.fit(name);
    if (fit === null) throw new Error(`${name} is not there`);
    const common = { supervisor, models: '', version: '0', background: false, listener: () => {} };
    return startFitRun({ ...taken(launchOf(store, fit)), ...common });
  };
  const { order } = newFit();
  const settings = { ...order.settings, epochs: 4, evaluateEvery: 1 };
  taken(store.startFit({ ...newFit(), order: { ...order, settings } }));
  const first = run('fit-1');
  (await jobs.running()).advance();
  first.stop();
  await first.end;
  await turn();
  const stopped = store.fit('fit-1');
  if (stopped === null) throw new Error('it is there');
  taken(requeueFit(store, stopped, null));
  const second = run('fit-1');
  const fit = await jobs.running();
  for (let i = 0; i < 3; i++) fit.advance();
  await second.end;
  await turn();
  const done = store.fit('fit-1');
  if (done === null) throw new Error('it is there');
  taken(continueFit(store, done, 6, '0'));
  const third = run('fit-2');
  (await jobs.running()).die();
  await third.end;
  expect(
    store
      .log()
      .map(({ what }) => what)
      .toReversed(),
  ).toEqual([
    'Start fit-1',
    'Stop fit-1 at epoch 1 of 4',
    'Resume fit-1 from epoch 1',
    'fit-1 is done, at epoch 4',
    'Continue fit-1 from epoch 4 as fit-2',
    'fit-2 died at epoch 4 of 6',
  ]);
  expect(store.fit('fit-2')?.startedFrom).toEqual({ fit: 'fit-1', epoch: 4 });
  expect(store.undoTitle()).toBe('Continue fit-1 from epoch 4 as fit-2');
  taken(store.undo());
  expect([store.undoTitle(), store.redoTitle()]).toEqual([
    'Start fit-1',
    'Continue fit-1 from epoch 4 as fit-2',
  ]);
  taken(store.redo());
  expect(store.fits().map(({ fit }) => fit)).toEqual(['fit-1', 'fit-2']);
  supervisor.close();
  store.close();
  remove();
});
