import { expect, test } from 'vitest';
import { type DriveProbes, driveKind } from '../../../../main/store/drive-kind.ts';

const mounts = `/dev/sda2 / ext4 rw 0 0
tmpfs /tmp tmpfs rw 0 0
lab:/export /net nfs4 rw 0 0
//server/plates /mnt/plate\\040reader cifs rw 0 0
ada@host: /users/ada/remote fuse.sshfs rw 0 0
/dev/sdb1 /media/ada/STICK vfat rw 0 0
/dev/sdc1 /media/ada/disk ext4 rw 0 0
/dev/sda3 /net/local ext4 rw 0 0
`;

function kind(folder: string, more: Partial<DriveProbes> = {}): string {
  return driveKind(folder, {
    platform: 'linux',
    systemDrive: 'C:',
    mounts: () => mounts,
    removable: (device) => device === '/dev/sdc1',
    ...more,
  });
}

test.each([
  ['/users/ada', 'local'],
  ['/somewhere/x', 'local'],
  ['/net', 'network'],
  ['/net/a/b', 'network'],
  ['/network', 'local'],
  ['/net/local/a', 'local'],
  ['/mnt/plate reader/2026', 'network'],
  ['/users/ada/remote', 'network'],
  ['/media/ada/STICK/a', 'removable'],
  ['/media/ada/disk', 'removable'],
])('Linux: %s is %s', (folder, expected) => {
  expect(kind(folder)).toBe(expected);
});

test('Linux: without a list of mounts everything is local', () => {
  expect(kind('/net/a', { mounts: () => '' })).toBe('local');
});

test.each([
  ['C:\\Users\\Ada', 'local'],
  ['c:/Users/Ada', 'local'],
  ['\\\\?\\C:\\Users', 'local'],
  ['E:\\', 'removable'],
  ['\\\\server\\share\\a', 'network'],
  ['//server/share', 'network'],
  ['\\\\?\\UNC\\server\\share', 'network'],
])('Windows: %s is %s', (folder, expected) => {
  expect(kind(folder, { platform: 'win32' })).toBe(expected);
});

test.each([
  ['/Users/ada', 'local'],
  ['/Volumes/STICK/a', 'removable'],
])('macOS: %s is %s', (folder, expected) => {
  expect(kind(folder, { platform: 'darwin' })).toBe(expected);
});
