import { execFile } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { promisify } from 'node:util';

/**
 * Sets 0 .. `sets` - 1 of a long proof, each in a process of its own, as many at once as there are processors: `file` is run with
 * `set`, its number and `args`, and prints what it found as JSON.
 */
export async function setsInProcesses<T>(
  file: string,
  sets: number,
  args: readonly string[] = [],
): Promise<readonly T[]> {
  const found: T[] = [];
  const waiting = Array.from({ length: sets }, (_, set) => set);
  const work = async (): Promise<void> => {
    for (let set = waiting.shift(); set !== undefined; set = waiting.shift()) {
      const { stdout } = await promisify(execFile)(process.execPath, [file, 'set', String(set), ...args]);
      found[set] = JSON.parse(stdout);
      console.error(`set ${set + 1} of ${sets}: ${stdout.slice(0, 200)}`);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return found;
}
