import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { openProject } from '../../main/store/open-project.ts';
import {
  bytesOf,
  codesOf,
  created,
  fingerprints,
  newFile,
  opened,
  options,
  taken,
  temporaryFolder,
} from '../helpers/project-file.ts';

let folder: string;
let path: string;

beforeEach(() => {
  const made = temporaryFolder();
  onTestFinished(made.remove);
  folder = made.folder;
  path = join(folder, 'a.wellspring');
});

/** Another process that has the project open till its input ends. */
const holder = `
  import { opened } from ${JSON.stringify(join(import.meta.dirname, '../helpers/project-file.ts'))};
  import { thisMachine } from ${JSON.stringify(join(import.meta.dirname, '../../main/store/machine.ts'))};
  const [path, drive] = process.argv.slice(1);
  const machine = { ...thisMachine, host: 'lab-3', driveOf: () => drive };
  const store = opened(path, { who: 'Grace', machine });
  store.rename('Held');
  console.log('held');
  process.stdin.on('end', () => store.close()).resume();
`;

test.each(['local', 'network'])(
  'a second process is told who has it, where, since when (%s drive)',
  async (drive) => {
    created(path).close();
    const child = spawn(process.execPath, ['--input-type=module', '-e', holder, path, drive], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    await once(createInterface({ input: child.stdout }), 'line');
    const outcome = openProject(path, options());
    expect(codesOf(outcome)).toEqual(['project.inUse']);
    expect(outcome.problems[0]?.message).toMatch(
      /by Grace on lab-3 since 2026-01-01T00:00:0\d\.000Z \(.*process \d+\)/,
    );
    // The holder was not disturbed, and lets go whole.
    child.stdin.end();
    const [code] = await once(child, 'exit');
    expect(code).toBe(0);
    const store = opened(path);
    expect(store.title()).toBe('Held');
    expect(store.info.recovered).toBeNull();
    store.close();
    expect(fingerprints(folder)).toHaveLength(1);
  },
);

test('the lock of an open project holds against any other program', () => {
  const store = created(path);
  taken(store.rename('Mine'));
  const script = `
    const Sqlite = require('better-sqlite3');
    const database = new Sqlite(${JSON.stringify(path)}, { timeout: 0 });
    try { console.log(database.prepare('SELECT title FROM project').get()); } catch (error) { console.log(error.code); }`;
  const root = join(import.meta.dirname, '../..');
  const other = () =>
    spawnSync(process.execPath, ['-e', script], { cwd: root, encoding: 'utf8' }).stdout.trim();
  expect(other()).toBe('SQLITE_BUSY');
  // An opening that is refused must not take the lock away.
  expect(codesOf(openProject(path, options()))).toEqual(['project.inUse']);
  expect(other()).toBe('SQLITE_BUSY');
  store.close();
  expect(other()).toContain('Mine');
});

test('a backup made while the project is written is whole, at rest, and a project of its own', async () => {
  const store = created(path);
  taken(store.addFiles([newFile('one.csv', bytesOf(1, 4_000_000))]));
  const target = join(folder, 'b.wellspring');
  let done = false;
  const backup = store.backup(target).finally(() => {
    done = true;
  });
  let during = 0;
  // Each turn lets the backup copy some pages.
  while (!done) {
    if (during < 50) taken(store.addFiles([newFile(`plate-${during++}.csv`, bytesOf(during, 50_000))]));
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(during).toBeGreaterThan(5);
  expect(taken(await backup)).toEqual({ path: target });
  expect(codesOf(await store.backup(target))).toEqual(['backup.exists']);
  expect(codesOf(await store.backup(path, { replace: true }))).toEqual(['backup.exists']);
  taken(await store.backup(target, { replace: true }));
  taken(store.rename('Goes on'));
  const copy = opened(target);
  expect(copy.info).toMatchObject({ recovered: null, problems: [] });
  expect(copy.integrity()).toEqual([]);
  expect(copy.files()).toHaveLength(during + 1);
  expect(copy.title()).toBe('Receivers');
  taken(copy.undo());
  copy.close();
  store.close();
  expect(fingerprints(folder).map((line) => line.split(' ')[0])).toEqual(['a.wellspring', 'b.wellspring']);
});

test('a project that is closed while it is copied says so, and leaves no copy', async () => {
  const store = created(path);
  taken(store.addFiles([newFile('one.csv', bytesOf(1, 4_000_000))]));
  const backup = store.backup(join(folder, 'b.wellspring'));
  store.close();
  const outcome = await backup;
  expect(codesOf(outcome)).toEqual(['backup.closed']);
  expect(outcome.problems[0]?.message).toContain('was closed');
  expect(fingerprints(folder)).toHaveLength(1);
});

test('a backup to where nothing can be written leaves nothing there', async () => {
  const store = created(path);
  writeFileSync(join(folder, 'file'), '');
  for (const place of ['no/b.wellspring', 'file/b.wellspring']) {
    expect(codesOf(await store.backup(join(folder, place)))).toEqual(['backup.cannotWrite']);
  }
  store.close();
  expect(fingerprints(folder)).toHaveLength(2);
});
