import { accessSync, constants, readFileSync, realpathSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { type DriveKind, driveKind } from './drive-kind.ts';

/** What the store asks of the machine it runs on; tests give their own answers. */
export interface StoreMachine {
  readonly host: string;
  readonly pid: number;
  /** Whether an existing file or folder may be written; opens nothing. */
  readonly mayWrite: (path: string) => boolean;
  readonly driveOf: (path: string) => DriveKind;
}

export const thisMachine: StoreMachine = {
  host: hostname(),
  pid: process.pid,
  mayWrite: (path) => {
    try {
      accessSync(path, constants.R_OK | constants.W_OK);
      return true;
    } catch {
      return false;
    }
  },
  driveOf: (path) =>
    driveKind(realFolder(path), {
      platform: process.platform,
      systemDrive: process.env.SystemDrive ?? 'C:',
      mounts: () => textOf('/proc/mounts'),
      removable,
    }),
};

/** On Windows this also turns a mapped letter (`Z:`) into the share behind it. */
function realFolder(path: string): string {
  try {
    return realpathSync.native(dirname(path));
  } catch {
    return dirname(path);
  }
}

/** `/dev/sdb1`: a partition's own folder has no `removable`, its disk's has. */
function removable(device: string): boolean {
  try {
    const folder = realpathSync(join('/sys/class/block', device.replace(/^\/dev\//, '')));
    return [folder, dirname(folder)].some((place) => textOf(join(place, 'removable')).trim() === '1');
  } catch {
    return false;
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
