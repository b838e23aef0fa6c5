import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Channel, ChannelReply, ChannelRequest, FitSummary, Reply } from '../../shared/channels.ts';
import type { FitAction } from '../../shared/fit/life.ts';
import { type FitRequest, formDefaults } from '../../shared/fit/request.ts';
import { type Answers, makeAnswers } from '../app/mock-answers.ts';
import { FakeJobs, turn } from '../helpers/fake-jobs.ts';
import { makeQuickProject, openDesk } from '../helpers/service-desk.ts';

/** A service with an open project that can be fitted, and time that passes when it is told to. */
interface Bench {
  call<C extends Channel>(channel: C, request: ChannelRequest<C>): Promise<Reply<ChannelReply<C>>>;
  /** What runs comes one evaluation further, or to its predictions, or, where it is to fail, to its failure. */
  advance(): Promise<void>;
  /** The process of what runs is killed. */
  die(): Promise<void>;
  close(): Promise<void>;
}

async function realService(fails: boolean): Promise<Bench> {
  const jobs = new FakeJobs();
  const desk = openDesk({ startJob: jobs.start });
  await makeQuickProject(desk);
  return {
    call: async (channel, request) => {
      const reply = await desk.reply(channel, request);
      await turn();
      return reply as Reply<ChannelReply<typeof channel>>;
    },
    advance: async () => {
      const [fit] = jobs.fits;
      if (fails) fit?.diverge();
      else fit?.advance();
      await turn();
    },
    die: async () => {
      jobs.fits[0]?.die();
      await turn();
    },
    close: () => desk.close(),
  };
}

async function mockService(fails: boolean): Promise<Bench> {
  const { channels, tick, die } = makeAnswers(fails ? 'failing' : 'fresh', () => {});
  return {
    call: async (channel, request) => {
      const answer: Answers[typeof channel] = channels[channel];
      return answer(request);
    },
    advance: async () => tick(),
    die: async () => die(),
    close: async () => {},
  };
}

const request: FitRequest = {
  ...{ ...formDefaults, epochs: 20, draws: 4, evaluationDraws: 8, evaluateEvery: 5 },
};

describe.each([
  ['the service', realService],
  ['the mock of the page’s tests', mockService],
] as const)('a fit’s life: %s', (_, open) => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await open(false);
  });
  afterEach(() => bench.close());

  async function ask<C extends Channel>(channel: C, asked: ChannelRequest<C>): Promise<ChannelReply<C>> {
    const reply = await bench.call(channel, asked);
    if (reply.kind !== 'value') throw new Error(`${channel}: ${JSON.stringify(reply)}`);
    return reply.value;
  }
  const fits = async () => (await ask('app.state', {})).project?.fits ?? [];
  const now = async (fit: string): Promise<FitSummary> => {
    const found = (await fits()).find((one) => one.fit === fit);
    if (found === undefined) throw new Error(`${fit} is not there`);
    return found;
  };
  const advance = async (evaluations: number): Promise<void> => {
    for (let i = 0; i < evaluations; i++) await bench.advance();
  };
  const channelOf = {
    stop: (fit: string) => bench.call('fit.stop', { fit }),
    resume: (fit: string) => bench.call('fit.resume', { fit }),
    continue: (fit: string) => bench.call('fit.continue', { fit, epochs: 1000 }),
    predict: (fit: string) => bench.call('fit.predict', { fit }),
    remove: (fit: string) => bench.call('fit.remove', { fit }),
  } as const;
  const actions = Object.keys(channelOf) as FitAction[];
  /** These can be asked of it; all others are refused with a problem and change nothing. */
  const can = async (fit: string, ...possible: readonly FitAction[]): Promise<void> => {
    const before = await now(fit);
    expect(actions.filter((action) => before.can[action])).toEqual(possible);
    for (const action of actions.filter((one) => !possible.includes(one))) {
      expect(await channelOf[action](fit), action).toMatchObject({ kind: 'problems' });
      expect(await now(fit)).toEqual(before);
    }
  };

  test('never started: nothing can be asked of it', async () => {
    expect(await fits()).toEqual([]);
    for (const action of actions)
      expect(await channelOf[action]('fit-1'), action).toMatchObject({ kind: 'problems' });
    expect(await bench.call('fit.show', { fit: 'fit-1' })).toMatchObject({ kind: 'problems' });
  });

  test('queued: it waits, and taken out of the queue it has nothing to go on from', async () => {
    await ask('fit.start', request);
    const { fit } = await ask('fit.start', request);
    expect(await now(fit)).toMatchObject({ status: 'queued', hasCheckpoint: false, evaluations: [] });
    await can(fit, 'stop');
    await ask('fit.stop', { fit });
    expect(await now(fit)).toMatchObject({ status: 'interrupted', hasCheckpoint: false, epoch: 0 });
    await can(fit, 'remove');
    expect((await now('fit-1')).status).toBe('running');
  });

  test('running: neither undo nor closing nor another project ends it', async () => {
    const { fit } = await ask('fit.start', request);
    await advance(1);
    expect(await now(fit)).toMatchObject({ status: 'running', hasCheckpoint: true, predictions: null });
    await can(fit, 'stop');
    expect(await bench.call('fit.show', { fit })).toMatchObject({ kind: 'problems' });
    expect(await bench.call('project.undo', {})).toMatchObject({
      problems: [{ message: expect.stringContaining(fit) }],
    });
    for (const asked of [
      bench.call('project.close', { stopFits: false }),
      bench.call('project.openExample', { fresh: true, stopFits: false }),
      bench.call('project.create', { title: 'Other', path: null, stopFits: false }),
    ])
      expect(await asked).toMatchObject({
        problems: [
          {
            code: 'project.fitsUnderWay',
            message: expect.stringContaining(`${fit} is running, at epoch 5 of 20`),
            remedy: expect.stringContaining('can be resumed'),
          },
        ],
      });
    expect((await now(fit)).status).toBe('running');
    expect(await bench.call('project.close', { stopFits: true })).toMatchObject({ kind: 'value' });
    expect((await ask('app.state', {})).project).toBeNull();
  });

  test('stopped before an evaluation: it can go on, and has nothing to predict from', async () => {
    const { fit } = await ask('fit.start', request);
    await ask('fit.stop', { fit });
    expect(await now(fit)).toMatchObject({ status: 'interrupted', evaluations: [], hasCheckpoint: true });
    await can(fit, 'resume', 'continue', 'remove');
  });

  test('stopped after an evaluation: predictions of it, and then to its end', async () => {
    const { fit } = await ask('fit.start', request);
    await advance(2);
    await ask('fit.stop', { fit });
    const stopped = await now(fit);
    expect(stopped).toMatchObject({ status: 'interrupted', predictions: null, epoch: 10 });
    expect(stopped.evaluations).toHaveLength(2);
    await can(fit, 'resume', 'continue', 'predict', 'remove');
    expect(await bench.call('fit.show', { fit })).toMatchObject({ kind: 'problems' });
    await ask('fit.predict', { fit });
    expect(await now(fit)).toMatchObject({ status: 'running', activity: 'predicting' });
    await can(fit, 'stop');
    await advance(1);
    const { bestEpoch: epoch, bestValidationElbo: validationElbo } = stopped;
    expect(await now(fit)).toMatchObject({
      ...{ status: 'interrupted', epoch: 10, activity: '' },
      predictions: { epoch, validationElbo, final: false },
    });
    await can(fit, 'resume', 'continue', 'remove');
    expect(await ask('fit.show', { fit })).toMatchObject({ epoch, final: false });
    await ask('fit.resume', { fit });
    // Still of the evaluation that they were made from, and known as such.
    expect(await ask('fit.show', { fit })).toMatchObject({ epoch, final: false, fit: { status: 'running' } });
    await advance(2);
    expect(await now(fit)).toMatchObject({ status: 'done', epoch: 20, predictions: { final: true } });
  });

  test('predictions that are stopped leave the fit as it was', async () => {
    const { fit } = await ask('fit.start', request);
    await advance(1);
    await ask('fit.stop', { fit });
    const before = await now(fit);
    await ask('fit.predict', { fit });
    await ask('fit.stop', { fit });
    expect(await now(fit)).toEqual(before);
  });

  test('done: it stays, and is continued by a new one', async () => {
    const { fit } = await ask('fit.start', request);
    await advance(4);
    const done = await now(fit);
    expect(done).toMatchObject({ status: 'done', predictions: { epoch: done.bestEpoch, final: true } });
    expect(await ask('fit.show', { fit })).toMatchObject({ epoch: done.bestEpoch, final: true });
    await can(fit, 'continue', 'remove');
    for (const epochs of [1, 20])
      expect(await bench.call('fit.continue', { fit, epochs })).toMatchObject({ kind: 'problems' });
    const next = await ask('fit.continue', { fit, epochs: 25 });
    expect(next.fit).not.toBe(fit);
    const begun = await now(next.fit);
    expect(begun).toMatchObject({ status: 'running', startedFrom: { fit, epoch: 20 }, epochs: 25 });
    expect(begun.evaluations).toEqual(done.evaluations);
    await advance(1);
    expect(await now(next.fit)).toMatchObject({ status: 'done', epoch: 25 });
    expect((await now(next.fit)).evaluations).toHaveLength(5);
    expect(await now(fit)).toEqual(done);
  });

  test('removed: undo brings it back as it was', async () => {
    const { fit } = await ask('fit.start', request);
    await advance(4);
    const done = await now(fit);
    expect((await ask('fit.remove', { fit })).fits).toEqual([]);
    expect((await ask('project.undo', {})).fits).toEqual([done]);
  });

  test('died: it says so, can go on, and the next one begins', async () => {
    const { fit } = await ask('fit.start', request);
    const waiting = await ask('fit.start', request);
    await advance(1);
    await bench.die();
    expect(await now(fit)).toMatchObject({ status: 'interrupted', problems: [{ code: 'fit.jobDied' }] });
    expect((await now(waiting.fit)).status).toBe('running');
    await can(fit, 'resume', 'continue', 'predict', 'remove');
  });

  test('not finite: it failed and says why', async () => {
    await bench.close();
    bench = await open(true);
    const { fit } = await ask('fit.start', request);
    await advance(4);
    const failed = await now(fit);
    expect(failed).toMatchObject({ status: 'failed', problems: [{ code: 'fit.notFinite' }] });
    expect(failed.can).toMatchObject({ stop: false, resume: false, continue: true, remove: true });
    expect(failed.can.predict).toBe(failed.evaluations.length > 0);
  });
});

describe('after a crash of the service', () => {
  test('what waited goes on waiting and begins; what ran is interrupted and says so', async () => {
    const jobs = new FakeJobs();
    const desk = openDesk({ startJob: jobs.start });
    await makeQuickProject(desk);
    const path = (await desk.ask('app.state', {})).project?.path ?? '';
    const first = await desk.ask('fit.start', request);
    const second = await desk.ask('fit.start', request);
    (await jobs.running()).advance();
    // A copy of the file as it is at this moment is what a crash would leave.
    const left = path.replace('Quick', 'Left');
    await desk.ask('project.backup', { path: left });
    await desk.ask('project.open', { path: left, stopFits: true });
    const { fits } = (await desk.ask('app.state', {})).project ?? { fits: [] };
    expect(fits).toMatchObject([
      { fit: first.fit, status: 'interrupted', problems: [{ code: 'fit.orphaned' }], can: { resume: true } },
      { fit: second.fit, status: 'queued' },
    ]);
    expect((await jobs.running()).task).toMatchObject({ kind: 'fit', checkpoint: null });
    await turn();
    expect((await desk.ask('app.state', {})).project?.fits.at(-1)?.status).toBe('running');
    const { entries } = await desk.ask('project.log', {});
    expect(entries[0]?.what).toBe(`${first.fit} died with Wellspring at epoch 5 of 20`);
    // The project that was left keeps its queue as well.
    await desk.ask('project.open', { path, stopFits: true });
    const before = (await desk.ask('app.state', {})).project?.fits;
    expect(before).toMatchObject([{ status: 'interrupted', problems: [] }, { status: 'queued' }]);
    await desk.close();
  });
});
