import { type ChildProcess, fork, type StdioOptions } from 'node:child_process';
import { EventEmitter } from 'node:events';
import * as fs from 'node:fs';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { app } from './app.ts';
import { HeldPorts, type MessagePortMain } from './message-port.ts';

/** Between this process and utility-child.ts; `advanced` serialisation clones as Electron does. */
export type UtilityFrame =
  | { readonly kind: 'message'; readonly data: unknown; readonly ports: readonly number[] }
  | { readonly kind: 'portMessage'; readonly port: number; readonly data: unknown }
  | { readonly kind: 'portClose'; readonly port: number };

type Stdio = 'pipe' | 'ignore' | 'inherit';
interface ForkOptions {
  readonly serviceName?: string;
  readonly stdio?: Stdio | readonly Stdio[];
  readonly env?: NodeJS.ProcessEnv;
}

/** The real Node: what the program sees as process.execPath is spoilt. */
const node = process.execPath;
// In an installed Electron with its fuses set, no program can be started through the app's own binary.
process.execPath = '/electron-is-no-node';

const child = fileURLToPath(new URL('./utility-child.ts', import.meta.url));

class UtilityProcess extends EventEmitter {
  readonly #process: ChildProcess;
  readonly #ports: HeldPorts;

  constructor(file: string, args: readonly string[], options: ForkOptions) {
    super();
    const wanted = options.stdio ?? 'inherit';
    const three: readonly Stdio[] = typeof wanted === 'string' ? ['ignore', wanted, wanted] : wanted;
    this.#process = fork(file, [...args], {
      execPath: node,
      execArgv: ['--enable-source-maps', '--import', child],
      serialization: 'advanced',
      stdio: [...three, 'ipc'] as StdioOptions,
      env: { ...(options.env ?? process.env) },
    });
    const send = (frame: UtilityFrame): void => {
      if (this.#process.connected) this.#process.send(frame, () => {});
    };
    this.#ports = new HeldPorts({
      message: (port, data) => send({ kind: 'portMessage', port, data }),
      close: (port) => send({ kind: 'portClose', port }),
    });
    this.#process.on('spawn', () => {
      const { pid } = this.#process;
      if (pid !== undefined) app.metrics.set(pid, { type: 'Utility', name: options.serviceName ?? 'Node' });
      this.emit('spawn');
    });
    this.#process.on('message', (frame: UtilityFrame) => {
      if (frame.kind === 'message') this.emit('message', frame.data);
      else if (frame.kind === 'portMessage') this.#ports.message(frame.port, frame.data);
      else this.#ports.close(frame.port);
    });
    this.#process.on('close', (code) => {
      app.metrics.delete(this.#process.pid ?? 0);
      this.#ports.closeAll();
      this.emit('exit', code ?? 1);
    });
  }

  get pid(): number | undefined {
    return this.#process.exitCode === null ? this.#process.pid : undefined;
  }

  get stdout(): Readable | null {
    return this.#process.stdout;
  }

  get stderr(): Readable | null {
    return this.#process.stderr;
  }

  postMessage(data: unknown, transfer: readonly MessagePortMain[] = []): void {
    const copy: unknown = structuredClone(data);
    this.#ports.take(transfer, (ports) => {
      if (this.#process.connected) this.#process.send({ kind: 'message', data: copy, ports }, () => {});
    });
  }

  kill(): boolean {
    return this.#process.kill('SIGTERM');
  }
}

export const utilityProcess = {
  fork(file: string, args: readonly string[] = [], options: ForkOptions = {}): UtilityProcess {
    app.browser('utilityProcess.fork');
    if (!fs.existsSync(file)) throw new Error(`electron double: there is no ${file} to fork`);
    return new UtilityProcess(file, args, options);
  },
};
