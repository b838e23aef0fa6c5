import { isJoint } from '../../shared/fit/joint.ts';
import { fitActivity, fitStatus } from '../../shared/fit/life.ts';
import { serializeFit } from '../../shared/inference/training/checkpoint.ts';
import { evaluationsOf, type FitState, stepsPerEpoch } from '../../shared/inference/training/fit-state.ts';
import { type RunEnd, runFit } from '../../shared/inference/training/run-fit.ts';
import type { FitCheckpoint, FitTask } from './messages.ts';
import { nextTurn } from './next-turn.ts';
import { createPace, type Pace } from './pace.ts';
import type { Port } from './port.ts';
import { type ReadyFit, trainingState, withReadyFit } from './ready-fit.ts';
import { runSamplingJob } from './sampling-job.ts';
import { sendResult } from './send-result.ts';

/** Runs a fit to its end, or until asked to stop, and sends all that others need to write it down. */
export function runFitJob(task: FitTask, port: Port): Promise<void> {
  if (isJoint(task.order.settings)) return runSamplingJob(task, port);
  return withReadyFit(task, port, trainingState, async (ready) => {
    const { plan, state, prepared } = ready;
    const checkpoint = checkpointOf(state, serializeFit(plan, state));
    await port.send({ kind: 'prepared', prepared, checkpoint });
    const pace = createPace(task.order.settings, stepsPerEpoch(plan), port);
    const { status, problems } = await train(ready, task.checkpointEvery_s, pace, port);
    if (status === fitStatus.interrupted) return port.send({ kind: 'stopped' });
    if (status === fitStatus.failed) return port.send({ kind: 'problems', failed: 'numerics', problems });
    pace.activity(fitActivity.writing);
    return sendResult(ready, port, problems);
  });
}

/** Trains to the last epoch and tells of it on the way; when it ends all is sent. */
async function train(
  { plan, state, kernel }: ReadyFit,
  checkpointEverySeconds: number,
  pace: Pace,
  port: Port,
): Promise<RunEnd> {
  let sent: Promise<void> = Promise.resolve();
  const end = await runFit(plan, state, kernel, {
    now: () => performance.now() / 1000,
    // Waiting for the last message as well keeps a slow parent from piling them up here.
    pause: () => sent.then(nextTurn),
    shouldStop: () => port.shouldStop(),
    onStep: (info) => pace.step(info),
    onEvaluation: (evaluation) => {
      pace.evaluated();
      sent = port.send({ kind: 'evaluation', evaluation });
    },
    onCheckpoint: (bytes) => {
      sent = port.send({ kind: 'checkpoint', checkpoint: checkpointOf(state, bytes) });
    },
    onActivity: (activity) => pace.activity(activity),
    checkpointEverySeconds,
  });
  await sent;
  return end;
}

function checkpointOf(state: FitState, bytes: Uint8Array): FitCheckpoint {
  const { evaluations, history } = evaluationsOf(state);
  return { bytes, evaluations: [...evaluations], history: [...history], seconds: state.seconds };
}
