import type { UtilityProcess } from 'electron';
import type { ElectronApi } from './electron-api.ts';
import type { ToService } from './messages.ts';

/** Of stderr: what a dying process says last is worth keeping, the rest is not. */
const keptErrors = 4000;

type Electron = Pick<ElectronApi, 'utilityProcess' | 'MessageChannelMain'>;

/** The host's side of jobs: forks them at the service's request and hands the service a port to each. */
export class JobProcesses {
  readonly #electron: Electron;
  readonly #script: string;
  readonly #children = new Map<number, { readonly child: UtilityProcess; killed: boolean }>();

  constructor(electron: Electron, script: string) {
    this.#electron = electron;
    this.#script = script;
  }

  start(job: number, service: UtilityProcess): void {
    const { utilityProcess, MessageChannelMain } = this.#electron;
    const tell = (message: ToService): void => service.postMessage(message);
    const notStarted = (reason: string): void =>
      tell({ kind: 'jobExit', job, exit: { code: null, signal: null, errors: '', notStarted: reason } });
    let child: UtilityProcess;
    try {
      child = utilityProcess.fork(this.#script, [], {
        serviceName: 'Wellspring job',
        stdio: ['ignore', 'ignore', 'pipe'],
      });
    } catch (error) {
      notStarted(error instanceof Error ? error.message : String(error));
      return;
    }
    let hasStarted = false;
    const entry = { child, killed: false };
    this.#children.set(job, entry);
    const { port1, port2 } = new MessageChannelMain();
    child.postMessage({ kind: 'port' }, [port1]);
    service.postMessage({ kind: 'job', job } satisfies ToService, [port2]);
    let errors = '';
    child.stderr?.on('data', (bytes: Buffer) => {
      errors = (errors + bytes.toString('utf8')).slice(-keptErrors);
    });
    child.on('spawn', () => {
      hasStarted = true;
      if (child.pid !== undefined) tell({ kind: 'jobSpawned', job, pid: child.pid });
    });
    child.on('exit', (code) => {
      this.#children.delete(job);
      // One that has said anything had begun.
      if (!hasStarted && !entry.killed && errors === '') {
        notStarted(`it ended with code ${code} before it began`);
        return;
      }
      // As child_process says it, so that both hosts tell a killed job in the same words.
      const exit = entry.killed ? { code: null, signal: 'SIGKILL' } : { code, signal: null };
      tell({ kind: 'jobExit', job, exit: { ...exit, errors: errors.trim() } });
    });
  }

  kill(job: number): void {
    const entry = this.#children.get(job);
    if (entry === undefined) return;
    entry.killed = true;
    end(entry.child);
  }

  killAll(): void {
    for (const job of [...this.#children.keys()]) this.kill(job);
  }
}

/** At once: a job takes SIGTERM, which is what `kill()` sends, for the terminal's and stays. */
function end(child: UtilityProcess): void {
  if (child.pid === undefined) {
    child.kill();
    return;
  }
  try {
    process.kill(child.pid, 'SIGKILL');
  } catch {
    // It has just ended by itself.
  }
}
