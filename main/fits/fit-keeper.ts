import type { Problem } from '../../shared/base/problem.ts';
import type { FitResult, HistoryRow } from '../../shared/fit/fit-result.ts';
import { fitStatus, type RestStatus } from '../../shared/fit/life.ts';
import type { FitPrepared } from '../jobs/messages.ts';
import type { FitManifest } from '../store/fit-manifest.ts';

/**
 * Where what is known of a fit is written. Each returns null, or why it cannot be written: then the fit is stopped. A fit
 * that is done is never written again.
 */
export interface FitKeeper {
  /** It runs, and is made of this. */
  prepared(prepared: FitPrepared): Problem | null;
  /** Enough to go on with, should all else be lost from here. */
  checkpoint(manifest: FitManifest, history: readonly HistoryRow[], bytes: Uint8Array): Problem | null;
  /** It ended without a result; its last checkpoint stays. */
  unfinished(end: Unfinished): Problem | null;
  finished(manifest: FitManifest, result: FitResult): Problem | null;
  /** The result of the best evaluation of a fit that is not done, and still is not. */
  predicted(result: FitResult): Problem | null;
}

/** The end of a fit without a result. */
export interface Unfinished {
  /** `stopped`: somebody asked for it. */
  readonly how: 'stopped' | 'died' | 'failed';
  /** As of the last checkpoint that was written in this run; null: there was none, so what was known before still holds. */
  readonly known: { readonly manifest: FitManifest; readonly history: readonly HistoryRow[] } | null;
  /** Why; empty where somebody just asked for it. */
  readonly problems: readonly Problem[];
}

/** One that died can go on: it is no more than interrupted. */
export function statusAfter(how: Unfinished['how']): RestStatus {
  return how === 'failed' ? fitStatus.failed : fitStatus.interrupted;
}
