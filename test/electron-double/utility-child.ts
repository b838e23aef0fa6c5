/** Loaded before the program of a utility process: gives it `process.parentPort` and takes away what Electron's has not. */
import { EventEmitter } from 'node:events';
import type { UtilityFrame } from './utility-process.ts';

const send = process.send?.bind(process);
const post = (frame: UtilityFrame): void => {
  if (process.connected) send?.(frame, undefined, undefined, () => {});
};

class Port extends EventEmitter {
  readonly #number: number;
  readonly #queue: unknown[] = [];
  #started = false;
  #open = true;

  constructor(number: number) {
    super();
    this.#number = number;
  }

  postMessage(data: unknown): void {
    if (this.#open) post({ kind: 'portMessage', port: this.#number, data });
  }

  start(): void {
    this.#started = true;
    for (const data of this.#queue.splice(0)) this.emit('message', { data, ports: [] });
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    post({ kind: 'portClose', port: this.#number });
  }

  take(data: unknown): void {
    if (!this.#open) return;
    if (this.#started) this.emit('message', { data, ports: [] });
    else this.#queue.push(data);
  }

  closed(): void {
    if (!this.#open) return;
    this.#open = false;
    this.emit('close');
  }
}

class ParentPort extends EventEmitter {
  postMessage(data: unknown): void {
    post({ kind: 'message', data, ports: [] });
  }
}

const parentPort = new ParentPort();
const ports = new Map<number, Port>();
const early: unknown[] = [];

// Messages wait for the first listener.
parentPort.on('newListener', (name: string) => {
  if (name === 'message') {
    setImmediate(() => {
      for (const event of early.splice(0)) parentPort.emit('message', event);
    });
  }
});

process.on('message', (frame: UtilityFrame) => {
  if (frame.kind === 'portMessage') ports.get(frame.port)?.take(frame.data);
  else if (frame.kind === 'portClose') ports.get(frame.port)?.closed();
  else {
    const given = frame.ports.map((number) => {
      const port = new Port(number);
      ports.set(number, port);
      return port;
    });
    const event = { data: frame.data, ports: given };
    if (parentPort.listenerCount('message') === 0 || early.length > 0) early.push(event);
    else parentPort.emit('message', event);
  }
});
// Electron's children do not outlive it.
process.on('disconnect', () => process.exit(0));

Object.defineProperty(process, 'parentPort', { value: parentPort });
Object.defineProperty(process, 'send', { value: undefined });
process.execPath = '/electron-is-no-node';
