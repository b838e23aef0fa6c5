import { fillNormals } from '../../shared/base/random.ts';
import type { Kernel } from '../../shared/compute/kernel.ts';
import type { Experiment } from '../../shared/experiment/experiment.ts';
import { type FitPlan, kernelChoice } from '../../shared/inference/plan/fit-plan.ts';
import { type JointLayout, jointLayout } from '../../shared/inference/posterior/joint/joint-layout.ts';
import { kernelFor } from './kernels.ts';
import { modelFromText } from './library-model.ts';
import { everyLevel, planOf } from './linear-fit.ts';
import { linearExperiment, linearSpec, linearSplit, linearTimes } from './linear-kernel.ts';

/** A data set simulated with what is true drawn from the priors, and all that its posterior is made of. */
export interface GrowthSet {
  readonly plan: FitPlan;
  readonly layout: JointLayout;
  /** Bound to the plan's wells. */
  readonly kernel: Kernel;
  /** In eta, in the layout's order. */
  readonly truth: Float64Array;
}

/** Mean and sd in eta; `log`: the value itself is log-normal. */
interface Prior {
  readonly log: boolean;
  readonly mean: number;
  readonly sd: number;
}

const normal = (mean: number, sd: number): Prior => ({ log: false, mean, sd });
const logNormal = (mean: number, sd: number): Prior => ({ log: true, mean, sd });

/** Of what wells share. `gain` is of each plate. */
const priors: Readonly<Record<string, Prior>> = {
  r_mean: normal(-0.9, 0.3),
  r_sd: logNormal(-1.2, 0.3),
  K_mean: normal(0, 0.5),
  K_sd: logNormal(-1.2, 0.3),
  s_A: logNormal(-0.8, 0.3),
  s_B: logNormal(-0.8, 0.3),
};
const priorOfGain = logNormal(0, 0.4);
/** Of each well; so wide, and so little seen, that a prior of another shape shows. */
const priorOfLeak = logNormal(-3, 1.5);
const plates = 4;

const priorText = ({ log, mean, sd }: Prior): string => `${log ? 'LogNormal' : 'Normal'}(${mean}, ${sd})`;

/**
 * Wells grow to a capacity; their rates and capacities differ, and the second signal has a gain that plates differ in. So few
 * readings, with errors so large, that a well alone says little of itself: what is wrong with priors or with how wells hang
 * together is then seen.
 */
const model = modelFromText(`model growth_sets "Growth to a capacity"
parameters
${Object.entries(priors)
  .map(([name, prior]) => `  ${name} population ${priorText(prior)}`)
  .join('\n')}
  gain group(plate) ${priorText(priorOfGain)}
  r individual LogNormal(r_mean, r_sd)
  K individual LogNormal(K_mean, K_sd)
  leak individual ${priorText(priorOfLeak)}
states
  x starts at 0.1
rates
  x' = r * x * (1 - x)
observables
  A = K * x with sd s_A
  B = leak + gain * K * x with sd s_B
`);

/** Hours between readings. */
const step_h = 1.2;

export interface GrowthOptions {
  /** Of a set's endless wells, the first one that is taken. */
  readonly first?: number;
  /** So many times smaller than their prior has them are the errors of readings: each well tells well of itself. */
  readonly quieter?: number;
}

/** The same number is always the same truth of what wells share. */
export async function growthSet(
  set: number,
  wells: number,
  { first = 0, quieter = 1 }: GrowthOptions = {},
): Promise<GrowthSet> {
  const normals = (individual: number, count: number, skipped = 0): Float64Array => {
    const out = new Float64Array(skipped + count);
    fillNormals({ seed: 41, purpose: 'test', step: set, individual }, out);
    return out.subarray(skipped);
  };
  const drawn = (prior: Prior, z: number): number => prior.mean + prior.sd * z;
  const of = normals(0, Object.keys(priors).length);
  const shared = Object.fromEntries(
    Object.entries(priors).map(([name, prior], n) => [
      name,
      drawn(prior, of[n] ?? 0) - (name.startsWith('s_') ? Math.log(quieter) : 0),
    ]),
  );
  const gains = normals(1, plates).map((z) => drawn(priorOfGain, z));
  const value = (name: string): number => shared[name] ?? Number.NaN;
  // one more well validates, which every plan has
  const learned = (name: string): Prior => logNormal(value(`${name}_mean`), Math.exp(value(`${name}_sd`)));
  const own = new Map<string, Float64Array>(
    [['r', learned('r')] as const, ['K', learned('K')] as const, ['leak', priorOfLeak] as const].map(
      ([name, prior], n) => [name, normals(2 + n, wells + 1, first).map((z) => drawn(prior, z))],
    ),
  );
  const natural = (name: string, well: number): number => {
    const ofWell = own.get(name)?.[well];
    if (ofWell !== undefined) return Math.exp(ofWell);
    if (name === 'gain') return Math.exp(gains[well % plates] ?? 0);
    return priors[name]?.log === true ? Math.exp(value(name)) : value(name);
  };
  const curves = await simulated(wells + 1, natural);
  const errors = normals(8, curves.length, first * 2 * linearTimes.length);
  const times = linearTimes.length;
  const readings = curves.map((curve, n) => {
    const [well, signal] = [Math.floor(n / (2 * times)), Math.floor(n / times) % 2];
    return curve + natural(signal === 0 ? 's_A' : 's_B', well) * (errors[n] ?? 0);
  });
  const plan = planFor(experimentOf(wells + 1, readings));
  const layout = jointLayout(plan, plan.split.train);
  const truth = new Float64Array(layout.size);
  layout.shared.forEach(({ parameter, of: plate }, c) => {
    truth[c] = plate === null ? value(parameter) : (gains[Number(plate.slice(1))] ?? Number.NaN);
  });
  layout.wells.forEach((well, w) => {
    layout.own.forEach(({ parameter }, k) => {
      const at = layout.shared.length + w * layout.own.length + k;
      truth[at] = own.get(parameter)?.[well] ?? Number.NaN;
    });
  });
  const kernel = kernelOf(plan);
  kernel.bind(plan.individuals);
  return { plan, layout, kernel, truth };
}

function experimentOf(wells: number, readings: Float64Array): Experiment {
  const base = linearExperiment(wells, () => 0, [0]);
  const each = 2 * linearTimes.length;
  return {
    ...base,
    individuals: base.individuals.map((one, well) => ({
      ...one,
      ...{ plate: `p${well % plates}`, id: `p${well % plates}/${one.well}` },
      times_h: linearTimes.map((t) => 10 * step_h * t),
      observations: readings.slice(well * each, (well + 1) * each),
    })),
  };
}

function planFor(experiment: Experiment): FitPlan {
  const wells = experiment.individuals.length;
  const spec = { ...linearSpec([], {}), control: { substeps: 2 } };
  return planOf(everyLevel({ spec, model, experiment, split: linearSplit(wells, 1) }));
}

function kernelOf(plan: FitPlan): Kernel {
  const { method: _, model: __, ...choice } = kernelChoice(plan, 'wasm');
  return kernelFor(plan.model, 'rk4', 'wasm', { ...choice, precision: 'float64' });
}

/** Curves without errors, [well, signal, time]. @param natural of a parameter in a well. */
async function simulated(
  wells: number,
  natural: (parameter: string, well: number) => number,
): Promise<Float64Array> {
  const plan = planFor(experimentOf(wells, new Float64Array(wells * 2 * linearTimes.length)));
  const kernel = kernelOf(plan);
  kernel.bind(plan.individuals);
  const individuals = Int32Array.from({ length: wells }, (_, well) => well);
  const parameters = Float64Array.from(
    [...individuals].flatMap((well) => model.parameters.map(({ name }) => natural(name, well))),
  );
  const observables = new Float64Array(wells * 2 * linearTimes.length);
  const status = new Uint8Array(wells);
  await kernel.simulate({ individuals, draws: 1, parameters }, { status, observables });
  await kernel.close();
  if (status.some((one) => one !== 0)) throw new Error('what is true has a solution');
  return observables;
}
