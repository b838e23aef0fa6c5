import { EventEmitter } from 'node:events';
import type { HostPort } from '../../../../../main/hosts/electron/port.ts';

/** One end of a channel within a test; what is posted at one end is heard at the other, in order, when it has started. */
export class FakePort extends EventEmitter implements HostPort {
  peer: FakePort | null = null;
  readonly #queue: unknown[] = [];
  #started = false;
  open = true;

  postMessage(message: unknown): void {
    if (this.open) this.peer?.take(structuredClone(message));
  }

  start(): void {
    this.#started = true;
    for (const data of this.#queue.splice(0)) this.emit('message', { data });
  }

  close(): void {
    if (!this.open) return;
    this.open = false;
    const { peer } = this;
    if (peer === null || !peer.open) return;
    peer.open = false;
    peer.emit('close');
  }

  take(data: unknown): void {
    if (!this.open) return;
    if (this.#started) this.emit('message', { data });
    else this.#queue.push(data);
  }
}

export function fakeChannel(): readonly [FakePort, FakePort] {
  const [a, b] = [new FakePort(), new FakePort()];
  a.peer = b;
  b.peer = a;
  return [a, b];
}

/** `process.parentPort`: `give` is what the host sends. */
export class FakeParentPort extends EventEmitter {
  readonly posted: unknown[] = [];

  postMessage(message: unknown): void {
    this.posted.push(message);
  }

  give(data: unknown, ports: readonly HostPort[] = []): void {
    this.emit('message', { data, ports });
  }
}

/** An event that remembers whether it was prevented. */
export function preventable(): { prevented: boolean; preventDefault(): void } {
  const event = {
    prevented: false,
    preventDefault: (): void => {
      event.prevented = true;
    },
  };
  return event;
}
