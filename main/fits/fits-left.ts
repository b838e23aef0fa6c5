import { fitStatus, isUnderWay } from '../../shared/fit/life.ts';
import type { ProjectStore } from '../store/project-store.ts';
import { factOf } from './fit-words.ts';

/**
 * Puts right what a crash left, when a project has just been opened and nothing can be computing its fits. What waited
 * still waits, and so does what had not come to its first checkpoint; what ran is interrupted, and says so.
 */
export function settleFitsLeft(store: ProjectStore): void {
  if (store.info.readOnly !== null) return;
  for (const stored of store.listedFits()) {
    const { fit, status, problems, hasCheckpoint } = stored;
    if (!isUnderWay(status) || status === fitStatus.queued) continue;
    if (!hasCheckpoint) {
      store.updateFit(fit, { status: fitStatus.queued });
      continue;
    }
    const message = 'Wellspring ended while this fit was under way';
    const remedy = 'Resume it: it goes on from its last checkpoint, to the same numbers.';
    const orphaned = { code: 'fit.orphaned', severity: 'warning', message, remedy } as const;
    const patch = { status: fitStatus.interrupted, problems: [...problems, orphaned] } as const;
    store.updateFit(fit, patch, factOf.diedWithProgram(stored));
  }
}
