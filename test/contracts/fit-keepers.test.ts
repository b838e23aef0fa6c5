import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { FitKeeper } from '../../main/fits/fit-keeper.ts';
import { continueFit, launchOf, requeueFit } from '../../main/fits/fit-launch.ts';
import { type FitRun, startFitRun } from '../../main/fits/fit-run.ts';
import { storedSummary } from '../../main/fits/fit-summary.ts';
import { settleFitsLeft } from '../../main/fits/fits-left.ts';
import { folderKeeper } from '../../main/fits/folder-keeper.ts';
import { lifeInFolder } from '../../main/fits/folder-life.ts';
import { manifestOf } from '../../main/fits/manifest-of.ts';
import { runPrediction } from '../../main/fits/prediction-run.ts';
import { Supervisor } from '../../main/jobs/supervisor.ts';
import { readCheckpoint, readManifest } from '../../main/store/fit-folder.ts';
import type { ProjectStore } from '../../main/store/project-store.ts';
import { actionsOf, type FitLife } from '../../shared/fit/fit-actions.ts';
import type { FitAction } from '../../shared/fit/life.ts';
import type { FitOrder } from '../../shared/fit/order.ts';
import { FakeJobs, fakeResult } from '../helpers/fake-jobs.ts';
import { created, newFit, opened, taken, temporaryFolder } from '../helpers/project-file.ts';

/** A fit, ready for a job, under the name by which its keeping place knows it. */
interface Launch {
  readonly name: string;
  readonly order: FitOrder;
  readonly checkpoint: Uint8Array | null;
  readonly keeper: FitKeeper;
}

/** Where fits are kept. */
interface Place {
  readonly startFit: (epochs: number) => Launch;
  /** Its job as it would be now. */
  readonly launch: (name: string) => Launch;
  readonly resume: (name: string) => Launch;
  readonly continueFrom: (name: string, epochs: number) => Launch;
  /** What is kept of it after the program was ended, or died; null: nothing. */
  readonly look: (name: string) => FitLife | null;
  readonly problems: (name: string) => readonly string[];
  readonly close: () => void;
}

function order(epochs: number): FitOrder {
  const { order: ordered } = newFit();
  return { ...ordered, settings: { ...ordered.settings, epochs, evaluateEvery: 1 } };
}

function folderPlace(): Place {
  const { folder, remove } = temporaryFolder();
  let count = 0;
  const next = () => join(folder, `fit-${++count}`);
  const manifestIn = (name: string) => taken(readManifest(name));
  const launch = (name: string, ordered: FitOrder, checkpoint: Uint8Array | null): Launch => ({
    ...{ name, order: ordered, checkpoint, keeper: folderKeeper(name) },
  });
  return {
    startFit: (epochs) => launch(next(), order(epochs), null),
    launch: (name) => launch(name, manifestIn(name).spec, taken(readCheckpoint(name))),
    resume: (name) => launch(name, manifestIn(name).spec, taken(readCheckpoint(name))),
    continueFrom: (name, epochs) => launch(next(), order(epochs), taken(readCheckpoint(name))),
    look: (name) => {
      const manifest = readManifest(name);
      return manifest.ok ? lifeInFolder(name, manifest.value) : null;
    },
    problems: (name) => manifestIn(name).problems.map(({ code }) => code),
    close: remove,
  };
}

function projectPlace(): Place {
  const { folder, remove } = temporaryFolder();
  const path = join(folder, 'a.wellspring');
  let store: ProjectStore = created(path);
  const stored = (name: string) => {
    const fit = store.fit(name);
    if (fit === null) throw new Error(`${name} is not there`);
    return fit;
  };
  const launch = (name: string): Launch => ({ name, ...taken(launchOf(store, stored(name))) });
  return {
    startFit: (epochs) => launch(taken(store.startFit({ ...newFit(), order: order(epochs) })).fit),
    launch,
    resume: (name) => {
      taken(requeueFit(store, stored(name), null));
      return launch(name);
    },
    continueFrom: (name, epochs) => launch(taken(continueFit(store, stored(name), epochs, '0')).fit),
    look: (name) => {
      store.close();
      store = opened(path);
      settleFitsLeft(store);
      const { status } = stored(name);
      // Waiting without anything: a folder has nothing then.
      return status === 'queued' ? null : storedSummary(stored(name));
    },
    problems: (name) => stored(name).problems.map(({ code }) => code),
    close: () => {
      store.close();
      remove();
    },
  };
}

const places: readonly (readonly [string, () => Place])[] = [
  ['a folder', folderPlace],
  ['a project', projectPlace],
];

function can(life: FitLife | null): readonly FitAction[] {
  if (life === null) return [];
  const actions = actionsOf(life);
  return (['stop', 'resume', 'continue', 'predict', 'remove'] as const).filter((action) => actions[action]);
}

describe.each(places)('a fit kept in %s', (_, open) => {
  let place: Place;
  let jobs: FakeJobs;
  let supervisor: Supervisor;

  beforeEach(() => {
    place = open();
    jobs = new FakeJobs();
    supervisor = new Supervisor(jobs.start);
  });
  afterEach(() => {
    jobs.vanish();
    supervisor.close();
    place.close();
  });

  const begin = (launch: Launch): FitRun =>
    startFitRun({
      ...{ supervisor, models: '', version: '0', files: null, background: false, listener: () => {} },
      ...{ order: launch.order, checkpoint: launch.checkpoint, keeper: launch.keeper },
    });
  /** Runs it so many evaluations far; an end is waited for where that is one. */
  const advance = async (evaluations: number): Promise<void> => {
    const fit = await jobs.running();
    for (let i = 0; i < evaluations; i++) fit.advance();
  };
  const predict = async ({ order: ordered, keeper }: Launch, checkpoint: Uint8Array | null) => {
    if (checkpoint === null) throw new Error('there is a checkpoint');
    const made = runPrediction({
      ...{ supervisor, models: '', files: null, background: false, onPrepared: () => {} },
      ...{ order: ordered, checkpoint, keeper },
    });
    (await jobs.running('predict')).advance();
    return made.end;
  };

  test('never started: nothing is there, and nothing can be asked', () => {
    const { name } = place.startFit(4);
    expect(place.look(name)).toBeNull();
    expect(can(place.look(name))).toEqual([]);
  });

  test('queued: left by a closing program it still waits', async () => {
    const [first, second] = [place.startFit(4), place.startFit(4)];
    const [before, waiting] = [begin(first), begin(second)];
    await jobs.running();
    waiting.leave();
    before.stop();
    expect([(await before.end).status, (await waiting.end).status]).toEqual(['interrupted', 'interrupted']);
    expect(place.look(second.name)).toBeNull();
    expect(place.look(first.name)?.status).toBe('interrupted');
  });

  test('running: what a crash leaves can go on from its last checkpoint', async () => {
    const launch = place.startFit(4);
    begin(launch);
    await advance(2);
    jobs.vanish();
    expect(place.look(launch.name)).toMatchObject({
      status: 'interrupted',
      hasCheckpoint: true,
      bestEpoch: 2,
    });
    expect(can(place.look(launch.name))).toEqual(['resume', 'continue', 'predict', 'remove']);
  });

  test('stopped before an evaluation: it can go on, and there is nothing to predict from', async () => {
    const launch = place.startFit(4);
    const run = begin(launch);
    (await jobs.running()).train();
    run.stop();
    expect((await run.end).status).toBe('interrupted');
    const life = place.look(launch.name);
    expect(life).toMatchObject({
      status: 'interrupted',
      evaluations: [],
      bestEpoch: null,
      predictions: null,
    });
    expect(can(life)).toEqual(['resume', 'continue', 'remove']);
    expect(place.problems(launch.name)).toEqual([]);
  });

  test('stopped after evaluations: predictions are of the best one, and it goes on to the same end', async () => {
    const launch = place.startFit(5);
    const run = begin(launch);
    await advance(4);
    run.stop();
    await run.end;
    expect(can(place.look(launch.name))).toEqual(['resume', 'continue', 'predict', 'remove']);
    const stopped = place.launch(launch.name);
    const end = await predict(stopped, stopped.checkpoint);
    expect(end).toMatchObject({ status: 'done', result: { best: { epoch: 3 } } });
    const predicted = place.look(launch.name);
    expect(predicted).toMatchObject({
      ...{ status: 'interrupted', epoch: 4 },
      predictions: { epoch: 3, validationElbo: 100, final: false },
    });
    expect(can(predicted)).toEqual(['resume', 'continue', 'remove']);
    const last = begin(place.resume(launch.name));
    await advance(1);
    expect((await last.end).status).toBe('done');
    const life = place.look(launch.name);
    expect(life).toMatchObject({ status: 'done', predictions: { epoch: 3, final: true } });
    expect(life?.evaluations.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4, 5]);
  });

  test('a drive that fills: what is kept of it promises no more than its last kept checkpoint has', async () => {
    const launch = place.startFit(6);
    let isFull = false;
    const full = { code: 'test.full', severity: 'error', message: 'the drive is full' } as const;
    const keeper: FitKeeper = {
      ...launch.keeper,
      checkpoint: (manifest, history, bytes) =>
        isFull ? full : launch.keeper.checkpoint(manifest, history, bytes),
    };
    const run = begin({ ...launch, keeper });
    await advance(2);
    isFull = true;
    await advance(1);
    expect(await run.end).toMatchObject({ status: 'failed', reason: 'input', problems: [full] });
    const life = place.look(launch.name);
    expect(life?.evaluations.map(({ epoch }) => epoch)).toEqual([1, 2]);
    expect(life).toMatchObject({ status: 'interrupted', bestEpoch: 2 });
    const stopped = place.launch(launch.name);
    expect(await predict(stopped, stopped.checkpoint)).toMatchObject({ status: 'done' });
  });

  test('died: it says so, and can go on', async () => {
    const launch = place.startFit(4);
    const run = begin(launch);
    await advance(1);
    (await jobs.running()).die();
    expect(await run.end).toMatchObject({ status: 'failed', reason: 'died' });
    const life = place.look(launch.name);
    expect(life).toMatchObject({ status: 'interrupted', hasCheckpoint: true });
    expect(can(life)).toEqual(['resume', 'continue', 'predict', 'remove']);
    expect(place.problems(launch.name)).toEqual(['fit.jobDied']);
  });

  test('done: nothing changes it any more', async () => {
    const launch = place.startFit(4);
    const run = begin(launch);
    await advance(4);
    expect((await run.end).status).toBe('done');
    const life = place.look(launch.name);
    expect(life).toMatchObject({ status: 'done', epoch: 4, predictions: { epoch: 3, final: true } });
    expect(can(life)).toEqual(['continue', 'remove']);
    const manifest = manifestOf('interrupted', { order: launch.order, version: '0' }, progress);
    const result = fakeResult([evaluation], []);
    const { keeper } = place.launch(launch.name);
    for (const problem of [
      keeper.checkpoint(manifest, [], new Uint8Array([1])),
      keeper.unfinished({ how: 'stopped', known: { manifest, history: [] }, problems: [] }),
      keeper.finished({ ...manifest, status: 'done' }, result),
      keeper.predicted(result),
    ])
      expect(problem?.code).toBe('fit.done');
    expect(place.look(launch.name)).toEqual(life);
  });

  test('continued: a new fit goes on from its checkpoint, and it stays as it is', async () => {
    const launch = place.startFit(3);
    const run = begin(launch);
    await advance(3);
    await run.end;
    const before = place.look(launch.name);
    const next = place.continueFrom(launch.name, 5);
    expect(next.name).not.toBe(launch.name);
    const further = begin(next);
    await advance(2);
    expect((await further.end).status).toBe('done');
    const life = place.look(next.name);
    expect(life?.evaluations.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4, 5]);
    expect(life).toMatchObject({ status: 'done', epoch: 5, predictions: { epoch: 3, final: true } });
    expect(place.look(launch.name)).toEqual(before);
  });

  test('not finite: it failed, says why, and has predictions from before', async () => {
    const launch = place.startFit(5);
    const run = begin(launch);
    await advance(2);
    (await jobs.running()).diverge();
    expect(await run.end).toMatchObject({ status: 'failed', reason: 'numerics' });
    const life = place.look(launch.name);
    expect(life).toMatchObject({ status: 'failed', bestEpoch: 2, predictions: null });
    expect(can(life)).toEqual(['continue', 'predict', 'remove']);
    expect(place.problems(launch.name)).toEqual(['fit.notFinite']);
  });

  test('a job that does not stop is killed, and its fit is stopped, not dead', async () => {
    const launch = place.startFit(4);
    const run = begin(launch);
    await advance(1);
    run.kill();
    expect((await run.end).status).toBe('interrupted');
    expect(place.look(launch.name)).toMatchObject({ status: 'interrupted', epoch: 1 });
    expect(place.problems(launch.name)).toEqual([]);
  });
});

const evaluation = { epoch: 9, step: 9, seconds: 9, trainElbo: 0, validationElbo: 999 };
const progress = { prepared: null, evaluations: [evaluation], history: [], seconds: 9 };
