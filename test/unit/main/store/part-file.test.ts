import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { createProject } from '../../../../main/store/create-project.ts';
import { newPart, putInPlace, removePart } from '../../../../main/store/part-file.ts';
import {
  bytesOf,
  codesOf,
  created,
  newFile,
  opened,
  options,
  taken,
  temporaryFolder,
} from '../../../helpers/project-file.ts';

const real = await vi.importActual<typeof import('node:fs')>('node:fs');
vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>();
  return { ...fs, linkSync: vi.fn(fs.linkSync) };
});

let folder: string;
let path: string;

beforeEach(() => {
  const made = temporaryFolder();
  onTestFinished(made.remove);
  folder = made.folder;
  path = join(folder, 'a.wellspring');
});

/** FAT and many shares know no hard links. */
function withoutLinks(): void {
  vi.mocked(linkSync).mockImplementation(() => {
    throw Object.assign(new Error('EPERM: operation not permitted, link'), { code: 'EPERM' });
  });
  onTestFinished(() => void vi.mocked(linkSync).mockImplementation(real.linkSync));
}

test.each([
  ['with links', () => {}],
  ['without', withoutLinks],
])('a finished file gets its name whole, and never in the place of another (drive %s)', (_, drive) => {
  drive();
  const part = newPart(path);
  writeFileSync(part, 'finished');
  expect(putInPlace(part, path)).toBe('placed');
  expect(readdirSync(folder)).toEqual(['a.wellspring']);
  writeFileSync(part, 'another');
  expect(putInPlace(part, path)).toBe('taken');
  expect(readFileSync(path, 'utf8')).toBe('finished');
  // A link to nothing is a name that is taken.
  const dangling = join(folder, 'b.wellspring');
  symlinkSync(join(folder, 'nothing'), dangling);
  expect(putInPlace(part, dangling)).toBe('taken');
  mkdirSync(join(folder, 'c.wellspring'));
  expect(putInPlace(part, join(folder, 'c.wellspring'))).toBe('taken');
  removePart(part);
});

test('where nothing can be put nothing stays', () => {
  const part = newPart(path);
  writeFileSync(part, 'finished');
  expect(() => putInPlace(part, join(folder, 'no/a.wellspring'))).toThrow('ENOENT');
  withoutLinks();
  expect(() => putInPlace(part, join(folder, `${'long'.repeat(80)}.wellspring`))).toThrow('ENAMETOOLONG');
  removePart(part);
  expect(readdirSync(folder)).toEqual([]);
});

test('what dead processes left of theirs goes with the next part, what living ones have stays', () => {
  const own = newPart(path);
  const dead = own.replace(`-${process.pid}-`, '-4194305-');
  const elsewhere = dead.replace(/-[0-9a-f]{6}-/, '-ffffff-');
  for (const part of [own, dead, `${dead}-journal`, elsewhere]) writeFileSync(part, '');
  newPart(path);
  expect([own, dead, `${dead}-journal`, elsewhere].map((part) => existsSync(part))).toEqual([
    ...[true, false, false, true],
  ]);
});

test.each([
  ['with links', () => {}],
  ['without', withoutLinks],
])('of two that make the same project one succeeds and nothing of it is replaced (drive %s)', (_, drive) => {
  drive();
  let first = true;
  const now = (): Date => {
    if (first) {
      first = false;
      const other = created(path);
      taken(other.addFiles([newFile('theirs.csv', bytesOf(1, 100))]));
      other.close();
    }
    return new Date(0);
  };
  expect(codesOf(createProject(path, { title: 'Ours', ...options({ now }) }))).toEqual(['project.exists']);
  const store = opened(path);
  expect(store.files().map(({ file }) => file)).toEqual(['theirs.csv']);
  store.close();
  expect(readdirSync(folder)).toEqual(['a.wellspring']);
});

test('a backup replaces nothing that came to have its name meanwhile', async () => {
  const store = created(path);
  taken(store.addFiles([newFile('one.csv', bytesOf(1, 2_000_000))]));
  const target = join(folder, 'b.wellspring');
  const made = store.backup(target);
  writeFileSync(target, 'theirs');
  expect(codesOf(await made)).toEqual(['backup.exists']);
  expect(readFileSync(target, 'utf8')).toBe('theirs');
  // Asked to replace what is there, it does not replace another file.
  const again = store.backup(target, { replace: true });
  real.rmSync(target);
  writeFileSync(join(folder, 'fill'), '');
  writeFileSync(target, 'theirs again');
  expect(codesOf(await again)).toEqual(['backup.exists']);
  expect(readFileSync(target, 'utf8')).toBe('theirs again');
  taken(await store.backup(target, { replace: true }));
  const copy = opened(target);
  expect(codesOf(await store.backup(target, { replace: true }))).toEqual(['backup.exists']);
  copy.close();
  store.close();
  expect(readdirSync(folder)).toEqual(['a.wellspring', 'b.wellspring', 'fill']);
});

test('a name that a log of another project lies beside is not given to a new one', async () => {
  writeFileSync(`${path}-wal`, 'the last changes of a project that was moved');
  expect(codesOf(createProject(path, { title: 'New', ...options() }))).toEqual(['project.exists']);
  const store = created(join(folder, 'b.wellspring'));
  expect(codesOf(await store.backup(path))).toEqual(['backup.exists']);
  store.close();
  expect(existsSync(path)).toBe(false);
});

test('names too long for a drive are the user’s problem, however long', async () => {
  const store = created(path);
  for (const length of [205, 300, 5000]) {
    const long = join(folder, `${'n'.repeat(length)}.wellspring`);
    expect(codesOf(createProject(long, { title: 'New', ...options() }))).toEqual(['project.name']);
    expect(codesOf(await store.backup(long))).toEqual(['project.name']);
  }
  const fits = join(folder, `${'n'.repeat(204)}.wellspring`);
  taken(createProject(fits, { title: 'New', ...options() })).close();
  store.close();
});
