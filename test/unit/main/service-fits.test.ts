import { constants, getPriority } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { forkJobs } from '../../../main/jobs/fork-job.ts';
import type { JobProcess } from '../../../main/jobs/job-process.ts';
import type { FitSummary } from '../../../shared/channels.ts';
import { backends } from '../../../shared/compute/backends/index.ts';
import {
  ended,
  exampleFiles,
  makeQuickProject,
  openDesk,
  type ServiceDesk,
  smallFit,
} from '../../helpers/service-desk.ts';

let desk: ServiceDesk;
beforeEach(() => {
  desk = openDesk();
});
afterEach(() => desk.close());

const endless = { ...smallFit, epochs: 100_000 };
const running = ({ status, evaluations }: FitSummary): boolean =>
  status === 'running' && evaluations.length > 0;

test('the example comes with its finished fit, is made once, and is the user’s own', async () => {
  const project = await desk.ask('project.openExample', { fresh: false, stopFits: false });
  expect(project.title).toBe('Double receiver');
  expect(project.problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(project.devices.map(({ title }) => title)).toContain('Pcat-Pcat');
  const wells = project.plates.flatMap((plate) => plate.wells);
  expect(wells.filter((well) => well.device !== null)).toHaveLength(144);
  expect(project.fits).toMatchObject([{ fit: 'fit-1', status: 'done', epoch: 100, bestEpoch: 80 }]);
  const { predictions, scores } = await desk.ask('fit.show', { fit: 'fit-1' });
  expect(predictions).toHaveLength(144);
  expect(scores.map(({ signal }) => signal)).toEqual(['OD', 'mRFP1', 'EYFP', 'ECFP']);
  for (const { mean, times_h, signals, quantiles } of predictions) {
    expect(mean.length).toBe(times_h.length * signals.length);
    expect(quantiles.q50.every(Number.isFinite)).toBe(true);
  }
  expect(project.fits[0]).toMatchObject({
    ...{ hasCheckpoint: false, startedFrom: null, predictions: { epoch: 80, final: true } },
    can: { stop: false, resume: false, continue: false, predict: false, remove: true },
  });
  expect(await desk.reply('fit.resume', { fit: 'fit-1' })).toMatchObject({
    problems: [{ code: 'fit.done' }],
  });
  expect(await desk.reply('fit.continue', { fit: 'fit-1', epochs: 200 })).toMatchObject({
    problems: [{ code: 'fit.noCheckpoint' }],
  });
  await desk.ask('project.rename', { title: 'Mine' });
  await desk.ask('project.close', { stopFits: true });
  expect((await desk.ask('project.openExample', { fresh: false, stopFits: false })).title).toBe('Mine');
  const fresh = await desk.ask('project.openExample', { fresh: true, stopFits: false });
  expect(fresh).toMatchObject({ title: 'Double receiver 2', fits: [{ fit: 'fit-1', status: 'done' }] });
  expect(fresh.path).toBe(join(desk.home, 'Double receiver 2.wellspring'));
});

test('a fit that could not begin is refused where it is asked for, and nothing is made', async () => {
  await makeQuickProject(desk);
  const before = (await desk.ask('project.log', {})).entries;
  const wrong: readonly (readonly [Partial<typeof smallFit>, string, string])[] = [
    [{ folds: 1000 }, 'split.folds', '--folds'],
    [{ draws: 1_000_000 }, 'fit.tooLarge', '--draws'],
    [{ evaluationDraws: 10_000_000 }, 'fit.tooLarge', '--evaluation-draws'],
    [{ fold: 9 }, 'request.shape', 'fold'],
  ];
  for (const [settings, code, where] of wrong) {
    expect(await desk.reply('fit.start', { ...smallFit, ...settings }), code).toMatchObject({
      problems: [{ code, place: { where } }],
    });
  }
  expect((await desk.ask('app.state', {})).project?.fits).toEqual([]);
  expect((await desk.ask('project.log', {})).entries).toEqual(before);
  const { fit } = await desk.ask('fit.start', smallFit);
  expect((await desk.fitThat(fit, ended)).status).toBe('done');
});

describe('specs', () => {
  beforeEach(() => desk.ask('project.create', { title: 'Specs', path: null, stopFits: false }));

  test('say what they miss', async () => {
    const missing = async () =>
      Object.fromEntries((await desk.ask('spec.list', {})).specs.map((spec) => [spec.id, spec.missing]));
    expect(Object.values(await missing()).every((sentences) => sentences.length === 1)).toBe(true);
    await desk.ask('files.import', { files: exampleFiles('proc_EC10G_EtOH.csv') });
    const found = await missing();
    expect(found.auto_constant).toEqual([]);
    expect(found.receiver?.join()).toContain('Pcat-Pcat');
    expect(await desk.reply('spec.choose', { kind: 'shipped', id: 'receiver' })).toMatchObject({
      problems: [{ code: 'spec.unsuited' }],
    });
  });

  test('a shipped one takes the files and devices that are there and keeps its comments', async () => {
    await desk.ask('files.import', { files: exampleFiles('proc141006.csv', 'proc140916.csv') });
    const { spec, devices, undo } = await desk.ask('spec.choose', {
      kind: 'shipped',
      id: 'dr_constant_icml',
    });
    expect(spec?.name).toBe('dr_constant_icml.yaml');
    expect(spec?.text).toContain('files: [proc141006.csv, proc140916.csv]');
    expect(spec?.text).toMatch(/aS: \[0, 1, 2, 1, 2\] +# LasR RBS/);
    expect(spec?.text).toContain('Copyright (c) Microsoft');
    expect(devices.map(({ title }) => title)).toEqual([
      'Pcat-Pcat',
      'R100-S32',
      'R100-S34',
      'R33-S32',
      'R33-S34',
    ]);
    expect(undo).toContain('dr_constant_icml.yaml');
    // As it came where nothing is to be changed.
    const one = await desk.ask('spec.choose', { kind: 'shipped', id: 'dr_constant_one' });
    expect(one.spec?.text).toBe(new TextDecoder().decode(exampleFiles('dr_constant_one.yaml')[0]?.bytes));
  });

  test('a text of one’s own is refused with line and caret, and the chosen one stays', async () => {
    await desk.ask('files.import', { files: exampleFiles('proc_EC10G_EtOH.csv') });
    const { spec } = await desk.ask('spec.choose', { kind: 'shipped', id: 'auto_constant' });
    const text = spec?.text ?? '';
    const wrong: readonly (readonly [string, string])[] = [
      [text.replace("devices: ['EC10G']", "devices: ['EC10H']"), 'EC10H'],
      [text.replace('proc_EC10G_EtOH', 'other'), 'other.csv'],
      [text.replace('model: auto_constant', 'model: ../../secret.model'), 'secret.model'],
      [text.replace('model: auto_constant', 'model: auto_constnt'), 'auto_constant'],
      [text.replace('tlag:', 'tlag: {distribution: Nrmal} #'), 'Nrmal'],
      ['data: [1, 2', ''],
      ['', ''],
    ];
    for (const [changed, told] of wrong) {
      const reply = await desk.reply('spec.choose', {
        kind: 'text',
        name: 'own.yaml',
        text: changed,
        model: null,
      });
      expect(reply.kind, told).toBe('problems');
      expect(JSON.stringify(reply)).toContain(told);
      if (told === 'EC10H')
        expect(reply).toMatchObject({ problems: [{ place: { file: 'own.yaml', line: 7 } }] });
    }
    expect((await desk.ask('app.state', {})).project?.spec).toEqual(spec);
    const own = await desk.ask('spec.choose', {
      kind: 'text',
      name: 'own.yaml',
      text: text.replace('0.01', '0.02'),
      model: null,
    });
    expect(own.spec?.name).toBe('own.yaml');
    expect(own.problems).toEqual([]);
    const unused = text.replace('tlag:', 'tlog:');
    const { problems } = await desk.ask('spec.choose', {
      kind: 'text',
      name: 'own.yaml',
      text: unused,
      model: null,
    });
    expect(problems).toMatchObject([{ severity: 'warning', message: expect.stringContaining('tlog') }]);
  });
});

describe('fits', () => {
  beforeEach(() => makeQuickProject(desk));

  test('run as a job, are kept, and go with undo', async () => {
    const { fit } = await desk.ask('fit.start', smallFit);
    const summary = await desk.fitThat(fit, ended);
    expect(summary).toMatchObject({
      fit: 'fit-1',
      status: 'done',
      epoch: 2,
      problems: [{ code: 'fit.fewDraws' }],
      backend: backends[0]?.id,
      threads: expect.any(Number),
    });
    expect(summary.evaluations).toHaveLength(2);
    expect((await desk.ask('fit.show', { fit })).predictions).toHaveLength(48);
    expect(desk.events.filter((event) => event.kind === 'evaluation')).toHaveLength(2);
    expect((await desk.ask('fit.remove', { fit })).fits).toEqual([]);
    expect(await desk.reply('fit.show', { fit })).toMatchObject({ problems: [{ code: 'fit.unknown' }] });
    const back = await desk.ask('project.undo', {});
    expect(back.fits).toEqual([summary]);
    expect(back.defaults).toEqual(smallFit);
  });

  test('let windows go first', async () => {
    const jobs: JobProcess[] = [];
    const fork = forkJobs();
    const other = openDesk({
      startJob: () => {
        const job = fork();
        jobs.push(job);
        return job;
      },
    });
    try {
      await makeQuickProject(other);
      const { fit } = await other.ask('fit.start', endless);
      await other.fitThat(fit, running);
      const pid = jobs.at(-1)?.pid() ?? 0;
      expect(getPriority(pid)).toBeGreaterThanOrEqual(constants.priority.PRIORITY_BELOW_NORMAL);
    } finally {
      await other.close();
    }
  });

  test('queue, stop, and resume to the numbers of one that was never stopped', async () => {
    const whole = await desk.ask('fit.start', { ...smallFit, epochs: 6 });
    const stopped = await desk.ask('fit.start', { ...smallFit, epochs: 20 });
    const waiting = await desk.ask('fit.start', smallFit);
    const first = desk.fitThat(whole.fit, ended);
    expect((await desk.ask('app.state', {})).project?.fits.map(({ status }) => status)).toEqual([
      'queued',
      'queued',
      'queued',
    ]);
    const dropped = desk.fitThat(waiting.fit, ended);
    await desk.ask('fit.stop', { fit: waiting.fit });
    expect((await dropped).status).toBe('interrupted');
    await desk.fitThat(stopped.fit, running);
    const second = desk.fitThat(stopped.fit, ended);
    await desk.ask('fit.stop', { fit: stopped.fit });
    expect((await second).status).toBe('interrupted');

    await desk.ask('fit.resume', { fit: stopped.fit });
    const end = await desk.fitThat(stopped.fit, ended);
    expect(end.status).toBe('done');
    const numbers = ({ evaluations }: FitSummary) =>
      evaluations
        .slice(0, 6)
        .map(({ epoch, trainElbo, validationElbo }) => [epoch, trainElbo, validationElbo]);
    expect(numbers(end)).toEqual(numbers(await first));
  });

  test('use the data and spec that were there when they were started', async () => {
    const { fit } = await desk.ask('fit.start', endless);
    await desk.fitThat(fit, running);
    await desk.ask('files.remove', { files: ['proc_EC10G_EtOH.csv'] });
    const over = desk.fitThat(fit, ended);
    await desk.ask('fit.stop', { fit });
    const { epoch } = await over;
    await desk.ask('fit.continue', { fit, epochs: Math.floor(epoch) + 1 });
    expect(await desk.fitThat('fit-2', ended)).toMatchObject({ status: 'done', startedFrom: { fit, epoch } });
    expect(await desk.reply('fit.start', smallFit)).toMatchObject({
      problems: [{ code: 'spec.missingFile' }],
    });
  });

  test('undo never ends one under way, and takes it away afterwards', async () => {
    const { fit } = await desk.ask('fit.start', endless);
    await desk.fitThat(fit, running);
    for (const channel of ['project.undo', 'fit.remove'] as const) {
      const request = channel === 'fit.remove' ? { fit } : {};
      const refused = await desk.reply(channel, request);
      expect(refused).toMatchObject({
        problems: [{ code: 'fit.underWay', message: expect.stringContaining(fit) }],
      });
    }
    const over = desk.fitThat(fit, ended);
    await desk.ask('fit.stop', { fit });
    await over;
    expect((await desk.ask('project.undo', {})).fits).toEqual([]);
    expect((await desk.ask('project.redo', {})).fits).toMatchObject([{ fit, status: 'interrupted' }]);
  });

  test('a stopped one has predictions of its best evaluation, and is still not done', async () => {
    const { fit } = await desk.ask('fit.start', { ...smallFit, epochs: 20 });
    await desk.fitThat(fit, running);
    const over = desk.fitThat(fit, ended);
    await desk.ask('fit.stop', { fit });
    const stopped = await over;
    expect(stopped).toMatchObject({
      predictions: null,
      can: { resume: true, continue: true, predict: true },
    });
    expect(await desk.reply('fit.show', { fit })).toMatchObject({ problems: [{ code: 'fit.noResult' }] });
    const predicted = desk.fitThat(fit, ended);
    await desk.ask('fit.predict', { fit });
    const { bestEpoch, bestValidationElbo } = stopped;
    expect(await predicted).toMatchObject({
      ...{ status: 'interrupted', epoch: stopped.epoch },
      predictions: { epoch: bestEpoch, validationElbo: bestValidationElbo, final: false },
      can: { predict: false, resume: true },
    });
    const view = await desk.ask('fit.show', { fit });
    expect(view).toMatchObject({ epoch: bestEpoch, final: false });
    expect(view.predictions).toHaveLength(48);
    const done = desk.fitThat(fit, ({ status }) => status === 'done');
    await desk.ask('fit.resume', { fit });
    expect(await done).toMatchObject({ epoch: 20, predictions: { final: true } });
  });

  test('closing the project stops them, and they are there when it is opened again', async () => {
    const { fit } = await desk.ask('fit.start', endless);
    await desk.fitThat(fit, running);
    const path = (await desk.ask('app.state', {})).project?.path ?? '';
    expect(await desk.reply('project.close', { stopFits: false })).toMatchObject({
      problems: [{ code: 'project.fitsUnderWay', message: expect.stringContaining(`${fit} is running`) }],
    });
    await desk.ask('project.close', { stopFits: true });
    const { fits } = await desk.ask('project.open', { path, stopFits: false });
    expect(fits).toMatchObject([{ fit, status: 'interrupted', problems: [] }]);
    expect(fits[0]?.evaluations.length).toBeGreaterThan(0);
  });

  test('two windows share the service and hear the same', async () => {
    const heard: string[] = [];
    const end = desk.service.subscribe((event) => heard.push(event.kind));
    await desk.ask('project.rename', { title: 'Both' });
    const { fit } = await desk.ask('fit.start', smallFit);
    await desk.fitThat(fit, ended);
    end();
    expect(heard).toEqual(desk.events.slice(-heard.length).map(({ kind }) => kind));
    expect(heard).toContain('project');
    expect(heard).toContain('evaluation');
  });
});
