import { type Outcome, success } from '../../shared/base/problem.ts';
import type { Kernel } from '../../shared/compute/kernel.ts';
import { answerOf } from '../../shared/fit/joint.ts';
import { fitActivity, fitStatus } from '../../shared/fit/life.ts';
import type { SamplingReport } from '../../shared/fit/sampling.ts';
import type { FitPlan } from '../../shared/inference/plan/fit-plan.ts';
import { convergenceProblem } from '../../shared/inference/posterior/convergence/judge-chains.ts';
import { jointDensity } from '../../shared/inference/posterior/joint/joint-density.ts';
import { type JointLayout, jointLayout } from '../../shared/inference/posterior/joint/joint-layout.ts';
import { approximationProblem } from '../../shared/inference/posterior/population/judge-population.ts';
import { dealtDraws } from '../../shared/inference/posterior/population/population-plan.ts';
import {
  restorePosterior,
  serializePosterior,
} from '../../shared/inference/posterior/posterior-checkpoint.ts';
import { type PosteriorState, startPosterior } from '../../shared/inference/posterior/posterior-state.ts';
import { runSampling, type SamplingRunEnd } from '../../shared/inference/posterior/run-sampling.ts';
import { chainCount } from '../../shared/inference/posterior/sampling-plan.ts';
import { judgeHeldOut } from '../../shared/prediction/judge-result.ts';
import { summarisePosterior } from '../../shared/prediction/summarise-posterior.ts';
import { fineKernel } from './fine-kernel.ts';
import type { FitCheckpoint, FitTask } from './messages.ts';
import { nextTurn } from './next-turn.ts';
import type { Port } from './port.ts';
import { type Ready, withReadyFit } from './ready-fit.ts';
import { createSamplingPace, type SamplingPace } from './sampling-pace.ts';
import { unlessStopped } from './unless-stopped.ts';

/** Of a joint fit. */
export interface Sampling {
  readonly layout: JointLayout;
  readonly state: PosteriorState;
}

/** A fit of the joint posterior, by chains or by the hierarchical bound: the same messages as of one that is trained. */
export function runSamplingJob(task: FitTask, port: Port): Promise<void> {
  return withReadyFit(task, port, samplingState, async (ready) => {
    const fine = fineKernel(ready.plan, ready.kernel);
    try {
      await sampleAndSend({ ...ready, fine }, task.checkpointEvery_s, port);
    } finally {
      if (fine !== ready.kernel) await fine.close();
    }
  });
}

export function samplingState(plan: FitPlan, checkpoint: Uint8Array | null): Outcome<Sampling> {
  const layout = jointLayout(plan, plan.split.train);
  if (checkpoint === null) return success({ layout, state: startPosterior(chainCount) });
  const restored = restorePosterior(plan, layout, checkpoint);
  return restored.ok ? success({ layout, state: restored.value }) : restored;
}

type ReadySampling = Ready<Sampling> & { readonly fine: Kernel };

async function sampleAndSend(ready: ReadySampling, checkpointEvery_s: number, port: Port): Promise<void> {
  const { plan, prepared, fine } = ready;
  const { state, layout } = ready.state;
  const checkpoint = checkpointOf(state, serializePosterior(plan, state));
  await port.send({ kind: 'prepared', prepared, checkpoint });
  const pace = createSamplingPace(plan.settings, port);
  const { status, problems } = await sample(ready, checkpointEvery_s, pace, port);
  if (status === fitStatus.interrupted) return port.send({ kind: 'stopped' });
  if (status === fitStatus.failed) return port.send({ kind: 'problems', failed: 'numerics', problems });
  pace.activity(fitActivity.writing);
  const result = await unlessStopped(port, (pause) =>
    summarisePosterior(plan, state, layout, fine, { pause }),
  );
  if (result === null) return port.send({ kind: 'stopped' });
  const { sampling, approximation } = result.diagnostics;
  const verdict =
    sampling !== undefined
      ? convergenceProblem(sampling)
      : approximation !== undefined
        ? approximationProblem(approximation)
        : null;
  const told = [
    ...problems,
    ...(verdict === null ? [] : [verdict]),
    ...judgeHeldOut(result, plan.settings.evaluationDraws),
  ];
  return port.send({ kind: 'result', result, seconds: state.seconds, problems: told });
}

async function sample(
  { plan, kernel, fine, state: { state, layout } }: ReadySampling,
  checkpointEverySeconds: number,
  pace: SamplingPace,
  port: Port,
): Promise<SamplingRunEnd> {
  kernel.bind(plan.individuals);
  if (fine !== kernel) fine.bind(plan.individuals);
  const densities = {
    coarse: jointDensity(plan, layout, kernel, chainCount),
    fine: jointDensity(plan, layout, fine, chainCount),
    inner:
      answerOf(plan.settings) === 'hierarchical'
        ? jointDensity(plan, layout, kernel, dealtDraws(plan.settings.draws).inner)
        : null,
  };
  let sent: Promise<void> = Promise.resolve();
  const end = await runSampling(plan, state, densities, {
    now: () => performance.now() / 1000,
    // Waiting for the last message as well keeps a slow parent from piling them up here.
    pause: () => sent.then(nextTurn),
    shouldStop: () => port.shouldStop(),
    onTransition: (stage, transitions) => pace.transition(stage, transitions),
    onReport: (sampling: SamplingReport) => {
      pace.report(sampling);
      sent = port.send({ kind: 'sampling', sampling });
    },
    onCheckpoint: (bytes) => {
      sent = port.send({ kind: 'checkpoint', checkpoint: checkpointOf(state, bytes) });
    },
    checkpointEverySeconds,
  });
  await sent;
  return end;
}

function checkpointOf({ history, seconds }: PosteriorState, bytes: Uint8Array): FitCheckpoint {
  return { bytes, evaluations: [], history: history.slice(), seconds };
}
