import { failure, type Outcome, type Problem, success } from '../../shared/base/problem.ts';
import type { FitPlan } from '../../shared/inference/plan/fit-plan.ts';
import { jointLayout } from '../../shared/inference/posterior/joint/joint-layout.ts';
import { restorePosterior } from '../../shared/inference/posterior/posterior-checkpoint.ts';
import type { FinishedFit } from '../../shared/prediction/scenario/finished-fit.ts';
import { predictScenario } from '../../shared/prediction/scenario/predict-scenario.ts';
import { fineKernel } from './fine-kernel.ts';
import type { ScenarioTask } from './messages.ts';
import type { Port } from './port.ts';
import { type Ready, trainingState, withReadyFit } from './ready-fit.ts';
import { unlessStopped } from './unless-stopped.ts';

type Chains = Pick<Extract<FinishedFit, { kind: 'chains' }>, 'state' | 'layout'>;

/** Sends what a fit predicts of wells that are asked for; its result stays as it is. */
export function runScenarioJob(task: ScenarioTask, port: Port): Promise<void> {
  if (task.order.settings.posterior === 'nuts')
    return withReadyFit(task, port, chainsOf, (ready) =>
      withFine(ready, (fine) => {
        const { state, layout } = ready.state;
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

function chainsOf(plan: FitPlan, checkpoint: Uint8Array | null): Outcome<Chains> {
  const layout = jointLayout(plan, plan.split.train);
  const restored = checkpoint === null ? null : restorePosterior(plan, layout, checkpoint);
  if (restored !== null && !restored.ok) return restored;
  const state = restored?.value;
  if (state === undefined || !state.record.some(({ draws }) => draws.length > 0))
    return failure([nothingYet('the first draws of its chains after warming up')]);
  return success({ layout, state });
}

function nothingYet(what: string): Problem {
  return {
    code: 'fit.noEvaluation',
    severity: 'error',
    message: 'the fit’s checkpoint holds nothing yet that predictions could be made from',
    remedy: `Resume the fit until ${what}.`,
  };
}
