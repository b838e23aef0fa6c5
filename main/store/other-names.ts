import { readFileSync, realpathSync, statSync } from 'node:fs';

/**
 * Whether a file can be reached under more names than this one: through hard links, or as it is mounted by itself. SQLite
 * keeps its log beside the name that it was opened by, so a log left by a crash may lie beside another one, unseen.
 */
export function hasOtherNames(path: string): boolean {
  try {
    return statSync(path).nlink > 1 || isMountPoint(realpathSync(path));
  } catch {
    return false;
  }
}

/** A line of /proc/self/mountinfo: `36 35 98:0 /from /mount\040point rw,noatime ...`. */
function isMountPoint(path: string): boolean {
  if (process.platform !== 'linux') return false;
  const escaped = path.replace(
    /[\\ \t\n]/g,
    (letter) => `\\${letter.charCodeAt(0).toString(8).padStart(3, '0')}`,
  );
  return readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .some((line) => line.split(' ')[4] === escaped);
}
