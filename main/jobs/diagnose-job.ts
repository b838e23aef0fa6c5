import type { Problem } from '../../shared/base/problem.ts';
import type { Kernel } from '../../shared/compute/kernel.ts';
import { isJoint } from '../../shared/fit/joint.ts';
import { leastDraws } from '../../shared/fit/warmup.ts';
import type { FitPlan } from '../../shared/inference/plan/fit-plan.ts';
import { diagnoseChains } from '../../shared/prediction/trust/diagnose-chains.ts';
import { type DiagnosisHooks, diagnoseTrained } from '../../shared/prediction/trust/diagnose-trained.ts';
import type { FitDiagnosis } from '../../shared/prediction/trust/diagnosis.ts';
import { fineKernel } from './fine-kernel.ts';
import type { DiagnoseTask } from './messages.ts';
import type { Port } from './port.ts';
import { type StateOf, trainingState, withReadyFit } from './ready-fit.ts';
import { samplingState } from './sampling-job.ts';
import { unlessStopped } from './unless-stopped.ts';

/** Sends how far a fit that is at rest can be trusted, from its checkpoint. */
export function runDiagnoseJob(task: DiagnoseTask, port: Port): Promise<void> {
  const { question } = task;
  return isJoint(task.order.settings)
    ? withState(task, port, samplingState, async ({ plan, state: { layout, state }, fine }, hooks) =>
        state.record.every(({ draws }) => draws.length >= leastDraws)
          ? diagnoseChains({ plan, layout, state, kernel: fine }, question, hooks)
          : tooEarly('joint draws are missing'),
      )
    : withState(task, port, trainingState, async ({ plan, state, kernel, fine }, hooks) =>
        state.best === null
          ? tooEarly('an evaluation is missing')
          : diagnoseTrained(plan, state, { kernel, fine }, question, hooks),
      );
}

interface WithKernels<S> {
  readonly plan: FitPlan;
  readonly state: S;
  readonly kernel: Kernel;
  readonly fine: Kernel;
}

function withState<S>(
  task: DiagnoseTask,
  port: Port,
  stateOf: StateOf<S>,
  diagnose: (ready: WithKernels<S>, hooks: DiagnosisHooks) => Promise<FitDiagnosis | Problem>,
): Promise<void> {
  return withReadyFit(task, port, stateOf, async (ready) => {
    const fine = fineKernel(ready.plan, ready.kernel);
    const made = await unlessStopped(port, (pause) =>
      diagnose({ ...ready, fine }, { pause, onProgress: progressTo(port) }),
    ).finally(() => (fine === ready.kernel ? undefined : fine.close()));
    if (made === null) return port.send({ kind: 'stopped' });
    if ('code' in made) return port.send({ kind: 'problems', failed: 'input', problems: [made] });
    return port.send({ kind: 'diagnosed', diagnosis: made, problems: ready.prepared.problems });
  });
}

/** At most ten a second. */
function progressTo(port: Port): DiagnosisHooks['onProgress'] {
  let told = Number.NEGATIVE_INFINITY;
  return (activity, epoch, epochs) => {
    const now = performance.now();
    if (now - told < 100) return;
    told = now;
    const unknown = { step: 0, stepsPerSecond: null, secondsLeft: null };
    void port.send({ kind: 'progress', progress: { activity, epoch, epochs, ...unknown } });
  };
}

function tooEarly(missing: string): Problem {
  return {
    code: 'diagnose.tooEarly',
    severity: 'error',
    message: `the fit’s checkpoint holds too little yet: ${missing}`,
    remedy: 'Go on with the fit first: wellspring fit --resume FIT.',
    inWindow: 'Go on with the fit first.',
  };
}
