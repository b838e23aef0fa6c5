import { execFileSync, type StdioOptions } from 'node:child_process';
import { arch, cpus, platform } from 'node:os';
import { fileURLToPath } from 'node:url';

/** Of the last commit; changes that are not committed do not show. `unknown` where the sources came without git. */
export function commitHash(): string {
  const cwd = fileURLToPath(new URL('../..', import.meta.url));
  const stdio: StdioOptions = ['ignore', 'pipe', 'ignore'];
  try {
    return execFileSync('git', ['rev-parse', 'HEAD'], { cwd, stdio, encoding: 'utf8' }).trim();
  } catch {
    return 'unknown';
  }
}

/** `linux x64, 2 cores of some processor, Node 24.21.0`. */
export function machineText(): string {
  const [processor] = cpus();
  const cores = `${cpus().length} cores${processor === undefined ? '' : ` of ${processor.model.trim()}`}`;
  return `${platform()} ${arch()}, ${cores}, Node ${process.versions.node}`;
}
