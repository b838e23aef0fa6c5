import { predictZeroShot } from '../../shared/prediction/zero-shot/predict-zero-shot.ts';
import { refuseInput, withFine, withFinishedFit } from './finished-job.ts';
import type { ZeroShotTask } from './messages.ts';
import type { Port } from './port.ts';
import { unlessStopped } from './unless-stopped.ts';

/** Sends what a fit predicts of the wells of the device that it left out; its result stays as it is. */
export function runZeroShotJob(task: ZeroShotTask, port: Port): Promise<void> {
  return withFinishedFit(task, port, ({ ready, withKernels }) =>
    withFine(ready, ready.plan, async (fine) => {
      const fit = withKernels(fine, ready.kernel);
      const made = await unlessStopped(port, (pause) => predictZeroShot(fit, task.question, { pause }));
      if (made === null) return port.send({ kind: 'stopped' });
      if (!made.ok) return refuseInput(port, made.problems);
      const { fingerprint } = ready.plan;
      return port.send({ kind: 'zeroShot', fingerprint, answer: made.value, problems: made.problems });
    }),
  );
}
