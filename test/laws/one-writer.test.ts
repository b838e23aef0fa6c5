import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { readInputBytes } from '../../main/jobs/input-file.ts';
import { readManifest } from '../../main/store/fit-folder.ts';
import { lockFolder } from '../../main/store/folder-lock.ts';
import { readNote } from '../../main/store/lock-note.ts';
import { thisMachine } from '../../main/store/machine.ts';
import { isOpenHere, markOpenHere } from '../../main/store/open-here.ts';
import { openProject } from '../../main/store/open-project.ts';
import { probeFile } from '../../main/store/probe-file.ts';
import { codesOf, created, opened, options, taken, temporaryFolder } from '../helpers/project-file.ts';

let folder: string;
let path: string;

beforeEach(() => {
  const made = temporaryFolder();
  onTestFinished(made.remove);
  folder = made.folder;
  path = join(folder, 'a.wellspring');
  mkdirSync(join(folder, 'other'));
});

const root = join(import.meta.dirname, '../..');

/** What another process gets to see of a project: its title, or why not. */
function fromOutside(path: string): string {
  const script = `
    const Sqlite = require('better-sqlite3');
    const database = new Sqlite(${JSON.stringify(path)}, { timeout: 0 });
    try { console.log(database.prepare('SELECT title FROM project').get()); } catch (error) { console.log(error.code); }`;
  return spawnSync(process.execPath, ['-e', script], { cwd: root, encoding: 'utf8' }).stdout.trim();
}

/** The project under the name that it is open by, and under others: a hard link, a symbolic one, one by way of a folder. */
function names(): readonly string[] {
  const [hard, soft, around] = ['hard.wellspring', 'soft.wellspring', 'other/b.wellspring'].map((name) =>
    join(folder, name),
  ) as [string, string, string];
  linkSync(path, hard);
  symlinkSync(path, soft);
  symlinkSync(folder, join(folder, 'other/way'));
  linkSync(path, around);
  return [path, hard, soft, around, join(folder, 'other/way/a.wellspring')];
}

/** Every way in which a file that the user names is opened by a process that may have projects open. */
const readers: Readonly<Record<string, (path: string) => void>> = {
  'an input file': (path) => void readInputBytes(path, 1 << 20),
  'a project to be opened': (path) => void openProject(path, options()),
  'a look at its header': (path) => void probeFile(path),
  'what lies in the folder of a fit': (path) => {
    const fit = mkdtempSync(join(folder, 'fit-'));
    for (const name of ['fit.json', '.fit-lock', 'fit-lock']) linkSync(path, join(fit, name));
    readManifest(fit);
    readNote(join(fit, 'fit'));
    expect(lockFolder(fit, { host: '', user: '', pid: 1, since: '', program: '' }).kind).toBe('busy');
  },
  'what lies beside another project': (path) => {
    const other = join(mkdtempSync(join(folder, 'project-')), 'other.wellspring');
    created(other).close();
    for (const beside of ['-wal', '-journal', '-lock']) linkSync(path, other + beside);
    // A link is refused before anybody asks where it leads.
    expect(codesOf(openProject(other, options())).join()).toMatch(/^project\.(noPermission|strangeBeside)$/);
  },
};

test.each(Object.keys(readers))('the lock of an open project outlives every reader: %s', (name) => {
  const store = created(path);
  taken(store.rename('Mine'));
  for (const other of names()) {
    readers[name]?.(other);
    expect(fromOutside(path), other).toBe('SQLITE_BUSY');
  }
  store.close();
  expect(fromOutside(path)).toContain('Mine');
});

test('a project that nobody closes stays locked, whatever memory is let go of', async () => {
  taken(created(path).rename('Mine'));
  setFlagsFromString('--expose-gc');
  for (let i = 0; i < 3; i++) {
    await setImmediate();
    runInNewContext('gc')();
  }
  expect(fromOutside(path)).toBe('SQLITE_BUSY');
});

test('a file that only was marked as open is let go of with its name', () => {
  writeFileSync(path, '');
  const unmark = markOpenHere(path, null);
  expect(isOpenHere(path)).toBe(true);
  const next = join(folder, 'next');
  // As a file that gets the inode of one that is gone.
  renameSync(path, next);
  expect(isOpenHere(next)).toBe(false);
  unmark();
});

test('an input file that is the open project is refused, whatever its name; closed, it is a file like any other', () => {
  const store = created(path);
  const all = names();
  for (const name of all) {
    expect(readInputBytes(name, 1 << 20)).toMatchObject({
      ok: false,
      fault: 'it is the project that is open',
    });
  }
  store.close();
  for (const name of all) expect(readInputBytes(name, 1 << 20).ok).toBe(true);
});

test('a project that is open here is in use under all of its names', () => {
  const store = created(path);
  for (const name of names()) expect(codesOf(openProject(name, options()))).toEqual(['project.inUse']);
  store.close();
});

const holder = `
  import { opened } from ${JSON.stringify(join(root, 'test/helpers/project-file.ts'))};
  const store = opened(process.argv[1], { who: 'Grace' });
  store.rename('Held');
  console.log('held');
  process.stdin.on('data', () => process.kill(process.pid, 'SIGKILL'));
  process.stdin.on('end', () => store.close()).resume();
`;

async function heldElsewhere(path: string) {
  const child = spawn(process.execPath, ['--input-type=module', '-e', holder, path], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(createInterface({ input: child.stdout }), 'line');
  const end = async (how: 'closed' | 'killed') => {
    if (how === 'killed') child.stdin.write('now');
    else child.stdin.end();
    await once(child, 'exit');
  };
  return { end };
}

test('who has it open under another name is told', async () => {
  created(path).close();
  const others = names();
  const held = await heldElsewhere(path);
  for (const name of others) {
    const outcome = openProject(name, options());
    expect(codesOf(outcome), name).toEqual(['project.inUse']);
    if (process.platform === 'linux') expect(outcome.problems[0]?.message, name).toMatch(/ by Grace on /);
  }
  await held.end('closed');
  expect(opened(path).title()).toBe('Held');
});

test('what a crash left beside one name is not passed over by way of another', async () => {
  created(path).close();
  const hard = join(folder, 'other/b.wellspring');
  linkSync(path, hard);
  const held = await heldElsewhere(path);
  await held.end('killed');
  const before = readFileSync(path);
  const outcome = openProject(hard, options());
  expect(codesOf(outcome)).toEqual(['project.leftElsewhere']);
  expect(readFileSync(path).equals(before)).toBe(true);
  const store = opened(path);
  expect(store.title()).toBe('Held');
  expect(store.info.recovered).not.toBeNull();
  store.close();
  expect(opened(hard).title()).toBe('Held');
});

test('a project with other names is only read where a crash under one of them leaves no trace', () => {
  created(path).close();
  linkSync(path, join(folder, 'other/b.wellspring'));
  const store = opened(path, { machine: { ...thisMachine, driveOf: () => 'network' } });
  expect(store.info.readOnly).toMatch(/hard links/);
  store.close();
});

test('a file that is replaced while it is opened is not written to', () => {
  created(path).close();
  const other = join(folder, 'other/b.wellspring');
  copyFileSync(path, other);
  const kept = join(folder, 'kept');
  let asked = false;
  const mayWrite = (): boolean => {
    if (!asked) {
      renameSync(path, kept);
      renameSync(other, path);
    }
    asked = true;
    return true;
  };
  const outcome = openProject(path, options({ machine: { ...thisMachine, mayWrite } }));
  expect(codesOf(outcome)).toEqual(['project.replaced']);
  expect(opened(path).info.problems).toEqual([]);
});

test('one that only looks at a project for a moment does not keep another from opening it', async () => {
  created(path).close();
  const go = join(folder, 'other/go');
  const looker = `
    const { existsSync } = require('node:fs');
    const database = new (require('better-sqlite3'))(${JSON.stringify(path)}, { readonly: true });
    database.exec('BEGIN; SELECT * FROM project');
    database.prepare('SELECT title FROM project').get();
    console.log('looks');
    while (!existsSync(${JSON.stringify(go)})) {}
    const till = Date.now() + 20;
    while (Date.now() < till) {}
    database.close();`;
  const child = spawn(process.execPath, ['-e', looker], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(createInterface({ input: child.stdout }), 'line');
  const mayWrite = (): boolean => {
    writeFileSync(go, '');
    return true;
  };
  opened(path, { machine: { ...thisMachine, mayWrite } }).close();
});

test('of two that open a project at the same moment one gets it', async () => {
  created(path).close();
  const script = `
    import { existsSync } from 'node:fs';
    import { openProject } from ${JSON.stringify(join(root, 'main/store/open-project.ts'))};
    console.log('ready');
    for (let round = 0; round < 10; round++) {
      while (!existsSync(process.argv[1] + round)) {}
      const opened = openProject(process.argv[2], { who: 'x', now: () => new Date() });
      console.log(opened.ok ? 'open' : opened.problems[0].code);
      while (!existsSync(process.argv[1] + round + '-end')) {}
      if (opened.ok) opened.value.close();
    }`;
  const go = join(folder, 'other/go');
  const hard = join(folder, 'other/b.wellspring');
  linkSync(path, hard);
  const lines = [path, hard].map((name) => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', script, go, name], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    return createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  });
  const next = async () => (await Promise.all(lines.map(async (line) => (await line.next()).value))).sort();
  expect(await next()).toEqual(['ready', 'ready']);
  for (let round = 0; round < 10; round++) {
    writeFileSync(`${go}${round}`, '');
    const got = await next();
    writeFileSync(`${go}${round}-end`, '');
    expect(got).toEqual(['open', 'project.inUse']);
  }
});

test('what is written to a file that is not under its name any more is not called saved', async () => {
  const store = created(path);
  taken(store.rename('Kept'));
  const aside = join(folder, 'aside.wellspring');
  const lost = () => codesOf(store.rename('Lost'));
  renameSync(path, aside);
  expect(lost()).toEqual(['project.moved']);
  renameSync(aside, path);
  taken(store.rename('Back'));
  renameSync(path, aside);
  copyFileSync(aside, path);
  expect(lost()).toEqual(['project.moved']);
  taken(await store.backup(join(folder, 'copy.wellspring')));
  // What lies beside the name is the new owner's.
  writeFileSync(`${path}-lock`, 'theirs');
  store.close();
  expect(readFileSync(`${path}-lock`, 'utf8')).toBe('theirs');
  for (const whole of ['aside', 'copy']) {
    const found = opened(join(folder, `${whole}.wellspring`));
    expect(found.title()).toBe('Back');
    found.close();
  }
});

test('a project that is taken away goes under its lock, with all that is beside it', () => {
  const store = created(path);
  const hard = join(folder, 'other/b.wellspring');
  linkSync(path, hard);
  store.close('goes');
  for (const beside of ['', '-wal', '-journal', '-lock']) expect(existsSync(path + beside)).toBe(false);
  appendFileSync(hard, '');
  expect(opened(hard).title()).toBe('Receivers');
});
