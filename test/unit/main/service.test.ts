import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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

const [plate1, plate2, quick] = ['proc140916.csv', 'proc141006.csv', 'proc_EC10G_EtOH.csv'];

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

describe('files', () => {
  beforeEach(() => desk.ask('project.create', { title: 'Files', path: null, stopFits: false }));

  test('that leave something open are asked about, and read again with the answer', async () => {
    const bytes = new Uint8Array(
      readFileSync(new URL('../../exports/wide_time_by_well_no_units.csv', import.meta.url)),
    );
    const file = 'growth.csv';
    const { project } = await desk.ask('files.import', { files: [{ name: file, bytes }] });
    expect(project.files[0]).toMatchObject({
      questions: { timeUnit_s: null },
      problems: [{ code: 'time.unit' }],
    });
    const times = async (): Promise<number | undefined> =>
      (await desk.ask('plate.readings', { plate: 'growth' })).signals[0]?.times_h[1];
    expect(await times()).toBeUndefined();
    const answered = await desk.ask('files.answer', { file, answers: { timeUnit_s: 60 } });
    expect(answered.files).toMatchObject([{ file, questions: { timeUnit_s: 60 }, problems: [] }]);
    const inMinutes = (await times()) ?? Number.NaN;
    expect(inMinutes).toBeGreaterThan(0);
    await desk.ask('files.answer', { file, answers: { timeUnit_s: 3600 } });
    expect(await times()).toBeCloseTo(60 * inMinutes, 9);
    await desk.ask('project.undo', {});
    expect(await times()).toBe(inMinutes);
    expect((await desk.ask('project.undo', {})).files[0]?.questions).toEqual({ timeUnit_s: null });
    expect(await times()).toBeUndefined();
    await desk.ask('project.redo', {});
    expect(await times()).toBe(inMinutes);
    for (const answers of [{}, { timeUnit_s: 61 }, { interval_s: 0 }, { format: 'nonsense' }])
      expect(await desk.reply('files.answer', { file, answers })).toMatchObject({ kind: 'problems' });
    expect(await desk.reply('files.answer', { file, answers: { format: 'bmg' } })).toMatchObject({
      problems: [{ inWindow: expect.stringContaining('another format') }],
    });
    expect(await times()).toBe(inMinutes);
  });

  test('are kept with what is in them; one that cannot be read does not stop the others', async () => {
    const wrong = { name: 'picture.csv', bytes: Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0) };
    const empty = { name: 'empty.csv', bytes: new Uint8Array() };
    const files = [wrong, ...exampleFiles(plate1), empty, ...exampleFiles(plate2)];
    const report = await desk.ask('files.import', { files });
    expect(report.kept).toEqual([plate1, plate2]);
    expect(report.refused).toMatchObject([
      { file: 'picture.csv', problems: [{ code: 'plate.notRecognised' }] },
      { file: 'empty.csv', problems: [{ code: 'plate.empty' }] },
    ]);
    const [view] = report.project.files;
    expect(view).toMatchObject({
      ...{
        file: plate1,
        format: 'vi-hds processed CSV',
        confidence: 1,
        bytes: 225590,
        wells: 96,
        cycles: 100,
      },
      ...{ plates: ['proc140916'], signals: ['EYFP', 'ECFP', 'mRFP1', 'OD'], problems: [] },
    });
    expect(view?.sparkline).toHaveLength(60);
    expect(
      report.project.plates.map(({ plate, rows, columns, wells }) => [plate, rows, columns, wells.length]),
    ).toEqual([
      ['proc140916', 8, 12, 96],
      ['proc141006', 8, 12, 96],
    ]);
    const wells = report.project.plates.flatMap((plate) => plate.wells);
    expect(wells.every(({ device }) => device !== null)).toBe(true);
    expect(new Set(wells.map((well) => `${well.id.split('/')[0]} ${well.row} ${well.column}`)).size).toBe(
      192,
    );
    const told = desk.events.flatMap((event) => (event.kind === 'import' ? [[event.done, event.total]] : []));
    expect(told).toEqual([0, 1, 2, 3].map((done) => [done, 4]));
    const { signals } = await desk.ask('plate.readings', { plate: 'proc140916' });
    for (const { times_h, values } of signals) expect(values.length).toBe(96 * times_h.length);
  });

  test('a name that is there: the same content is not doubled, other content is refused', async () => {
    await desk.ask('files.import', { files: exampleFiles(quick) });
    const [file] = exampleFiles(quick);
    const other = { name: quick, bytes: exampleFiles(plate1)[0]?.bytes ?? new Uint8Array() };
    const renamed = { name: quick.replace('.csv', '.txt'), bytes: other.bytes };
    for (const [given, code] of [
      [file, 'file.alreadyImported'],
      [other, 'file.exists'],
      [renamed, 'file.plateTaken'],
    ] as const) {
      const report = await desk.ask('files.import', { files: given === undefined ? [] : [given] });
      expect(report).toMatchObject({ kept: [], refused: [{ problems: [{ code }] }] });
      expect(report.project.files).toHaveLength(1);
    }
  });

  test('go and come back by undo and redo, which have names', async () => {
    await desk.ask('files.import', { files: exampleFiles(quick) });
    const removed = await desk.ask('files.remove', { files: [quick] });
    expect([removed.files, removed.plates]).toEqual([[], []]);
    expect(removed.undo).toContain(quick);
    const back = await desk.ask('project.undo', {});
    expect([back.files.length, back.plates.length, back.redo]).toEqual([1, 1, removed.undo]);
    expect((await desk.ask('project.redo', {})).files).toEqual([]);
    await desk.ask('project.undo', {});
    await desk.ask('project.undo', {});
    expect(await desk.reply('project.undo', {})).toMatchObject({
      problems: [{ code: 'history.nothingToUndo' }],
    });
    const { entries } = await desk.ask('project.log', {});
    expect(entries.map(({ who }) => who)).toEqual(entries.map(() => 'Ada'));
    expect(entries.length).toBeGreaterThanOrEqual(3);
  });

  test('are there after a new start without being read again', async () => {
    const { project } = await desk.ask('files.import', { files: exampleFiles(quick) });
    await desk.service.close();
    const next = desk.again();
    const opened = await next.ask('project.open', { path: project.path, stopFits: false });
    expect(opened.plates).toEqual(project.plates);
    expect(opened.files).toEqual(project.files);
    expect(next.events.some((event) => event.kind === 'import')).toBe(false);
    await next.service.close();
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
