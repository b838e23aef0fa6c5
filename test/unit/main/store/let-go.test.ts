import {
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { thisMachine } from '../../../../main/store/machine.ts';
import { openProject } from '../../../../main/store/open-project.ts';
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

let folder: string;
let path: string;
let log: string;

beforeEach(() => {
  const made = temporaryFolder();
  onTestFinished(made.remove);
  folder = made.folder;
  path = join(folder, 'a.wellspring');
  log = `${path}-wal`;
});

/** What others do to the files of an open project, none of whom asks for a lock. */
const deeds: Readonly<Record<string, () => void>> = {
  'the log is removed': () => rmSync(log),
  'the log is moved': () => renameSync(log, join(folder, 'moved')),
  'another file takes the place of the log': () => {
    writeFileSync(join(folder, 'new'), bytesOf(7, 200_000));
    renameSync(join(folder, 'new'), log);
  },
  'the log is emptied': () => truncateSync(log, 0),
  'the log is cut': () => truncateSync(log, 10_000),
  'the log is written over': () => writeFileSync(log, bytesOf(7, readFileSync(log).length)),
  'another project is copied over the file': () => copyFileSync(join(folder, 'other.wellspring'), path),
  'the file is emptied': () => truncateSync(path, 0),
  'the file is cut': () => truncateSync(path, 50_000),
};

/** A change is on the disk before the deed, and one is tried after it. */
function suffer(deed: string) {
  created(join(folder, 'other.wellspring'), { who: 'Grace' }).close();
  const first = created(path);
  taken(first.addFiles([newFile('one.csv', bytesOf(1, 90_000))]));
  first.close();
  const store = opened(path);
  taken(store.rename('Before'));
  deeds[deed]?.();
  return { store, after: store.rename('After') };
}

describe.skipIf(process.platform === 'win32')(
  'what is not in a project’s own files is not called saved',
  () => {
    test.each([
      ['the log is removed', 'project.logGone'],
      ['the log is moved', 'project.logGone'],
      ['another file takes the place of the log', 'project.logGone'],
      ['the log is emptied', 'project.logChanged'],
      ['the log is cut', 'project.logChanged'],
      ['the log is written over', 'project.logChanged'],
      ['another project is copied over the file', 'project.overwritten'],
      ['the file is emptied', 'project.overwritten'],
      ['the file is cut', 'project.overwritten'],
    ])('%s', (deed, code) => {
      const { store, after } = suffer(deed);
      expect(codesOf(after)).toEqual([code]);
      expect(after.problems[0]?.message).toContain('not saved');
      expect(codesOf(store.setSetting('folds', 4, 'Use 4 folds'))).toEqual([code]);
      store.close();
      expect(existsSync(`${path}-lock`)).toBe(false);
    });

    test.each(['the log is removed', 'the log is moved', 'another file takes the place of the log'])(
      '%s: what was acknowledged is in the file at once, and after closing',
      (deed) => {
        const { store } = suffer(deed);
        const killed = join(folder, 'killed.wellspring');
        copyFileSync(path, killed);
        store.close();
        for (const [found, problems] of [
          [killed, ['project.notClosed']],
          [path, []],
        ] as const) {
          const outcome = openProject(found, options());
          expect([taken(outcome).title(), codesOf(outcome)]).toEqual(['Before', problems]);
          taken(outcome).close();
        }
      },
    );

    test('a log of others that has come to the name is kept', () => {
      const { store } = suffer('another file takes the place of the log');
      store.close();
      const kept = readdirSync(folder).filter((name) => name.includes('-wal.kept-'));
      expect(kept.map((name) => readFileSync(join(folder, name)))).toEqual([
        Buffer.from(bytesOf(7, 200_000)),
      ]);
    });

    test.each(['the log is emptied', 'the log is cut', 'the log is written over', 'the file is cut'])(
      '%s: closing leaves both as they are',
      (deed) => {
        const { store } = suffer(deed);
        const before = [readFileSync(path), readFileSync(log)];
        store.close();
        expect([readFileSync(path), readFileSync(log)]).toEqual(before);
        expect(existsSync(`${path}-aside`)).toBe(false);
      },
    );

    test('a project that was copied over the file is whole after closing, and the log of the other is kept', () => {
      const { store } = suffer('another project is copied over the file');
      const acknowledged = readFileSync(log);
      store.close();
      const outcome = openProject(path, options());
      expect(codesOf(outcome)).toEqual(['project.foreignLog']);
      const other = taken(outcome);
      expect([other.title(), other.integrity()]).toEqual(['Receivers', []]);
      other.close();
      const [kept = ''] = readdirSync(folder).filter((name) => name.includes('-wal.kept-'));
      expect(readFileSync(join(folder, kept))).toEqual(acknowledged);
    });

    test('a copy can be saved where all can still be read, and is whole or not made where it cannot', async () => {
      const gone = suffer('the log is removed').store;
      const copy = join(folder, 'copy.wellspring');
      taken(await gone.backup(copy));
      gone.close();
      const again = opened(copy);
      expect(again.title()).toBe('Before');
      again.close();
      for (const name of readdirSync(folder)) rmSync(join(folder, name));
      const cut = suffer('the file is cut').store;
      const saved = await cut.backup(copy);
      cut.close();
      if (!saved.ok) expect(codesOf(saved)).toEqual(['backup.cannotWrite']);
      else expect(opened(copy).title()).toBe('Before');
    });

    test('the journal of a stick may not be taken away either', () => {
      const machine = { ...thisMachine, driveOf: () => 'removable' as const };
      const store = created(path, { machine });
      taken(store.rename('Before'));
      rmSync(`${path}-journal`);
      expect(codesOf(store.rename('After'))).toEqual(['project.logGone']);
      store.close();
      expect(opened(path).title()).toBe('Before');
    });

    test('a file that is only touched can be gone on with after it was opened again', () => {
      const store = created(path);
      taken(store.rename('Before'));
      utimesSync(path, 1, 1);
      expect(codesOf(store.rename('After'))).toEqual(['project.overwritten']);
      store.close();
      const again = opened(path);
      expect(again.title()).toBe('Before');
      taken(again.rename('After'));
      again.close();
    });

    test('hundreds of writes, the log brought in between, are whole', () => {
      const store = created(path);
      for (let n = 0; n < 40; n++) {
        taken(store.addFiles([newFile(`${n}.csv`, bytesOf(n, 300_000))]));
        taken(store.rename(`Title ${n}`));
      }
      store.close();
      expect(opened(path).title()).toBe('Title 39');
    });
  },
);
