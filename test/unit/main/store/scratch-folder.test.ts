import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test, vi } from 'vitest';
import { removeDeadFolders, takeScratchFolder } from '../../../../main/store/scratch-folder.ts';
import { created, opened, temporaryFolder } from '../../../helpers/project-file.ts';

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
