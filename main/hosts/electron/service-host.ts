import type { UtilityProcess } from 'electron';
import type { Problem } from '../../../shared/base/problem.ts';
import type { FitAtWork } from '../../../shared/fit/under-way.ts';
import { Deaths } from './deaths.ts';
import type { ElectronApi } from './electron-api.ts';
import { JobProcesses } from './job-processes.ts';
import { type FromService, ipc, type ToService } from './messages.ts';

export interface ServiceHostOptions {
  readonly electron: Pick<ElectronApi, 'utilityProcess' | 'MessageChannelMain'>;
  /** Programs of the service's process and of a job. */
  readonly scripts: { readonly service: string; readonly job: string };
  /** The fits that run or wait, after each change. */
  readonly onFits: (running: readonly FitAtWork[]) => void;
  /** The service is back after a crash: pages need new ports. */
  readonly onRestart: () => void;
  /** The service cannot work here at all: why. */
  readonly onFailed: (reasons: readonly string[]) => void;
  /** It died again and again: there is no service until a page asks anew. */
  readonly onGone: (reason: string) => void;
  /** Milliseconds of a clock that nobody sets; left out: the process's own. */
  readonly now?: () => number;
}

/** Whoever takes a port: a frame of a page. */
export interface PortTaker {
  postMessage(channel: string, message: unknown, transfer: Electron.MessagePortMain[]): void;
}

/** Milliseconds for the service to end jobs and close the project before it is ended. */
const closingTime = 15_000;

/** The host's side of the service: its process, its jobs, ports to pages; a service that dies is started again. */
export class ServiceHost {
  readonly #options: ServiceHostOptions;
  readonly #jobs: JobProcesses;
  #process: UtilityProcess | null = null;
  #running: readonly FitAtWork[] = [];
  readonly #deaths: Deaths;
  #closed: Promise<void> | null = null;

  constructor(options: ServiceHostOptions) {
    this.#options = options;
    this.#jobs = new JobProcesses(options.electron, options.scripts.job);
    this.#deaths = new Deaths(options.now);
    this.#start();
  }

  /** The fits that run or wait. */
  get running(): readonly FitAtWork[] {
    return this.#running;
  }

  /** Gives a page its way to the service. */
  connect(page: PortTaker): void {
    if (this.#closed !== null) return;
    const service = this.#process ?? this.#start();
    const { port1, port2 } = new this.#options.electron.MessageChannelMain();
    service.postMessage({ kind: 'page' } satisfies ToService, [port1]);
    page.postMessage(ipc.port, null, [port2]);
  }

  /** Settles when jobs have ended, the project is closed and the process is gone. */
  close(): Promise<void> {
    this.#closed ??= this.#end();
    return this.#closed;
  }

  #start(): UtilityProcess {
    const service = this.#options.electron.utilityProcess.fork(this.#options.scripts.service, [], {
      serviceName: 'Wellspring service',
      stdio: 'inherit',
    });
    this.#process = service;
    service.on('message', (message: FromService) => this.#hear(message, service));
    service.on('exit', (code) => this.#exited(code));
    return service;
  }

  #hear(message: FromService, service: UtilityProcess): void {
    switch (message.kind) {
      case 'ready':
        return;
      case 'failed':
        this.#options.onFailed(message.problems.map(sentence));
        return;
      case 'startJob':
        this.#jobs.start(message.job, service);
        return;
      case 'killJob':
        this.#jobs.kill(message.job);
        return;
      case 'fits':
        this.#setRunning(message.running);
        return;
    }
  }

  #exited(code: number): void {
    this.#process = null;
    this.#jobs.killAll();
    this.#setRunning([]);
    if (this.#closed !== null) return;
    const tooOften = this.#deaths.add('The service', code);
    if (tooOften !== null) {
      this.#options.onGone(tooOften);
      return;
    }
    this.#start();
    this.#options.onRestart();
  }

  #setRunning(running: readonly FitAtWork[]): void {
    this.#running = running;
    this.#options.onFits(running);
  }

  async #end(): Promise<void> {
    const service = this.#process;
    if (service === null) return;
    await new Promise<void>((resolve) => {
      const late = setTimeout(() => service.kill(), closingTime);
      service.once('exit', () => {
        clearTimeout(late);
        resolve();
      });
      service.postMessage({ kind: 'close' } satisfies ToService);
    });
  }
}

function sentence(problem: Problem): string {
  return problem.remedy === undefined ? problem.message : `${problem.message} ${problem.remedy}`;
}
