import type { FitSummary, ServiceEvent } from '../../../shared/channels.ts';

/** Which fits run or wait, learned from what the service tells its pages. */
export interface RunningFits {
  hear(event: ServiceEvent): void;
}

/** `changed` hears the names after each change, in the order in which the fits began. */
export function watchFits(changed: (running: readonly string[]) => void): RunningFits {
  const running = new Set<string>();
  let told = '';
  const note = (fit: FitSummary): void => {
    if (fit.status === 'queued' || fit.status === 'running' || fit.status === 'stopping')
      running.add(fit.fit);
    else running.delete(fit.fit);
  };
  return {
    hear(event) {
      if (event.kind === 'fit') note(event.fit);
      else if (event.kind === 'project') {
        running.clear();
        for (const fit of event.project?.fits ?? []) note(fit);
      } else return;
      const now = [...running].join('\n');
      if (now === told) return;
      told = now;
      changed([...running]);
    },
  };
}
