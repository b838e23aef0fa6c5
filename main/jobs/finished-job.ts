import type { Problem } from '../../shared/base/problem.ts';
import type { Kernel } from '../../shared/compute/kernel.ts';
import { isJoint } from '../../shared/fit/joint.ts';
import type { FitPlan } from '../../shared/inference/plan/fit-plan.ts';
import type { FinishedFit } from '../../shared/prediction/scenario/finished-fit.ts';
import { fineKernel } from './fine-kernel.ts';
import type { NewWellsTask, ScenarioTask, ZeroShotTask } from './messages.ts';
import type { Port } from './port.ts';
import { type Ready, trainingState, withReadyFit } from './ready-fit.ts';
import { samplingState } from './sampling-job.ts';

/** A fit that has something to predict from. */
export interface Finished {
  readonly ready: Ready<unknown>;
  /** With a kernel of float64, and the one that draws where that is another. */
  withKernels(fine: Kernel, kernel?: Kernel): FinishedFit;
}

/** Gets a task's fit ready, lends it to the work where it has come to something, and sends why not where it has not. */
export function withFinishedFit(
  task: ScenarioTask | ZeroShotTask | NewWellsTask,
  port: Port,
  work: (fit: Finished) => Promise<void>,
): Promise<void> {
  if (isJoint(task.order.settings))
    return withReadyFit(task, port, samplingState, async (ready) => {
      const { plan } = ready;
      const { state, layout } = ready.state;
      if (!state.record.some(({ draws }) => draws.length > 0))
        return refuseInput(port, [nothingYet('its first joint draws')]);
      return work({ ready, withKernels: (fine) => ({ kind: 'chains', plan, state, layout, fine }) });
    });
  return withReadyFit(task, port, trainingState, async (ready) => {
    const { plan } = ready;
    const { best } = ready.state;
    if (best === null) return refuseInput(port, [nothingYet('its first evaluation')]);
    return work({
      ready,
      withKernels: (fine, kernel = fine) => ({ kind: 'trained', plan, best, kernel, fine }),
    });
  });
}

/** Lends a kernel of float64 for a plan's wells, the fit's or others. */
export async function withFine(
  { plan: own, kernel }: Ready<unknown>,
  plan: FitPlan,
  work: (fine: Kernel) => Promise<void>,
): Promise<void> {
  const fine = fineKernel(plan, kernel, own);
  try {
    await work(fine);
  } finally {
    if (fine !== kernel) await fine.close();
  }
}

export function refuseInput(port: Port, problems: readonly Problem[]): Promise<void> {
  return port.send({ kind: 'problems', failed: 'input', problems });
}

function nothingYet(what: string): Problem {
  return {
    code: 'fit.noEvaluation',
    severity: 'error',
    message: 'the fit’s checkpoint holds nothing yet that predictions could be made from',
    remedy: `Resume the fit until ${what}.`,
  };
}
