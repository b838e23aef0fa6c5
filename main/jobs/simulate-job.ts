import { pushAll } from '../../shared/base/lists.ts';
import { failure, hasError, type Outcome, type Problem, success } from '../../shared/base/problem.ts';
import { compileKernel } from '../../shared/compute/compile.ts';
import type { Kernel } from '../../shared/compute/kernel.ts';
import { isJoint } from '../../shared/fit/joint.ts';
import { type FitPlan, kernelChoice } from '../../shared/inference/plan/fit-plan.ts';
import { type JointLayout, jointLayout } from '../../shared/inference/posterior/joint/joint-layout.ts';
import { restorePosterior } from '../../shared/inference/posterior/posterior-checkpoint.ts';
import { allDraws } from '../../shared/inference/posterior/posterior-state.ts';
import { placeGiven } from '../../shared/prediction/simulation/given-values.ts';
import type { JointSource } from '../../shared/prediction/simulation/joint-simulation.ts';
import { posteriorPoints } from '../../shared/prediction/simulation/posterior-points.ts';
import { predictiveBands } from '../../shared/prediction/simulation/predictive-bands.ts';
import { simulateSet } from '../../shared/prediction/simulation/simulate-set.ts';
import { loadFit } from './load-fit.ts';
import type { SimulateTask } from './messages.ts';
import type { Port } from './port.ts';
import { type SimulatedFile, setFiles } from './simulation-files.ts';

/** Makes data sets up, or bands of what the priors predict, and sends the files that they are. */
export async function runSimulateJob(task: SimulateTask, port: Port): Promise<void> {
  const made = await simulate(task);
  if (made.ok) await port.send({ kind: 'simulated', files: made.value, problems: made.problems });
  else await port.send({ kind: 'problems', failed: 'input', problems: made.problems });
}

async function simulate(task: SimulateTask): Promise<Outcome<readonly SimulatedFile[]>> {
  const purpose = task.checkpoint === null ? 'simulation' : 'fit';
  const loaded = await loadFit(task.order, task.models, task.files, purpose);
  if (!loaded.ok) return loaded;
  const { plan } = loaded.value;
  if (plan.network !== null) return failure([withNetwork(plan)]);
  const layout = jointLayout(
    plan,
    Int32Array.from(plan.individuals, (_, well) => well),
  );
  const { etas, problems } = placeGiven(layout, task.values);
  if (hasError(problems)) return failure([...loaded.problems, ...problems]);
  const drawn = task.checkpoint === null ? null : drawnPoints(plan, layout, task.checkpoint);
  if (drawn !== null && !drawn.ok) return failure([...loaded.problems, ...drawn.problems]);
  const source: JointSource = {
    ...{ plan, layout, seed: task.seed },
    given: (set) => new Map([...(drawn?.value(set, task.seed) ?? []), ...etas]),
  };
  const kernel = compileKernel(kernelChoice(plan, 'wasm-float64'));
  if (!kernel.ok) return failure([...loaded.problems, ...kernel.problems]);
  try {
    kernel.value.bind(plan.individuals);
    const files = await make(task, source, kernel.value);
    const noticed = [...loaded.problems, ...files.problems];
    return files.ok ? success(files.value, noticed) : failure(noticed);
  } finally {
    await kernel.value.close();
  }
}

/** The joint draws of a fit by chains, as what is known of all wells. */
function drawnPoints(
  plan: FitPlan,
  layout: JointLayout,
  checkpoint: Uint8Array,
): Outcome<(set: number, seed: number) => ReadonlyMap<number, number>> {
  if (!isJoint(plan.settings)) return failure([notByChains(plan)]);
  const trained = jointLayout(plan, plan.split.train);
  const restored = restorePosterior(plan, trained, checkpoint);
  if (!restored.ok) return restored;
  const draws = allDraws(restored.value);
  return draws.length === 0 ? failure([noDraws(plan)]) : success(posteriorPoints(layout, trained, draws));
}

function notByChains({ spec }: FitPlan): Problem {
  return {
    code: 'simulate.trained',
    severity: 'error',
    message:
      'the fit was trained: what wells share was drawn for each well apart, and is no joint posterior that one data set could be made of',
    remedy:
      'Fit it by chains (--posterior nuts) or hierarchically (--objective hierarchical), or give the spec to simulate from its priors.',
    inWindow: 'Fit it by chains, on the command line.',
    place: { file: spec.file },
  };
}

function noDraws({ spec }: FitPlan): Problem {
  return {
    code: 'simulate.noDraws',
    severity: 'error',
    message: 'the chains have no draws yet: they are still warming up',
    remedy: 'Go on with the fit first.',
    place: { file: spec.file },
  };
}

async function make(
  { order, sets, predictive, isDesign }: SimulateTask,
  source: JointSource,
  kernel: Kernel,
): Promise<Outcome<readonly SimulatedFile[]>> {
  if (predictive !== null) {
    const bands = await predictiveBands(source, kernel, predictive);
    if (!bands.ok) return bands;
    // what stands for readings of wells that were never read was observed by nobody
    const observed = (values: Float64Array): Float64Array =>
      isDesign ? values.map(() => Number.NaN) : values;
    const shown = bands.value.map((well) => ({ ...well, observed: observed(well.observed) }));
    const file: SimulatedFile = { path: ['prior-predictive.csv'], kind: 'predictions', predictions: shown };
    return success([file], bands.problems);
  }
  const files: SimulatedFile[] = [];
  const problems: Problem[] = [];
  for (let set = 0; set < sets; set++) {
    const made = await simulateSet(source, kernel, set);
    if (!made.ok) return failure([...problems, ...made.problems]);
    const folder = sets === 1 ? [] : [`set-${String(set + 1).padStart(String(sets).length, '0')}`];
    for (const file of setFiles(order, source, made.value))
      files.push({ ...file, path: [...folder, ...file.path] });
    pushAll(problems, made.problems);
  }
  return success(files, problems);
}

function withNetwork({ spec, network }: FitPlan): Problem {
  return {
    code: 'simulate.network',
    severity: 'error',
    message: `the model has a network of ${network?.length} weights without priors, from which nothing can be drawn`,
    remedy: 'Choose a model without networks.',
    place: { file: spec.file },
  };
}
