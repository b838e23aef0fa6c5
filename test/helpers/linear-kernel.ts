import type {
  Kernel,
  KernelIndividual,
  KernelRequest,
  LikelihoodOutput,
  SimulationOutput,
} from '../../shared/compute/kernel.ts';
import type { Experiment, Individual, PartGroup } from '../../shared/experiment/experiment.ts';
import { settingDefaults } from '../../shared/fit/settings.ts';
import type { FitSettings, FitSplit } from '../../shared/inference/plan/fit-settings.ts';
import type { FitSpec } from '../../shared/inference/spec/fit-spec.ts';
import type { Model, ModelParameter } from '../../shared/model/model.ts';
import type { Level, PriorSpec } from '../../shared/model/prior.ts';

/**
 * A world small enough to know by heart: two signals without dynamics,
 *
 *     A_t = z + u t,     B_t = y + a t,     normal noise of precision `prec`,
 *
 * z individual, u population, y group, a a part value. Tests take whichever of these they want to be random.
 */
export const linearParameters = ['z', 'u', 'y', 'a', 'prec'] as const;

export function linearModel(): Model {
  const parameter = (name: string, level: Level): ModelParameter => ({
    name,
    unit: '1',
    level,
    prior: null,
    value: null,
    limits: null,
    part: name === 'a',
    place: {},
  });
  const observable = (signal: string) => ({
    signal,
    expression: { kind: 'number', value: 0 } as const,
    residual: {
      family: 'normal',
      precision: { kind: 'number', value: 1 },
      nu: null,
      correlation: null,
      whiteShare: null,
      discrepancy: null,
    } as const,
    place: {},
  });
  return {
    id: 'linear',
    title: 'Straight lines',
    notes: '',
    states: [],
    treatments: [],
    parameters: [
      parameter('z', 'individual'),
      parameter('u', 'population'),
      parameter('y', 'group'),
      parameter('a', 'group'),
      parameter('prec', 'constant'),
    ],
    definitions: [],
    layers: [],
    settings: new Map(),
    observables: [observable('A'), observable('B')],
  };
}

/** `fails`: trajectories whose parameters [z, u, y, a, prec] have no solution. */
export function linearKernel(fails: (parameters: Float64Array) => boolean = () => false): Kernel {
  let bound: readonly KernelIndividual[] = [];
  const each = (
    request: KernelRequest,
    visit: (individual: KernelIndividual, theta: Float64Array, trajectory: number, status: number) => void,
  ) => {
    request.individuals.forEach((index, i) => {
      for (let k = 0; k < request.draws; k++) {
        const t = i * request.draws + k;
        const theta = request.parameters.subarray(t * 5, t * 5 + 5);
        visit(bound[index] as KernelIndividual, theta, t, fails(theta) ? 3 : 0);
      }
    });
  };
  return {
    backend: 'test',
    threads: 1,
    setWeights() {},
    bind(individuals) {
      bound = individuals;
    },
    async logLikelihood(request: KernelRequest, out: LikelihoodOutput) {
      each(request, (individual, theta, trajectory, status) => {
        const [z = 0, u = 0, y = 0, a = 0, prec = 1] = theta;
        const gradient = [0, 0, 0, 0, 0] as [number, number, number, number, number];
        let sum = 0;
        const times = individual.times_h.length;
        individual.times_h.forEach((t, n) => {
          const read = [individual.mask[n] === 1 ? 1 : 0, individual.mask[times + n] === 1 ? 1 : 0] as const;
          const count = read[0] + read[1];
          const r = read[0] * ((individual.observations[n] as number) - (z + u * t));
          const s = read[1] * ((individual.observations[times + n] as number) - (y + a * t));
          sum += 0.5 * count * (Math.log(prec) - Math.log(2 * Math.PI)) - 0.5 * prec * (r * r + s * s);
          gradient[0] += prec * r;
          gradient[1] += prec * r * t;
          gradient[2] += prec * s;
          gradient[3] += prec * s * t;
          gradient[4] += (0.5 * count) / prec - 0.5 * (r * r + s * s);
        });
        out.status[trajectory] = status;
        out.logLik[trajectory] = status === 0 ? sum : Number.NaN;
        out.gradient?.set(status === 0 ? gradient : [Number.NaN, 0, 0, 0, 0], trajectory * 5);
      });
    },
    async simulate(request: KernelRequest, out: SimulationOutput) {
      each(request, (individual, theta, trajectory, status) => {
        const [z = 0, u = 0, y = 0, a = 0, prec = 1] = theta;
        const times = individual.times_h.length;
        out.status[trajectory] = status;
        individual.times_h.forEach((t, n) => {
          const at = trajectory * 2 * times + n;
          if (out.observables) {
            out.observables[at] = z + u * t;
            out.observables[at + times] = y + a * t;
          }
          if (out.residualSd) {
            out.residualSd[at] = 1 / Math.sqrt(prec);
            out.residualSd[at + times] = 1 / Math.sqrt(prec);
          }
        });
      });
    },
    async close() {},
  };
}

export const linearTimes = Float64Array.from({ length: 10 }, (_, n) => 0.1 * n);

/** Wells with readings of (A, B) given by `reading(signal, t, well)`; device = well mod number of devices. */
export function linearExperiment(
  wells: number,
  reading: (signal: number, t: number, well: number) => number,
  partOfDevice: readonly (number | null)[] = [0, 1],
  baseline: number | null = 0,
): Experiment {
  const count = Math.max(...partOfDevice.map((part) => (part ?? -1) + 1));
  const parts: PartGroup[] = [{ name: 'a', partOfDevice, count, baseline }];
  const times = linearTimes.length;
  const individuals = Array.from({ length: wells }, (_, well): Individual => {
    const device = well % partOfDevice.length;
    const partsHot = new Float64Array(count);
    const part = partOfDevice[device] ?? null;
    if (part !== null) partsHot[part] = 1;
    return {
      id: `plate/A${well + 1}`,
      plate: 'plate',
      well: `A${well + 1}`,
      device,
      partsHot,
      logTreatments: Float64Array.of(Math.log1p(well)),
      doses: Float64Array.of(well),
      statedDoses: Float64Array.of(well),
      times_h: linearTimes,
      observations: Float64Array.from({ length: 2 * times }, (_, n) =>
        reading(Math.floor(n / times), linearTimes[n % times] as number, well),
      ),
      backgrounds: new Float64Array(2),
      mask: new Uint8Array(2 * times).fill(1),
    };
  });
  return {
    signals: ['A', 'B'],
    treatments: ['C6'],
    doseUnits: Float64Array.of(1),
    devices: partOfDevice.map((_, d) => ({ name: `d${d}`, title: `Device ${d}` })),
    parts,
    scales: Float64Array.of(2, 10),
    individuals,
    sources: [{ file: 'plate.csv', plate: 'plate', sha256: '00' }],
    preprocessing: 'reference',
    problems: [],
  };
}

export const standardNormal: PriorSpec = { distribution: 'Normal', mu: 0, sigma: 1, statesPrec: false };

/** A spec over the linear model; every parameter in `random` gets its prior, the others are constants (`a` a part). */
export function linearSpec(
  random: readonly (readonly [name: string, level: Exclude<Level, 'constant'>, prior: PriorSpec])[],
  constants: Readonly<Record<string, number>>,
): FitSpec {
  return {
    file: 'linear.yaml',
    format: 'reference',
    data: {
      devices: ['d0', 'd1'],
      prettyDevices: ['Device 0', 'Device 1'],
      files: ['plate.csv'],
      signals: ['A', 'B'],
      conditions: ['C6'],
      groups: new Map([['a', [0, 1]]]),
      defaultDevices: new Map([['a', 0]]),
      normalize: null,
      merge: true,
      subtractBackground: false,
      separateConditions: false,
      dtype: 'float64',
    },
    model: 'linear',
    modelPlace: {},
    method: 'midpoint',
    control: {},
    learning: { boundaries: [60, 90], rates: [0.02, 0.005, 0.001] },
    batch: 4,
    encoder: { filters: 2, width: 3, pool: 2, hidden: 4 },
    constants: new Map(Object.entries(constants)),
    parameters: random.map(([name, level, prior]) => ({
      name,
      level,
      prior,
      sharedPrior: null,
      place: { line: 1 },
    })),
    constraints: { fixed: [], tied: [], bounded: [] },
    groupConditioning: { devices: true, treatments: true },
    individualConditioning: { devices: true, treatments: true },
    modelSettings: new Map(),
    settingPlaces: new Map(),
    otherKeys: [],
    ownKeys: new Map(),
  };
}

export const linearSettings: FitSettings = {
  seed: 1,
  epochs: 3,
  batch: 4,
  draws: 5,
  evaluationDraws: 20,
  evaluateEvery: 2,
  objective: settingDefaults.objective,
  estimator: settingDefaults.estimator,
  selection: settingDefaults.selection,
  posterior: settingDefaults.posterior,
  warmup: settingDefaults.warmup,
  refinement: settingDefaults.refinement,
  guide: 'factorised',
};

/** The first wells train, the last `validation` ones validate. */
export function linearSplit(wells: number, validation: number): FitSplit {
  const range = (from: number, to: number) => Int32Array.from({ length: to - from }, (_, n) => from + n);
  return {
    train: range(0, wells - validation),
    validation: range(wells - validation, wells),
    heldOut: range(0, 0),
  };
}
