import type { Problem } from '../../../shared/base/problem.ts';
import type { FitAtWork } from '../../../shared/fit/under-way.ts';

/** Messages between the host (Electron's main process) and the service's process, and of the ports that it hands out. */

/** To the service. With `page` and `job` comes one port: the way to that page or job. */
export type ToService =
  | { readonly kind: 'page' }
  | { readonly kind: 'job'; readonly job: number }
  | { readonly kind: 'jobSpawned'; readonly job: number; readonly pid: number }
  | { readonly kind: 'jobExit'; readonly job: number; readonly exit: HostedJobExit }
  /** End jobs, close the project, end. */
  | { readonly kind: 'close' };

export type FromService =
  | { readonly kind: 'ready' }
  /** There can be no service: the reasons. */
  | { readonly kind: 'failed'; readonly problems: readonly Problem[] }
  | { readonly kind: 'startJob'; readonly job: number }
  | { readonly kind: 'killJob'; readonly job: number }
  /** The fits that run or wait, after each change. */
  | { readonly kind: 'fits'; readonly running: readonly FitAtWork[] };

export interface HostedJobExit {
  readonly code: number | null;
  readonly signal: string | null;
  /** The end of what it wrote to stderr. */
  readonly errors: string;
  /** Half a sentence where the system gave no process. */
  readonly notStarted?: string;
}

/** From a page, through its port; `request` is a text of base/codec.ts, or a parcel (base/parcel.ts). */
export interface PageCall {
  readonly id: number;
  readonly channel: string;
  readonly request: string | Uint8Array<ArrayBuffer>;
}

/** From a page, through its port: it has heard one more event. */
export interface PageHeard {
  readonly kind: 'heard';
}

/** To a page; `reply` and `event` are texts of base/codec.ts. */
export type ToPage =
  | { readonly kind: 'reply'; readonly id: number; readonly reply: string }
  | { readonly kind: 'event'; readonly event: string }
  /** Events were left out, for the page was too far behind. */
  | { readonly kind: 'missed' };

/** From a job. After `end` it waits for its port to be closed: what it sent has been heard then. */
export type JobFrame = { readonly kind: 'message'; readonly message: unknown } | { readonly kind: 'end' };

/** Names of the messages between preload and host. */
export const ipc = {
  connect: 'wellspring:connect',
  port: 'wellspring:port',
  command: 'wellspring:command',
  chooseOpen: 'wellspring:choose-open',
  chooseSave: 'wellspring:choose-save',
} as const;
