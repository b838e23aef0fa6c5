import { predictScenario } from '../../shared/prediction/scenario/predict-scenario.ts';
import { refuseInput, withFine, withFinishedFit } from './finished-job.ts';
import type { ScenarioTask } from './messages.ts';
import type { Port } from './port.ts';
import { unlessStopped } from './unless-stopped.ts';

/** Sends what a fit predicts of wells that are asked for; its result stays as it is. */
export function runScenarioJob(task: ScenarioTask, port: Port): Promise<void> {
  return withFinishedFit(task, port, ({ ready, withKernels }) =>
    withFine(ready, ready.plan, async (fine) => {
      const fit = withKernels(fine, ready.kernel);
      const made = await unlessStopped(port, (pause) => predictScenario(fit, task.scenario, { pause }));
      if (made === null) return port.send({ kind: 'stopped' });
      if (!made.ok) return refuseInput(port, made.problems);
      const { fingerprint } = ready.plan;
      return port.send({ kind: 'scenario', fingerprint, wells: made.value, problems: made.problems });
    }),
  );
}
