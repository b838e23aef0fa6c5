import { failure, type Outcome, type Problem, success } from '../../shared/base/problem.ts';
import type { Kernel } from '../../shared/compute/kernel.ts';
import type { FitResult } from '../../shared/fit/fit-result.ts';
import { fitActivity, fitStatus } from '../../shared/fit/life.ts';
import type { FitOrderSettings } from '../../shared/fit/settings.ts';
import type { FitPlan } from '../../shared/inference/plan/fit-plan.ts';
import { serializeFit } from '../../shared/inference/training/checkpoint.ts';
import { initFit, type StepInfo } from '../../shared/inference/training/fit.ts';
import { evaluationsOf, type FitState, stepsPerEpoch } from '../../shared/inference/training/fit-state.ts';
import { resumeFit } from '../../shared/inference/training/resume-fit.ts';
import { runFit } from '../../shared/inference/training/run-fit.ts';
import { judgeResult } from '../../shared/prediction/judge-result.ts';
import { summariseFit } from '../../shared/prediction/summarise-fit.ts';
import { fitKernel } from './fit-kernel.ts';
import { type LoadedFit, loadFit } from './load-fit.ts';
import type { FitCheckpoint, FitPrepared, FitTask, PredictTask } from './messages.ts';
import { createPace } from './pace.ts';
import type { Port } from './port.ts';
import { yieldProcessor } from './priority.ts';

/** What is ready before the first step. */
interface ReadyFit extends LoadedFit {
  readonly kernel: Kernel;
  readonly state: FitState;
  readonly problems: readonly Problem[];
}

const nothingEvaluated: Problem = {
  code: 'fit.noEvaluation',
  severity: 'error',
  message: 'the fit’s checkpoint holds no evaluation yet, so there is nothing to predict from',
  remedy: 'Resume the fit until its first evaluation.',
};

/** Sends the result of the best evaluation that a fit has come to. */
export async function runPredictJob(task: PredictTask, port: Port): Promise<void> {
  if (task.background) yieldProcessor();
  const outcome = await prepare(task);
  if (!outcome.ok) {
    await port.send({ kind: 'problems', failed: 'input', problems: outcome.problems });
    return;
  }
  const { plan, kernel, state } = outcome.value;
  if (state.best === null) {
    await kernel.close();
    return port.send({ kind: 'problems', failed: 'input', problems: [nothingEvaluated] });
  }
  try {
    await port.send({ kind: 'prepared', prepared: preparedOf(outcome.value, task.order.settings) });
    const result = await summarise(plan, state, kernel, port);
    if (result === null) return port.send({ kind: 'stopped' });
    const judged = await judgeResult(plan, state, kernel, result);
    await port.send(
      judged.ok
        ? { kind: 'result', result, seconds: state.seconds, problems: judged.problems }
        : { kind: 'problems', failed: 'numerics', problems: judged.problems },
    );
  } finally {
    await kernel.close();
  }
}

/** Runs a fit to its end, or until asked to stop, and sends all that others need to write it down. */
export async function runFitJob(task: FitTask, port: Port): Promise<void> {
  if (task.background) yieldProcessor();
  const outcome = await prepare(task);
  if (!outcome.ok) {
    await port.send({ kind: 'problems', failed: 'input', problems: outcome.problems });
    return;
  }
  const { plan, kernel, state } = outcome.value;
  await port.send({ kind: 'prepared', prepared: preparedOf(outcome.value, task.order.settings) });
  // From here on the fit can be resumed, whatever happens.
  await port.send({ kind: 'checkpoint', checkpoint: checkpointOf(state, serializeFit(plan, state)) });
  try {
    await train(task, plan, state, kernel, port);
  } finally {
    await kernel.close();
  }
}

async function train(
  task: FitTask,
  plan: FitPlan,
  state: FitState,
  kernel: Kernel,
  port: Port,
): Promise<void> {
  const pace = createPace(task.order.settings, stepsPerEpoch(plan), port);
  let sent: Promise<void> = Promise.resolve();
  const run = await runFit(plan, state, kernel, {
    now: seconds,
    // Waiting for the last message as well keeps a slow parent from piling them up here.
    pause: () => sent.then(nextTurn),
    shouldStop: () => port.shouldStop(),
    onStep: (info: StepInfo) => pace.step(info),
    onEvaluation: (evaluation) => {
      pace.evaluated();
      sent = port.send({ kind: 'evaluation', evaluation });
    },
    onCheckpoint: (bytes) => {
      sent = port.send({ kind: 'checkpoint', checkpoint: checkpointOf(state, bytes) });
    },
    onActivity: (activity) => pace.activity(activity),
    checkpointEverySeconds: task.checkpointEvery_s,
  });
  await sent;
  if (run.status === fitStatus.interrupted) return port.send({ kind: 'stopped' });
  if (run.status === fitStatus.failed)
    return port.send({ kind: 'problems', failed: 'numerics', problems: run.problems });
  pace.activity(fitActivity.writing);
  const result = await summarise(plan, state, kernel, port);
  if (result === null) return port.send({ kind: 'stopped' });
  const judged = await judgeResult(plan, state, kernel, result);
  const problems = [...run.problems, ...judged.problems];
  if (!judged.ok) return port.send({ kind: 'problems', failed: 'numerics', problems });
  await port.send({ kind: 'result', result, seconds: state.seconds, problems });
}

/** The result, or null where a stop was asked for: the checkpoint at the end of training is written, resuming gets here at once. */
async function summarise(
  plan: FitPlan,
  state: FitState,
  kernel: Kernel,
  port: Port,
): Promise<FitResult | null> {
  const stopped = new Error('asked to stop');
  const pause = async (): Promise<void> => {
    await nextTurn();
    if (port.shouldStop()) throw stopped;
  };
  try {
    return await summariseFit(plan, state, kernel, { pause });
  } catch (error) {
    if (error === stopped) return null;
    throw error;
  }
}

async function prepare(task: FitTask | PredictTask): Promise<Outcome<ReadyFit>> {
  const loaded = await loadFit(task.order, task.models, task.files);
  if (!loaded.ok) return loaded;
  const { plan } = loaded.value;
  const kernel = await fitKernel(plan, task.order.settings, task.checkpoint === null);
  if (!kernel.ok) return failure([...loaded.problems, ...kernel.problems]);
  const state = task.checkpoint === null ? success(initFit(plan)) : resumeFit(plan, task.checkpoint);
  if (!state.ok) {
    await kernel.value.close();
    return failure([...loaded.problems, ...state.problems]);
  }
  const problems = [...loaded.problems, ...kernel.problems, ...state.problems];
  return success({ ...loaded.value, kernel: kernel.value, state: state.value, problems });
}

function preparedOf(
  { plan, experiment, kernel, problems }: ReadyFit,
  { relaxedMadd }: FitOrderSettings,
): FitPrepared {
  const ids = (wells: Int32Array): readonly string[] =>
    Array.from(wells, (well) => experiment.individuals[well]?.id ?? '');
  return {
    backend: kernel.backend,
    threads: kernel.threads,
    relaxedMadd: relaxedMadd && kernel.backend.startsWith('wasm'),
    model: plan.model.id,
    objective: plan.settings.objective,
    data: experiment.sources,
    train: ids(plan.split.train),
    validation: ids(plan.split.validation),
    heldOut: ids(plan.split.heldOut),
    problems,
  };
}

function checkpointOf(state: FitState, bytes: Uint8Array): FitCheckpoint {
  const { evaluations, history } = evaluationsOf(state);
  return { bytes, evaluations: [...evaluations], history: [...history], seconds: state.seconds };
}

function seconds(): number {
  return performance.now() / 1000;
}

/** Messages arrive between turns of the event loop. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
