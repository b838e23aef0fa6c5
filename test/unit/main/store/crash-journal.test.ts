import { spawnSync } from 'node:child_process';
import { copyFileSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { thisMachine } from '../../../../main/store/machine.ts';
import { openProject } from '../../../../main/store/open-project.ts';
import { prepareProject } from '../../../../main/store/prepare-project.ts';
import { takeScratchFolder } from '../../../../main/store/scratch-folder.ts';
import {
  damage,
  flipped,
  folder,
  keptLogs,
  log,
  look,
  makeCrashed,
  path,
} from '../../../helpers/crashed-project.ts';
import { codesOf, created, opened, options, taken } from '../../../helpers/project-file.ts';

test('an empty log says that something may be missing', () => {
  makeCrashed();
  writeFileSync(log, '');
  expect(look()).toMatchObject({ code: 'project.notClosed', title: 'Receivers' });
});

test('a journal that is none is kept', () => {
  const store = created(path);
  store.close();
  writeFileSync(`${path}-journal`, 'no journal');
  const { code, message } = look();
  expect(code).toBe('project.recoveredPart');
  expect(message).toContain('-journal.kept-');
});

test('a journal whose change had not begun is nothing to be kept', () => {
  const store = created(path);
  store.close();
  const header = Buffer.alloc(512);
  header.writeUInt32BE(0x12345678, 12);
  header.writeUInt32BE(512, 20);
  header.writeUInt32BE(4096, 24);
  writeFileSync(`${path}-journal`, header);
  const { code, message } = look();
  expect(code).toBe('project.recovered');
  expect(message).not.toContain('kept');
  expect(readdirSync(folder).filter((name) => name.includes('-journal'))).toEqual([]);
});

test('a log that is moved aside is moved alone: another opener waits, and keeps what it then finds', () => {
  makeCrashed();
  const bytes = readFileSync(log);
  look();
  // A log beside a closed project: nothing of it is played back, and it is put away.
  writeFileSync(log, bytes);
  const answers: string[] = [];
  const other = join(import.meta.dirname, '../../../helpers/project-work.ts');
  const now = (): Date => {
    if (answers.length === 0) {
      const { stdout, stderr } = spawnSync(process.execPath, [other, 'recover', path], { encoding: 'utf8' });
      answers.push(stdout + stderr);
    }
    return new Date();
  };
  const outcome = openProject(path, options({ now }));
  const store = taken(outcome);
  expect(answers.join()).toContain('another program is just opening the project');
  expect(codesOf(outcome)).toEqual(['project.foreignLog']);
  taken(store.rename('Kept'));
  store.close();
  expect(readFileSync(join(folder, keptLogs()[0] ?? ''))).toEqual(bytes);
  expect(opened(path).title()).toBe('Kept');
});

test('where a damaged log cannot be kept, the project opens for reading and the log stays', () => {
  makeCrashed();
  const bytes = damage(flipped(-4096 + readFileSync(log).length));
  // Too long for the name of the kept log, not for the project.
  const long = join(folder, `${'x'.repeat(230)}.wellspring`);
  copyFileSync(path, long);
  writeFileSync(`${long}-wal`, bytes);
  const outcome = openProject(long, options());
  const store = taken(outcome);
  expect(codesOf(outcome)).toEqual(['project.recoveredPart', 'project.readOnly']);
  expect(store.info.readOnly).toContain('cannot be kept');
  expect(store.title()).toBe('Title 4');
  store.close();
  expect(readFileSync(`${long}-wal`)).toEqual(bytes);
});

test('who came while the project was looked at keeps what it wrote: nothing beside it is settled', () => {
  makeCrashed();
  const scratch = takeScratchFolder();
  onTestFinished(scratch.remove);
  const now = options().now;
  // Damaged at its end, so that it would be kept under another name.
  damage(flipped(statSync(log).size - 100));
  let written: Buffer = Buffer.alloc(0);
  const look = (): void => {
    written = damage((bytes) => Buffer.concat([bytes, bytes.subarray(-4_120)]));
  };
  const settled = { machine: thisMachine, now, scratch: scratch.folder };
  expect(codesOf(prepareProject(path, { ...settled, look }))).toEqual(['project.changedMeanwhile']);
  expect(readFileSync(log).equals(written)).toBe(true);
  expect(keptLogs()).toEqual([]);
  // Once it is left alone it is opened as ever.
  expect(prepareProject(path, settled).ok).toBe(true);
  expect(keptLogs()).toHaveLength(1);
});
