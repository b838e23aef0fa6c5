import type { Problem } from '../../shared/base/problem.ts';
import { isJoint } from '../../shared/fit/joint.ts';
import type { FinishedFit } from '../../shared/prediction/scenario/finished-fit.ts';
import { predictScenario } from '../../shared/prediction/scenario/predict-scenario.ts';
import { fineKernel } from './fine-kernel.ts';
import type { ScenarioTask } from './messages.ts';
import type { Port } from './port.ts';
import { type Ready, trainingState, withReadyFit } from './ready-fit.ts';
import { samplingState } from './sampling-job.ts';
import { unlessStopped } from './unless-stopped.ts';

/** Sends what a fit predicts of wells that are asked for; its result stays as it is. */
export function runScenarioJob(task: ScenarioTask, port: Port): Promise<void> {
  if (isJoint(task.order.settings))
    return withReadyFit(task, port, samplingState, (ready) =>
      withFine(ready, async (fine) => {
        const { state, layout } = ready.state;
        if (!state.record.some(({ draws }) => draws.length > 0))
          return refuse(port, [nothingYet('its first joint draws')]);
        return predictAndSend({ kind: 'chains', plan: ready.plan, state, layout, fine }, task, port);
      }),
    );
  return withReadyFit(task, port, trainingState, (ready) =>
    withFine(ready, async (fine) => {
      const { plan, kernel, state } = ready;
      const { best } = state;
      if (best === null) return refuse(port, [nothingYet('its first evaluation')]);
      return predictAndSend({ kind: 'trained', plan, best, kernel, fine }, task, port);
    }),
  );
}

async function predictAndSend(fit: FinishedFit, { scenario }: ScenarioTask, port: Port): Promise<void> {
  const made = await unlessStopped(port, (pause) => predictScenario(fit, scenario, { pause }));
  if (made === null) return port.send({ kind: 'stopped' });
  if (!made.ok) return refuse(port, made.problems);
  const { fingerprint } = fit.plan;
  return port.send({ kind: 'scenario', fingerprint, wells: made.value, problems: made.problems });
}

function refuse(port: Port, problems: readonly Problem[]): Promise<void> {
  return port.send({ kind: 'problems', failed: 'input', problems });
}

async function withFine<S>(
  { plan, kernel }: Ready<S>,
  work: (fine: ReturnType<typeof fineKernel>) => Promise<void>,
): Promise<void> {
  const fine = fineKernel(plan, kernel);
  try {
    await work(fine);
  } finally {
    if (fine !== kernel) await fine.close();
  }
}

function nothingYet(what: string): Problem {
  return {
    code: 'fit.noEvaluation',
    severity: 'error',
    message: 'the fit’s checkpoint holds nothing yet that predictions could be made from',
    remedy: `Resume the fit until ${what}.`,
  };
}
