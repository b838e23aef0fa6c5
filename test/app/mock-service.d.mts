export interface Mock {
  readonly url: string;
  readonly port: number;
  /** Moves the running fit on by one evaluation. */
  tick(): void;
  /** How often predictions were asked for. */
  asked(): number;
  close(): Promise<void>;
}
/** `receiver`, `dense`, `empty`, `fresh` (no fit), `failing`, `problems`, `unreadable` (predictions). */
export function startMock(options?: { scenario?: string; dist?: string; port?: number }): Promise<Mock>;
