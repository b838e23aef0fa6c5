import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { handlers } from '../../../main/handlers/handlers.ts';
import { forkJobs } from '../../../main/jobs/fork-job.ts';
import type { StartJob } from '../../../main/jobs/job-process.ts';
import { channelNames } from '../../../shared/channels.ts';
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

const [plate1, quick] = ['proc140916.csv', 'proc_EC10G_EtOH.csv'];

describe('projects', () => {
  test('nothing is open at the start', async () => {
    const state = await desk.ask('app.state', {});
    expect(state).toMatchObject({ host: 'web', home: desk.home, recent: [], project: null });
    expect((await desk.reply('plate.readings', { plate: 'x' })).kind).toBe('problems');
    expect(Object.keys(handlers).sort()).toEqual(Object.keys(channelNames).sort());
  });

  test('a new project lies in the home under its title, and no two under one name', async () => {
    const first = await desk.ask('project.create', { title: 'Dose: 1/2 "C6"', path: null, stopFits: false });
    const second = await desk.ask('project.create', { title: 'Dose: 1/2 "C6"', path: null, stopFits: false });
    expect(first.path).toBe(join(desk.home, 'Dose- 1-2 -C6-.wellspring'));
    expect(second.path).toBe(join(desk.home, 'Dose- 1-2 -C6- 2.wellspring'));
    expect(first).toMatchObject({
      title: 'Dose: 1/2 "C6"',
      files: [],
      plates: [],
      spec: null,
      readOnly: null,
    });
    const { recent, project } = await desk.ask('app.state', {});
    expect(project?.path).toBe(second.path);
    expect(recent.map(({ path }) => path)).toEqual([second.path, first.path]);
  });

  test('opens again what it closed, and says of a recent one that it is gone', async () => {
    const made = await desk.ask('project.create', {
      title: 'A',
      path: join(desk.home, 'mine'),
      stopFits: false,
    });
    expect(made.path).toBe(join(desk.home, 'mine.wellspring'));
    await desk.ask('project.rename', { title: ' B ' });
    await desk.ask('project.close', { stopFits: true });
    expect(desk.events.at(-1)).toEqual({ kind: 'project', project: null });
    expect(readdirSync(desk.home).sort()).toEqual(['mine.wellspring', 'recent.json']);
    expect(await desk.ask('project.open', { path: made.path, stopFits: false })).toMatchObject({
      title: 'B',
      undo: 'Rename to “B”',
    });
    await desk.ask('project.close', { stopFits: true });
    rmSync(made.path);
    expect((await desk.ask('app.state', {})).recent).toMatchObject([{ title: 'B', missing: true }]);
    expect(await desk.reply('project.open', { path: made.path, stopFits: false })).toMatchObject({
      problems: [{ code: 'project.missing' }],
    });
  });

  test('what cannot be opened leaves the open one open', async () => {
    await desk.ask('project.create', { title: 'A', path: null, stopFits: false });
    writeFileSync(join(desk.home, 'no.wellspring'), 'no database');
    for (const path of [
      join(desk.home, 'no.wellspring'),
      join(desk.home, 'none.wellspring'),
      'relative.wellspring',
    ])
      expect(await desk.reply('project.open', { path, stopFits: false })).toMatchObject({ kind: 'problems' });
    expect((await desk.ask('app.state', {})).project?.title).toBe('A');
  });

  test('a project open in another program is refused with who has it', async () => {
    const { path } = await desk.ask('project.create', { title: 'A', path: null, stopFits: false });
    const other = desk.again();
    expect(await other.reply('project.open', { path, stopFits: false })).toMatchObject({
      problems: [{ code: 'project.inUse', message: expect.stringContaining('Ada') }],
    });
    await other.service.close();
    expect((await desk.ask('app.state', {})).project?.path).toBe(path);
  });

  test('a backup is a project of its own', async () => {
    await makeQuickProject(desk);
    const copy = join(desk.home, 'copy.wellspring');
    expect(await desk.ask('project.backup', { path: copy })).toEqual({ path: copy });
    expect(await desk.ask('project.open', { path: copy, stopFits: false })).toMatchObject({
      title: 'Quick',
      files: [{ file: quick }],
      spec: { name: 'auto_constant.yaml' },
    });
  });
});

describe('a copy of a project that is large', () => {
  /** Those that wait for their turn. */
  const held: (() => void)[] = [];
  const jobs = forkJobs();
  const slowChecks: StartJob = () => {
    const job = jobs();
    const post: typeof job.post = (message) => {
      if (message.kind === 'start' && message.task.kind === 'check') held.push(() => job.post(message));
      else job.post(message);
    };
    return { ...job, post };
  };
  const checking = async (): Promise<void> => {
    while (held.length === 0) await new Promise((resolve) => setImmediate(resolve));
  };
  let slow: ServiceDesk;
  beforeEach(async () => {
    held.length = 0;
    slow = openDesk({ startJob: slowChecks });
    await makeQuickProject(slow);
  });
  afterEach(() => slow.close());

  test('is read by a job, tells how far it is, and keeps nobody waiting', async () => {
    const copy = join(slow.home, 'copy.wellspring');
    const made = slow.reply('project.backup', { path: copy });
    await checking();
    expect((await slow.ask('app.state', {})).project?.title).toBe('Quick');
    expect((await slow.ask('project.rename', { title: 'Meanwhile' })).title).toBe('Meanwhile');
    expect(existsSync(copy)).toBe(false);
    for (const go of held) go();
    expect(await made).toEqual({ kind: 'value', value: { path: copy } });
    const told = slow.events.flatMap((event) => (event.kind === 'backup' ? [event.done] : []));
    expect(told.at(-1)).toBeNull();
    expect(told.at(-2)).toBe(1);
    expect(told.slice(0, -1)).toEqual([...told.slice(0, -1)].sort());
  });

  test('is whole though its project is closed while it is read', async () => {
    const copy = join(slow.home, 'copy.wellspring');
    const made = slow.reply('project.backup', { path: copy });
    await checking();
    await slow.ask('project.close', { stopFits: false });
    for (const go of held) go();
    expect(await made).toMatchObject({ kind: 'value' });
    expect(await slow.ask('project.open', { path: copy, stopFits: false })).toMatchObject({ title: 'Quick' });
  });
});

describe('a system that starts no further process', () => {
  const never: StartJob = () => ({
    pid: () => null,
    post: () => {},
    onMessage: () => {},
    onExit: (listener) => {
      const exit = { code: null, signal: null, errors: '', notStarted: 'too many files are open' };
      setImmediate(() => listener(exit));
    },
    kill: () => {},
  });
  const refusal = (remedy: string) => ({
    code: 'job.notStarted',
    severity: 'error',
    message: expect.stringContaining('too many files are open'),
    remedy: expect.stringContaining(remedy),
  });

  test('is told with a way on wherever a job is needed', async () => {
    await makeQuickProject(desk);
    const { path } = await desk.ask('project.rename', { title: 'Quick' });
    await desk.ask('project.close', { stopFits: false });
    let full = false;
    const jobs = forkJobs();
    const other = openDesk({ home: desk.home, startJob: () => (full ? never() : jobs()) });
    await other.ask('project.open', { path, stopFits: false });
    full = true;
    expect(await other.reply('files.import', { files: exampleFiles(plate1) })).toMatchObject({
      value: { kept: [], refused: [{ file: plate1, problems: [refusal('import it again')] }] },
    });
    const copy = join(desk.home, 'copy.wellspring');
    expect(await other.reply('project.backup', { path: copy })).toMatchObject({
      problems: [refusal('save the copy again')],
    });
    expect(existsSync(copy)).toBe(false);
    const { fit } = await other.ask('fit.start', smallFit);
    const failed = await other.fitThat(fit, ended);
    expect(failed.problems).toMatchObject([refusal('start the fit again')]);
    await other.ask('project.close', { stopFits: false });
    expect(await other.reply('project.open', { path, stopFits: false })).toMatchObject({
      problems: [refusal('open it again')],
    });
    await other.service.close();
  });
});

describe('requests of the wrong shape', () => {
  const wrong: readonly (readonly [string, unknown, string])[] = [
    ['app.state', null, 'problems'],
    ['app.state', { more: 1 }, 'problems'],
    ['project.create', { title: '  ', path: null, stopFits: false }, 'problems'],
    ['project.create', { title: 'a\nb', path: null, stopFits: false }, 'problems'],
    ['project.create', { title: 'x'.repeat(201), path: null, stopFits: false }, 'problems'],
    ['project.open', { path: '', stopFits: false }, 'problems'],
    ['project.open', { path: 7, stopFits: false }, 'problems'],
    ['files.import', { files: [] }, 'problems'],
    ['files.import', { files: [{ name: '../a.csv', bytes: new Uint8Array(1) }] }, 'problems'],
    ['files.import', { files: [{ name: 'a.csv', bytes: 'text' }] }, 'problems'],
    ['files.import', { files: Array(65).fill({ name: 'a.csv', bytes: new Uint8Array(1) }) }, 'problems'],
    ['spec.choose', { kind: 'file', path: '/etc/passwd' }, 'problems'],
    ['spec.choose', { kind: 'shipped', id: '../../../etc/passwd' }, 'problems'],
    ['fit.start', null, 'problems'],
    ['fit.start', { ...smallFit, epochs: 0 }, 'problems'],
    ['fit.start', { ...smallFit, epochs: Number.NaN }, 'problems'],
    ['fit.start', { ...smallFit, draws: 1e9 }, 'problems'],
    ['fit.start', { ...smallFit, fold: 5 }, 'problems'],
    ['fit.start', { ...smallFit, seed: '1' }, 'problems'],
    ['fit.show', { fit: '../../..' }, 'problems'],
    ['fit.show', { fit: 7 }, 'problems'],
    ['fit.stop', { fit: 'fit-1' }, 'problems'],
    ['fit.resume', { fit: 'fit-1' }, 'problems'],
    ['plate.readings', {}, 'problems'],
    ['plate.readings', { plate: 'x' }, 'problems'],
    ['nonsense', {}, 'problems'],
    ['constructor', {}, 'problems'],
  ];
  test.each(wrong)('%s refuses a wrong one, %#', async (channel, request, kind) => {
    if (channel !== 'app.state')
      await desk.ask('project.create', { title: 'Open', path: null, stopFits: false });
    expect((await desk.reply(channel, request)).kind).toBe(kind);
    expect(existsSync(join(desk.home, 'Open.wellspring'))).toBe(channel !== 'app.state');
  });
});
