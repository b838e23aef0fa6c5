import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { identityOf } from './open-here.ts';

/**
 * The path under which another process of this machine has a file open and locked. The file may have many names (hard
 * links, mounts), and what says who holds it lies beside one of them. null: nobody has, or the system does not tell; only
 * Linux does, of one's own processes.
 */
export function pathOfHolder(file: string): string | null {
  const identity = identityOf(file);
  if (process.platform !== 'linux' || identity === null) return null;
  for (const pid of holdersOf(identity.split(':')[1] ?? '')) {
    const path = openPath(pid, identity);
    if (path !== null) return path;
  }
  return null;
}

/** A line of /proc/locks: `1: POSIX  ADVISORY  WRITE 4711 08:01:123456 1073741824 1073742335`; inodes of all drives. */
function holdersOf(inode: string): ReadonlySet<string> {
  const holders = new Set<string>();
  for (const line of textOf('/proc/locks').split('\n')) {
    const [, pid, locked] = /\s(\d+) [0-9a-f]+:[0-9a-f]+:(\d+)\s/.exec(line) ?? [];
    if (locked === inode && pid !== undefined) holders.add(pid);
  }
  return holders;
}

function openPath(pid: string, identity: string): string | null {
  const folder = `/proc/${pid}/fd`;
  for (const handle of namesIn(folder)) {
    if (identityOf(`${folder}/${handle}`) !== identity) continue;
    try {
      return readlinkSync(`${folder}/${handle}`);
    } catch {
      // Closed meanwhile.
    }
  }
  return null;
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
