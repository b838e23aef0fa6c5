import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

/** Process ids of a process's children; none where it is gone, or the system does not tell. */
export function childrenOf(pid: number): readonly number[] {
  const list = `/proc/${pid}/task/${pid}/children`;
  try {
    const text = existsSync(list)
      ? readFileSync(list, 'utf8')
      : execFileSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' });
    return text.split(/\s+/).filter(Boolean).map(Number);
  } catch {
    // The process is gone, has no children, or the system has no such list.
    return [];
  }
}

export function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It had just ended.
  }
}

/** One that has ended and is not buried yet is not alive. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const status = `/proc/${pid}/stat`;
  try {
    return !existsSync(status) || !/^\d+ \(.*\) Z/.test(readFileSync(status, 'utf8'));
  } catch {
    return false;
  }
}
