import { failure, type Outcome, type Problem, success } from '../../shared/base/problem.ts';
import type { Kernel } from '../../shared/compute/kernel.ts';
import { answerOf } from '../../shared/fit/joint.ts';
import type { FitPlan } from '../../shared/inference/plan/fit-plan.ts';
import { initFit } from '../../shared/inference/training/fit.ts';
import type { FitState } from '../../shared/inference/training/fit-state.ts';
import { resumeFit } from '../../shared/inference/training/resume-fit.ts';
import { fitKernel } from './fit-kernel.ts';
import { type LoadedFit, loadFit } from './load-fit.ts';
import type {
  DiagnoseTask,
  FitPrepared,
  FitTask,
  NewWellsTask,
  PredictTask,
  ScenarioTask,
  ZeroShotTask,
} from './messages.ts';
import type { Port } from './port.ts';
import { yieldProcessor } from './priority.ts';

/** What is there before the first step, of a fit whose state is an `S`. */
export interface Ready<S> extends LoadedFit {
  readonly kernel: Kernel;
  /** As the checkpoint left it, or at the beginning. */
  readonly state: S;
  /** What others are told of it, with the warnings met on the way. */
  readonly prepared: FitPrepared;
}

/** The state to begin with, or that of a checkpoint. */
export type StateOf<S> = (plan: FitPlan, checkpoint: Uint8Array | null) => Outcome<S>;

/** A fit that is trained. */
export type ReadyFit = Ready<FitState>;

export const trainingState: StateOf<FitState> = (plan, checkpoint) =>
  checkpoint === null ? success(initFit(plan)) : resumeFit(plan, checkpoint);

/** Tasks that begin with a fit. */
type ReadyTask = FitTask | PredictTask | DiagnoseTask | ScenarioTask | ZeroShotTask | NewWellsTask;

/** Gets a task's fit ready and lends it to the work; sends why it cannot be got ready. The kernel is closed in the end. */
export async function withReadyFit<S>(
  task: ReadyTask,
  port: Port,
  stateOf: StateOf<S>,
  work: (ready: Ready<S>) => Promise<void>,
): Promise<void> {
  if (task.background) yieldProcessor();
  const ready = await makeReady(task, stateOf);
  if (!ready.ok) {
    await port.send({ kind: 'problems', failed: 'input', problems: ready.problems });
    return;
  }
  try {
    await work(ready.value);
  } finally {
    await ready.value.kernel.close();
  }
}

async function makeReady<S>(
  { order, models, files, checkpoint }: ReadyTask,
  stateOf: StateOf<S>,
): Promise<Outcome<Ready<S>>> {
  const loaded = await loadFit(order, models, files);
  if (!loaded.ok) return loaded;
  const { plan } = loaded.value;
  const kernel = await fitKernel(plan, order.settings, checkpoint === null);
  if (!kernel.ok) return failure([...loaded.problems, ...kernel.problems]);
  const state = stateOf(plan, checkpoint);
  if (!state.ok) {
    await kernel.value.close();
    return failure([...loaded.problems, ...state.problems]);
  }
  const problems = [...loaded.problems, ...kernel.problems, ...state.problems];
  const prepared = preparedOf(loaded.value, kernel.value, order.settings.relaxedMadd, problems);
  return success({ ...loaded.value, kernel: kernel.value, state: state.value, prepared });
}

function preparedOf(
  { plan, experiment }: LoadedFit,
  { backend, threads }: Kernel,
  relaxedMadd: boolean,
  problems: readonly Problem[],
): FitPrepared {
  const ids = (wells: Int32Array): readonly string[] =>
    Array.from(wells, (well) => experiment.individuals[well]?.id ?? '');
  const { selecting } = plan.split;
  return {
    backend,
    threads,
    relaxedMadd: relaxedMadd && backend.startsWith('wasm'),
    model: plan.model.id,
    objective: answerOf(plan.settings) === 'chains' ? 'nuts' : plan.settings.objective,
    data: experiment.sources,
    train: ids(plan.split.train),
    validation: ids(plan.split.validation),
    heldOut: ids(plan.split.heldOut),
    ...(selecting !== undefined && { selecting: { fold: selecting.fold, wells: ids(selecting.wells) } }),
    problems,
  };
}
