import { spawnSync } from 'node:child_process';
import { accessSync, chmodSync, constants, copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';

const repository = join(import.meta.dirname, '../..');
/** Root may write anywhere; `nobody` may not. */
const user = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

test.skipIf(process.platform === 'win32')(
  'a checkout that cannot be written says what it needs',
  (context) => {
    const folder = mkdtempSync(join(tmpdir(), 'wellspring-run-'));
    onTestFinished(() => {
      chmodSync(folder, 0o755);
      rmSync(folder, { recursive: true });
    });
    for (const name of ['run.mjs', 'package-lock.json'])
      copyFileSync(join(repository, name), join(folder, name));
    chmodSync(folder, 0o555);
    const ended = spawnSync(process.execPath, [join(folder, 'run.mjs'), 'start'], {
      encoding: 'utf8',
      ...user,
    });
    if (ended.error !== undefined)
      return context.skip(`another user cannot run Node here: ${ended.error.message}`);
    expect([ended.status, ended.stdout]).toEqual([1, '']);
    expect(ended.stderr).toContain('an installation is needed, and nothing can be written in');
    expect(ended.stderr).not.toContain('    at ');
    expect(() => accessSync(join(folder, '.run-lock'), constants.F_OK)).toThrow();
  },
);

test.skipIf(process.platform === 'win32')('the command that the README makes works from any folder', () => {
  const readme = readFileSync(join(repository, 'README.md'), 'utf8');
  const [, command = ''] = /`alias wellspring="([^"]+)"`/.exec(readme) ?? [];
  const folder = mkdtempSync(join(tmpdir(), 'wellspring-alias-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const { INIT_CWD: _, ...env } = process.env;
  // The shell that makes the alias stands in the checkout, the one that uses it elsewhere.
  const made = command.replace('$PWD', repository);
  const ended = spawnSync('sh', ['-c', `${made} export ./none --format csv --out x`], {
    ...{ cwd: folder, env, encoding: 'utf8' },
  });
  expect(ended.status, ended.stderr).toBe(1);
  expect(ended.stderr).toContain(`${join(folder, 'none')}: error: there is no such file or folder`);
});
