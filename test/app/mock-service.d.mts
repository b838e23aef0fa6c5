import type { ServiceEvent } from '../../shared/channels.ts';

export interface Mock {
  readonly url: string;
  readonly port: number;
  /** Moves the running fit on by one evaluation, and lets a waiting import through. */
  tick(): void;
  /** Tells every page. */
  emit(event: ServiceEvent): void;
  /** How often predictions were asked for. */
  asked(): number;
  close(): Promise<void>;
}
/**
 * `receiver`, `dense`, `empty`, `fresh` (no fit), `nospec`, `failing`, `problems`, `readonly`, `queue`, `unreadable`
 * (predictions), `start` (no project), `first` (nor a recent one).
 */
export function startMock(options?: { scenario?: string; dist?: string; port?: number }): Promise<Mock>;
