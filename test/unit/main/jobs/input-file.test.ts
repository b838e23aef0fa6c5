import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readInputBytes, readInputText } from '../../../../main/jobs/input-file.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wellspring-input-'));
  mkdirSync(join(folder, 'folder'));
  writeFileSync(join(folder, 'good.txt'), '\ufeffgrün\n');
  writeFileSync(join(folder, 'empty.txt'), '');
  writeFileSync(join(folder, 'binary'), Uint8Array.of(1, 2, 0, 3));
  writeFileSync(join(folder, 'utf16.txt'), Buffer.from('\ufeffa: 1\n', 'utf16le'));
  writeFileSync(join(folder, 'large'), '');
  truncateSync(join(folder, 'large'), 5 * 2 ** 20);
  symlinkSync('circle', join(folder, 'circle'));
  symlinkSync('good.txt', join(folder, 'link'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const fault = (path: string): string => {
  const read = readInputText(path.startsWith('/') ? path : join(folder, path));
  return read.ok ? `read: ${read.value}` : read.fault;
};

test('a text is read without its byte order mark, through links too; an empty one is empty', () => {
  expect(fault('good.txt')).toBe('read: grün\n');
  expect(fault('link')).toBe('read: grün\n');
  expect(fault('empty.txt')).toBe('read: ');
});

test('what is no text, too large or not there is named', () => {
  expect(fault('none')).toBe('there is no such file or folder');
  expect(fault('good.txt/none')).toContain('is a file, not a folder');
  expect(fault('folder')).toBe('it is a folder');
  expect(fault('circle')).toContain('circle');
  expect(fault('binary')).toContain('byte 3 of 4 is zero');
  expect(fault('utf16.txt')).toContain('UTF-16');
  expect(fault('large')).toContain('5 MB, more than the 4 MB');
  expect(readInputBytes(join(folder, 'binary'), 4)).toMatchObject({ ok: true });
  expect(readInputBytes(join(folder, 'binary'), 3)).toMatchObject({ ok: false });
});

describe.runIf(process.platform === 'linux')('what never ends or waits for somebody is not opened', () => {
  test.each(['/dev/zero', '/dev/full', '/dev/null', '/dev/tty'])('%s', (device) => {
    expect(fault(device)).toBe('it is a device, not a file');
  });

  test.each(['/proc/self/status', '/proc/kmsg', '/sys/kernel/mm/transparent_hugepage/enabled'])(
    '%s',
    (file) => {
      expect(fault(file)).toMatch(/it lies under \/(proc|sys)|no such file|permission/);
    },
  );

  test('a pipe', () => {
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    expect(fault('pipe')).toBe('it is a pipe, not a file');
  });
});
