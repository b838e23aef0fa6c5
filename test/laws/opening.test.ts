import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import SqliteDatabase from 'better-sqlite3';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { forkJobs } from '../../main/jobs/fork-job.ts';
import { openProject } from '../../main/store/open-project.ts';
import { sealRow } from '../../main/store/seal.ts';
import { packedRows } from '../helpers/hostile/packed-rows.ts';
import {
  bytesOf,
  codesOf,
  created,
  newFile,
  newFit,
  opened,
  options,
  taken,
  temporaryFolder,
} from '../helpers/project-file.ts';
import { exampleFiles, openDesk } from '../helpers/service-desk.ts';

/** Whose openings are looked at from outside: what it takes is what the service takes. */
const program = fileURLToPath(new URL('../helpers/hostile/open-as-service.ts', import.meta.url));

interface Opening {
  readonly problems: readonly string[];
  readonly readings: readonly string[];
  /** Of the service alone, megabytes. */
  readonly peak: number;
}

function openAsService(path: string): Opening {
  const { stdout, stderr } = spawnSync(process.execPath, [program, path], { encoding: 'utf8' });
  expect(stderr).toBe('');
  return JSON.parse(stdout) as Opening;
}

/** Megabytes; with nothing in the project it takes a third of it. */
const modest = 600;

describe('a project whose rows would fill memory', () => {
  const rows: Record<string, Uint8Array> = {};
  beforeAll(() => {
    for (const [name, make] of Object.entries(packedRows)) rows[name] = make();
  });

  test.each(Object.keys(packedRows))(
    '%s: opens, its readings are lost, and little memory is taken',
    (name) => {
      const { folder, remove } = temporaryFolder();
      onTestFinished(remove);
      const path = join(folder, 'hostile.wellspring');
      const store = created(path);
      const bytes = rows[name] ?? new Uint8Array();
      const files = Array.from({ length: 8 }, (_, n) => ({
        ...newFile(`p${n}.csv`, bytesOf(n, 50)),
        parsed: bytes,
      }));
      taken(store.addFiles(files));
      store.close();
      const opening = openAsService(path);
      expect(opening.problems).toEqual(files.map(() => 'file.notParsed'));
      expect(opening.peak).toBeLessThan(modest);
    },
  );

  test.each([
    ['shown', false],
    ['named by a spec', true],
  ])('with outlines that look right, %s', (_, chosen) => {
    const [name = ''] = Object.keys(packedRows).slice(-1);
    const { folder, remove } = temporaryFolder();
    onTestFinished(remove);
    const path = join(folder, 'hostile.wellspring');
    const store = created(path);
    const parsed = rows[name] ?? new Uint8Array();
    const files = Array.from({ length: 8 }, (_, n) => {
      const file = newFile(`p${n}.csv`, bytesOf(n, 50));
      const wells = [{ well: 'A1', device: 'D', treatment: '', colony: '', line: 3 }];
      const outline = [{ plate: `p${n}`, wells, signals: [{ signal: 'OD', unit: null, timed: true }] }];
      return { ...file, summary: { ...file.summary, plates: [`p${n}`], outline }, parsed };
    });
    taken(store.addFiles(files));
    const text = specOf(files.map((file) => file.name));
    if (chosen) taken(store.setSpec({ name: 'all.yaml', text, model: null }));
    store.close();
    const opening = openAsService(path);
    const told = chosen ? opening.problems : opening.readings;
    expect(told.filter((code) => code === 'file.notParsed')).toHaveLength(files.length);
    expect(opening.peak).toBeLessThan(modest);
  });

  test('an entry of millions of lists is damaged', () => {
    const { folder, remove } = temporaryFolder();
    onTestFinished(remove);
    const path = join(folder, 'hostile.wellspring');
    const store = created(path);
    taken(store.addFiles([newFile('a.csv', bytesOf(1, 50)), newFile('b.csv', bytesOf(2, 50))]));
    store.close();
    edit(path, (database) => {
      database.prepare('UPDATE files SET summary = ? WHERE id = 1').run(`[${'[],'.repeat(8_000_000)}[]]`);
      sealRow(database, 'files', 1);
    });
    expect(openAsService(path)).toMatchObject({
      problems: ['project.contentDamaged', 'project.readOnly', 'file.notParsed'],
    });
  });

  test('lists without end are refused before they are read', () => {
    const { folder, remove } = temporaryFolder();
    onTestFinished(remove);
    const path = join(folder, 'hostile.wellspring');
    created(path).close();
    edit(path, (database) => {
      const many = `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 600000)
        INSERT INTO log (at, who, what, kind, changes, inverse) SELECT 'x', 'x', 'x', 'do', '[]', '[]' FROM n`;
      database.exec(many);
    });
    const outcome = openAsService(path);
    expect(outcome).toMatchObject({ problems: ['project.damaged'] });
    expect(outcome.peak).toBeLessThan(modest);
  });
});

test.each([
  ['project', 'title'],
  ['files', 'imported_by'],
  ['files', 'imported_at'],
  ['fits', 'started_by'],
  ['spec', 'model_text'],
  ['settings', 'value'],
] as const)('a text without end is refused wherever it is: %s, %s', (table, column) => {
  const { folder, remove } = temporaryFolder();
  onTestFinished(remove);
  const path = join(folder, 'hostile.wellspring');
  const store = created(path);
  taken(store.addFiles([newFile('a.csv', bytesOf(1, 50))]));
  taken(store.setSpec({ name: 'a.yaml', text: specOf(['a.csv']), model: { name: 'm', text: 't' } }));
  taken(store.setSetting('plot.scale', 'log', 'scale'));
  taken(store.startFit(newFit()));
  store.close();
  edit(path, (database) => {
    database.exec(`UPDATE ${table} SET ${column} = printf('%.*c', ${140 << 20}, 'x')`);
    const changes = database.prepare<[], number>('SELECT changes()').pluck().get();
    expect(changes).toBe(1);
    const rows = database.prepare<[], number>(`SELECT rowid FROM ${table}`).pluck().all();
    for (const row of rows) sealRow(database, table, row);
  });
  expect(codesOf(openProject(path, options()))).toEqual(['project.damaged']);
});

test('what was opened is what was looked at: a change in between is seen, and looked at again', async () => {
  const { folder, remove } = temporaryFolder();
  onTestFinished(remove);
  const path = join(folder, 'a.wellspring');
  created(path).close();
  const fork = forkJobs();
  let changes = 0;
  const desk = openDesk({
    startJob: () => {
      const job = fork();
      return {
        ...job,
        onMessage: (listener) =>
          job.onMessage((message) => {
            // Another program opens it, changes it and closes it, after it was looked at.
            if (changes++ < 2) {
              const other = opened(path);
              taken(other.rename(`Title ${changes}`));
              other.close();
            }
            listener(message);
          }),
      };
    },
  });
  onTestFinished(() => desk.close());
  const view = await desk.ask('project.open', { path });
  expect(view.title).toBe('Title 2');
  expect(changes).toBe(3);
});

test('a process that is ended while it looks leaves the project as it was, and says so', async () => {
  const { folder, remove } = temporaryFolder();
  onTestFinished(remove);
  const path = join(folder, 'a.wellspring');
  created(path).close();
  const fork = forkJobs();
  let kills = 2;
  const desk = openDesk({
    startJob: () => {
      const job = fork();
      if (kills-- > 0) job.kill();
      return job;
    },
  });
  onTestFinished(() => desk.close());
  expect(await desk.reply('project.open', { path })).toMatchObject({
    kind: 'problems',
    problems: [{ code: 'project.notPrepared' }],
  });
  // A drive that fails under the first, which reads by way of memory, is no more than that to the second.
  kills = 1;
  expect((await desk.ask('project.open', { path })).path).toBe(path);
});

test('readings that are damaged are read again from the original', async () => {
  const { folder, remove } = temporaryFolder();
  onTestFinished(remove);
  const desk = openDesk();
  onTestFinished(() => desk.close());
  const path = join(folder, 'a.wellspring');
  await desk.ask('project.create', { path, title: 'A' });
  await desk.ask('files.import', { files: [...exampleFiles('proc141028.csv')] });
  await desk.ask('project.close', {});
  const store = opened(path);
  taken(store.setParsed('proc141028.csv', Uint8Array.of(1, 2, 3)));
  store.close();
  const { plates } = await desk.ask('project.open', { path });
  expect(plates).toHaveLength(1);
  const { signals } = await desk.ask('plate.readings', { plate: 'proc141028' });
  expect(signals.length).toBeGreaterThan(1);
});

test('so are those of a project from before outlines were kept', async () => {
  const { folder, remove } = temporaryFolder();
  onTestFinished(remove);
  const path = join(folder, 'a.wellspring');
  const store = created(path);
  const [file] = exampleFiles('proc141028.csv');
  const old = newFile('proc141028.csv', file?.bytes ?? new Uint8Array());
  taken(store.addFiles([{ ...old, parsed: Uint8Array.of(1, 2, 3) }]));
  store.close();
  const desk = openDesk();
  onTestFinished(() => desk.close());
  const found = new Promise<number>((resolve) =>
    desk.service.subscribe((event) => {
      if (event.kind === 'project' && event.project !== null && event.project.plates.length > 0)
        resolve(event.project.problems.length);
    }),
  );
  expect(await desk.ask('project.open', { path })).toMatchObject({
    plates: [],
    problems: [{ code: 'file.notParsed' }],
  });
  expect(await found).toBe(0);
});

function edit(path: string, work: (database: SqliteDatabase.Database) => void): void {
  const database = new SqliteDatabase(path);
  work(database);
  database.close();
}

function specOf(files: readonly string[]): string {
  return `data:\n  files: [${files.join(', ')}]\n  devices: [D]\n  signals: [OD]\n  conditions: []\nmodel: dr_constant\nparams: {}\n`;
}
