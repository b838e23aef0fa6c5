import { EventEmitter } from 'node:events';

/** Another process to which ports are handed. */
export interface PortHolder {
  message(port: number, data: unknown): void;
  close(port: number): void;
}

let count = 0;

/** One end of a channel. Handed to another process it lives on here as its stand-in: what comes is passed on there. */
export class MessagePortMain extends EventEmitter {
  readonly number = ++count;
  peer: MessagePortMain | null = null;
  readonly #queue: unknown[] = [];
  #deliver: ((data: unknown) => void) | null = null;
  #holder: PortHolder | null = null;
  #open = true;

  postMessage(message: unknown, transfer: readonly MessagePortMain[] = []): void {
    if (transfer.length > 0)
      throw new Error('electron double: ports travel with processes’ and pages’ messages only');
    if (this.#holder !== null) throw new Error('this port was handed to another process');
    this.pass(structuredClone(message));
  }

  start(): void {
    this.#begin((data) => this.emit('message', { data, ports: [] }));
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    const { peer } = this;
    // What was sent before arrives before.
    setImmediate(() => peer?.closed());
  }

  /** For who hands it on; from then on messages go there. */
  handTo(holder: PortHolder): void {
    if (this.#holder !== null) throw new Error('this port was handed to another process already');
    this.#holder = holder;
    this.#begin((data) => holder.message(this.number, data));
  }

  /** A message that was posted at this end, to the other end. */
  pass(data: unknown): void {
    const { peer } = this;
    if (this.#open) setImmediate(() => peer?.take(data));
  }

  take(data: unknown): void {
    if (!this.#open) return;
    if (this.#deliver === null) this.#queue.push(data);
    else this.#deliver(data);
  }

  closed(): void {
    if (!this.#open) return;
    this.#open = false;
    if (this.#holder !== null) this.#holder.close(this.number);
    else this.emit('close');
  }

  #begin(deliver: (data: unknown) => void): void {
    this.#deliver = deliver;
    for (const data of this.#queue.splice(0)) deliver(data);
  }
}

export class MessageChannelMain {
  readonly port1 = new MessagePortMain();
  readonly port2 = new MessagePortMain();

  constructor() {
    this.port1.peer = this.port2;
    this.port2.peer = this.port1;
  }
}

/** The ports that one process or page holds. */
export class HeldPorts {
  readonly #ports = new Map<number, MessagePortMain>();
  readonly #holder: PortHolder;

  constructor(holder: PortHolder) {
    this.#holder = holder;
  }

  /** Announces the port to its new holder first: `handTo` may at once pass on what has waited. */
  take(ports: readonly MessagePortMain[], announce: (numbers: readonly number[]) => void): void {
    announce(ports.map((port) => port.number));
    for (const port of ports) {
      this.#ports.set(port.number, port);
      port.handTo(this.#holder);
    }
  }

  message(port: number, data: unknown): void {
    this.#ports.get(port)?.pass(data);
  }

  close(port: number): void {
    this.#ports.get(port)?.close();
    this.#ports.delete(port);
  }

  /** The holder is gone. */
  closeAll(): void {
    for (const port of [...this.#ports.keys()]) this.close(port);
  }
}
