import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test, vi } from 'vitest';
import { openProject } from '../../../../main/store/open-project.ts';
import { removeDeadFolders, takeScratchFolder } from '../../../../main/store/scratch-folder.ts';
import { codesOf, created, opened, options, taken, temporaryFolder } from '../../../helpers/project-file.ts';
import { openDesk } from '../../../helpers/service-desk.ts';

/** The system's folder for temporary files, for this test alone. */
function ownTemporaryFolder(): string {
  const { folder, remove } = temporaryFolder();
  vi.stubEnv('TMPDIR', folder);
  vi.stubEnv('TEMP', folder);
  onTestFinished(() => {
    vi.unstubAllEnvs();
    remove();
  });
  return folder;
}

/** A process that takes a folder, puts a copy into it, and is killed. */
function leaveOneBehind(): void {
  const module = join(import.meta.dirname, '../../../../main/store/scratch-folder.ts');
  const script = `
    const { takeScratchFolder } = await import(${JSON.stringify(module)});
    const { writeFileSync } = await import('node:fs');
    writeFileSync(takeScratchFolder().folder + '/project', 'a whole project');
    process.kill(process.pid, 'SIGKILL');`;
  const { signal } = spawnSync(process.execPath, ['--input-type=module', '-e', script]);
  expect(signal).toBe('SIGKILL');
}

test('a folder is gone when it is removed', () => {
  const temporary = ownTemporaryFolder();
  const { folder, remove } = takeScratchFolder();
  expect(existsSync(folder)).toBe(true);
  remove();
  expect(readdirSync(temporary)).toEqual([]);
});

test('what a dead process left goes; what a living one has stays, and so does what is not ours', () => {
  const temporary = ownTemporaryFolder();
  leaveOneBehind();
  const unlocked = join(temporary, 'wellspring-recovery-without-a-lock');
  mkdirSync(unlocked);
  const earlier = Date.now() / 1000 - 3600;
  utimesSync(unlocked, earlier, earlier);
  writeFileSync(join(temporary, 'wellspring-recovery-file'), '');
  mkdirSync(join(temporary, 'something'));
  expect(readdirSync(temporary)).toHaveLength(4);
  const { folder, remove } = takeScratchFolder();
  removeDeadFolders();
  expect(existsSync(folder)).toBe(true);
  expect(readdirSync(temporary)).toHaveLength(3);
  remove();
  expect(readdirSync(temporary).sort()).toEqual(['something', 'wellspring-recovery-file']);
});

test('opening any project tidies', () => {
  const other = temporaryFolder();
  onTestFinished(other.remove);
  const temporary = ownTemporaryFolder();
  created(join(other.folder, 'a.wellspring')).close();
  leaveOneBehind();
  opened(join(other.folder, 'a.wellspring')).close();
  expect(readdirSync(temporary)).toEqual([]);
});

test('processes that take folders and tidy at the same time leave each other’s alone', async () => {
  const temporary = ownTemporaryFolder();
  const module = join(import.meta.dirname, '../../../../main/store/scratch-folder.ts');
  const script = `
    const { removeDeadFolders, takeScratchFolder } = await import(${JSON.stringify(module)});
    const { writeFileSync } = await import('node:fs');
    for (let i = 0; i < 120; i++) {
      const { folder, remove } = takeScratchFolder();
      writeFileSync(folder + '/project', 'a whole project');
      removeDeadFolders();
      writeFileSync(folder + '/project', 'still there');
      remove();
    }`;
  const processes = Array.from({ length: 3 }, () =>
    spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'ignore', 'pipe'] }),
  );
  const ends = processes.map(async (child) => {
    const [said] = await Promise.all([text(child.stderr), once(child, 'close')]);
    return said;
  });
  expect(await Promise.all(ends)).toEqual(['', '', '']);
  expect(readdirSync(temporary)).toEqual([]);
});

/** As a crash leaves it: nothing but a copy shows what is in it. */
function makeCrashed(folder: string): string {
  const path = join(folder, 'crashed.wellspring');
  const living = created(join(folder, 'living.wellspring'));
  taken(living.rename('In the log'));
  for (const suffix of ['', '-wal'])
    copyFileSync(join(folder, `living.wellspring${suffix}`), `${path}${suffix}`);
  living.close();
  return path;
}

test('a temporary folder that is not there is named, with the way on; what needs no copy opens', async () => {
  const temporary = ownTemporaryFolder();
  const path = makeCrashed(temporary);
  const gone = join(temporary, 'gone');
  vi.stubEnv('TMPDIR', gone);
  vi.stubEnv('TEMP', gone);
  const outcome = openProject(path, options());
  expect(codesOf(outcome)).toEqual(['project.noScratch']);
  expect(outcome.problems[0]?.message).toContain(gone);
  expect(outcome.problems[0]?.remedy).toMatch(/TMPDIR|TEMP/);
  const desk = openDesk({ home: join(temporary, 'home') });
  const reply = await desk.reply('project.open', { path });
  expect(reply).toMatchObject({ kind: 'problems', problems: [{ code: 'project.noScratch' }] });
  expect(JSON.stringify(reply)).toContain(gone);
  await desk.ask('project.open', { path: join(temporary, 'living.wellspring') });
  await desk.close();
});

test.skipIf(process.platform === 'win32')('so is one that takes no more', () => {
  const temporary = ownTemporaryFolder();
  const path = makeCrashed(temporary);
  const file = (name: string) => JSON.stringify(join(import.meta.dirname, '../../../..', name));
  const script = `
    import { openProject } from ${file('main/store/open-project.ts')};
    import { options } from ${file('test/helpers/project-file.ts')};
    console.log(openProject(${JSON.stringify(path)}, options()).problems.map((problem) => problem.message).join());`;
  // Blocks of 512 bytes that a file may have: beyond it writes fail as on a full drive.
  const limited = 'ulimit -f 40; exec "$0" --input-type=module -e "$1"';
  const { stdout } = spawnSync('sh', ['-c', limited, process.execPath, script], { encoding: 'utf8' });
  expect(stdout).toContain(`the temporary folder ${temporary} takes no copy of it`);
  expect(readdirSync(temporary).filter((name) => name.startsWith('wellspring-recovery-'))).toEqual([]);
  opened(path).close();
});
