import type { Problem } from '../../shared/base/problem.ts';
import { isJoint } from '../../shared/fit/joint.ts';
import type { FinishedFit } from '../../shared/prediction/scenario/finished-fit.ts';
import { fineKernel } from './fine-kernel.ts';
import type { ScenarioTask, ZeroShotTask } from './messages.ts';
import type { Port } from './port.ts';
import { type Ready, trainingState, withReadyFit } from './ready-fit.ts';
import { samplingState } from './sampling-job.ts';

/** Gets what a fit has come to ready and lends it to the work; sends why it cannot be. */
export function withFinishedFit(
  task: ScenarioTask | ZeroShotTask,
  port: Port,
  work: (fit: FinishedFit) => Promise<void>,
): Promise<void> {
  if (isJoint(task.order.settings))
    return withReadyFit(task, port, samplingState, (ready) =>
      withFine(ready, async (fine) => {
        const { state, layout } = ready.state;
        if (!state.record.some(({ draws }) => draws.length > 0))
          return sendRefusal(port, [nothingYet('its first joint draws')]);
        return work({ kind: 'chains', plan: ready.plan, state, layout, fine });
      }),
    );
  return withReadyFit(task, port, trainingState, (ready) =>
    withFine(ready, async (fine) => {
      const { plan, kernel, state } = ready;
      const { best } = state;
      if (best === null) return sendRefusal(port, [nothingYet('its first evaluation')]);
      return work({ kind: 'trained', plan, best, kernel, fine });
    }),
  );
}

/** Tells what of the input does not go. */
export function sendRefusal(port: Port, problems: readonly Problem[]): Promise<void> {
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
