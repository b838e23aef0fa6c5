import type { FitSummary, ServiceEvent } from '../../shared/channels.ts';
import { isUnderWay } from '../../shared/fit/life.ts';
import type { FitAtWork } from '../../shared/fit/under-way.ts';

/** Which fits run or wait, learned from what the service tells its pages. */
export interface RunningFits {
  hear(event: ServiceEvent): void;
}

/** `changed` hears of all of them after each change that can be told in words, in the order in which they began. */
export function watchFits(changed: (running: readonly FitAtWork[]) => void): RunningFits {
  const running = new Map<string, FitAtWork>();
  let told = '[]';
  const note = ({ fit, status, activity, epoch, epochs }: FitSummary): void => {
    if (!isUnderWay(status)) running.delete(fit);
    else running.set(fit, { fit, status, activity, epoch: Math.floor(epoch), epochs });
  };
  return {
    hear(event) {
      if (event.kind === 'fit') note(event.fit);
      else if (event.kind === 'project') {
        running.clear();
        for (const fit of event.project?.fits ?? []) note(fit);
      } else return;
      const now = JSON.stringify([...running.values()]);
      if (now === told) return;
      told = now;
      changed([...running.values()]);
    },
  };
}
