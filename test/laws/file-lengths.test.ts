import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const most = 350;
const kinds = /(?<!\.d)\.(?:ts|svelte|mjs)$/;
function sources(): readonly string[] {
  try {
    const listed = execFileSync('git', ['ls-files'], { cwd: root, encoding: 'utf8', stdio: 'pipe' });
    return listed.split('\n').filter((file) => kinds.test(file));
  } catch {
    // A copy without its history.
    return ['shared', 'main', 'renderer', 'test'].flatMap((room) =>
      readdirSync(root + room, { recursive: true, encoding: 'utf8' })
        .map((file) => `${room}/${file.replaceAll('\\', '/')}`)
        .filter((file) => kinds.test(file)),
    );
  }
}

test(`no file has more than ${most} lines`, () => {
  const long = sources().flatMap((file) => {
    const count = readFileSync(root + file, 'utf8').split('\n').length - 1;
    return count > most ? [`${file}: ${count}`] : [];
  });
  expect(long).toEqual([]);
});
