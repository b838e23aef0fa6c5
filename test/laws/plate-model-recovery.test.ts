import { expect, test } from 'vitest';
import { planFit, splitData } from '../../main/jobs/load-fit.ts';
import { formatProblem, type Outcome } from '../../shared/base/problem.ts';
import { fillNormals } from '../../shared/base/random.ts';
import { compileKernel } from '../../shared/compute/compile.ts';
import type { ParameterSummary } from '../../shared/fit/fit-result.ts';
import { settingDefaults } from '../../shared/fit/settings.ts';
import { kernelChoice } from '../../shared/inference/plan/fit-plan.ts';
import { parseFitSpec } from '../../shared/inference/spec/parse-fit-spec.ts';
import { initFit } from '../../shared/inference/training/fit.ts';
import { runFit } from '../../shared/inference/training/run-fit.ts';
import { summariseFit } from '../../shared/prediction/summarise-fit.ts';
import { individual, kernelFor } from '../helpers/kernels.ts';
import { libraryModel } from '../helpers/library-model.ts';
import { freeHooks } from '../helpers/linear-fit.ts';
import { filesOf, signalOf, wellOf } from '../helpers/plate-runs.ts';

/** A plate of wells that follow a model of the library, each read at times of its own with an error of `sd`. */
interface Simulated {
  readonly model: string;
  /** The file's titles, in the order of the model's observables. */
  readonly signals: readonly string[];
  /** [well]; parameters not named are 0. */
  readonly truths: readonly Readonly<Record<string, number>>[];
  /** [well]; null: the model has no treatment. */
  readonly doses: readonly number[] | null;
  readonly sd: number;
}

async function simulatedPlate({ model: id, signals, truths, doses, sd }: Simulated) {
  const model = libraryModel(id);
  const cycles = 60;
  const hours = truths.map((_, w) => Array.from({ length: cycles }, (_, n) => 0.25 * n + 0.004 * w));
  const kernel = kernelFor(model, 'rk4', 'interpreter');
  kernel.bind(
    hours.map((times, w) =>
      individual(
        times,
        doses === null ? [] : [doses[w] ?? 0],
        signals.map(() => times.map(() => null)),
      ),
    ),
  );
  const observables = new Float64Array(truths.length * signals.length * cycles);
  const parameters = truths.flatMap((truth) => model.parameters.map(({ name }) => truth[name] ?? 0));
  const individuals = Int32Array.from(truths.keys());
  const status = new Uint8Array(truths.length);
  await kernel.simulate(
    { individuals, draws: 1, parameters: Float64Array.from(parameters) },
    { status, observables },
  );
  await kernel.close();
  expect(Array.from(status)).toEqual(truths.map(() => 0));
  const noise = new Float64Array(observables.length);
  fillNormals({ seed: 5, purpose: 'test', step: 0, individual: 0 }, noise);
  const seconds = hours.map((times) => times.map((time) => time * 3600));
  const readings = (s: number) =>
    truths.map((_, w) =>
      Array.from({ length: cycles }, (_, n) => {
        const at = (w * signals.length + s) * cycles + n;
        return (observables[at] ?? 0) + sd * (noise[at] ?? 0);
      }),
    );
  const wells = truths.map((_, w) =>
    wellOf(`A${w + 1}`, { treatment: doses === null ? '' : `IPTG=${doses[w]}` }),
  );
  return filesOf({
    'p.csv': { wells, signals: signals.map((signal, s) => signalOf(signal, seconds, readings(s))) },
  });
}

function must<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(outcome.problems.map(formatProblem).join('\n'));
  return outcome.value;
}

/** Where each parameter's posterior lies: of the population, and [well] of wells. */
async function fitted(plate: Simulated, spec: string, epochs: number) {
  const parsed = must(parseFitSpec(spec, 'spec.yaml'));
  const settings = {
    ...settingDefaults,
    ...{ preprocessing: 'wells', foldUnit: 'well' as const, draws: 50, evaluationDraws: 200 },
    ...{ epochs, evaluateEvery: epochs },
  };
  const data = must(
    splitData({ spec: parsed, model: null }, await simulatedPlate(plate), {
      settings: { ...settings, preprocessing: 'wells' },
      layouts: [],
      corrections: [],
    }),
  );
  const plan = must(
    planFit(parsed, libraryModel(plate.model), data, { ...settings, preprocessing: 'wells' }),
  );
  // wells have times of their own
  expect(plan.guide.encoder?.shape.extra).toBe(2);
  const kernel = must(compileKernel(kernelChoice(plan, 'auto')));
  const state = initFit(plan);
  const { status } = await runFit(plan, state, kernel, {
    ...freeHooks,
    onStep: () => {},
    onEvaluation: () => {},
    onCheckpoint: () => {},
    checkpointEverySeconds: 1e9,
  });
  expect(status).toBe('done');
  const result = await summariseFit(plan, state, kernel, { pause: async () => {} });
  await kernel.close();
  /** The mean of a well whose draws weigh too unevenly for quantiles. */
  const centre = ({ mean, quantiles }: ParameterSummary): number =>
    Number.isNaN(quantiles.q50) ? mean : quantiles.q50;
  const centres = (name: string): readonly number[] =>
    result.parameters.filter(({ parameter }) => parameter === name).map(centre);
  const wells = result.parameters.filter(({ parameter }) => parameter === 'r').map((row) => row.individual);
  const truthOf = (name: string) =>
    wells.map((id) => plate.truths[Number(id?.replace('p/A', '')) - 1]?.[name] ?? Number.NaN);
  return { centres, truthOf, validation: result.validation };
}

/** Mean over wells of |ln(found / truth)|. */
function apartOf(found: readonly number[], truth: readonly number[]): number {
  expect(found.length).toBe(truth.length);
  return found.reduce((sum, value, w) => sum + Math.abs(Math.log(value / (truth[w] ?? 0))), 0) / found.length;
}

const spread = (w: number, k: number): number => Math.sin(7.3 * w + 2.1 * k);
const grown = (w: number) => ({
  r: 0.9 * Math.exp(0.3 * spread(w, 0)),
  K: 0.7 * Math.exp(0.25 * spread(w, 1)),
  tlag: 2.5 * Math.exp(0.3 * spread(w, 2)),
  OD_0: 0.09,
  N_0: 0.02,
});

test('growth_logistic finds the rate, the capacity and the lag of each well', async () => {
  const plate = {
    model: 'growth_logistic',
    signals: ['600'],
    truths: Array.from({ length: 16 }, (_, w) => grown(w)),
    doses: null,
    sd: 0.008,
  };
  const spec = `data:
  devices: [D]
  files: [p.csv]
  signals: {600: OD}
  conditions: []
  normalize: [1]
model: growth_logistic
params:
  learning_rate: 0.01
  n_batch: 6
  constant: {r_sd: 0.4, K_sd: 0.4, tlag_sd: 0.5, OD_0_sd: 0.2}
`;
  const { centres, truthOf, validation } = await fitted(plate, spec, 500);
  expect(validation['600']?.r2).toBeGreaterThan(0.98);
  expect(apartOf(centres('r'), truthOf('r'))).toBeLessThan(0.12);
  expect(apartOf(centres('K'), truthOf('K'))).toBeLessThan(0.05);
  expect(apartOf(centres('tlag'), truthOf('tlag'))).toBeLessThan(0.3);
});

test('reporter_induced finds the half-saturating dose, the cooperativity and the leak', async () => {
  const doses = Array.from({ length: 24 }, (_, w) => [0, 1, 3, 10, 30, 100, 300, 1000][w % 8] ?? 0);
  const truths = doses.map((_, w) => ({
    ...grown(w),
    ...{ made: 0.8 * Math.exp(0.15 * spread(w, 3)), es: 0.2, d: 0.05, P_0: 0.1, F_0: 0.03 },
    ...{ leak: 0.05, K_dose: 25, n: 1.6 },
  }));
  const plate = { model: 'reporter_induced', signals: ['600', 'GFP'], truths, doses, sd: 0.008 };
  const spec = `data:
  devices: [D]
  files: [p.csv]
  signals: {600: OD, GFP: reporter}
  conditions: {IPTG: dose}
  normalize: [1, 1]
model: reporter_induced
params:
  learning_rate: 0.01
  learning_boundaries: [450, 700]
  learning_gamma: 0.3
  n_batch: 9
  constant: {r_sd: 0.4, K_sd: 0.4, tlag_sd: 0.5, OD_0_sd: 0.2, made_sd: 0.3}
`;
  const { centres, validation } = await fitted(plate, spec, 900);
  expect(validation.GFP?.r2).toBeGreaterThan(0.97);
  const median = (name: string): number => {
    const values = centres(name).toSorted((a, b) => a - b);
    return values[Math.floor(values.length / 2)] ?? Number.NaN;
  };
  expect(Math.abs(Math.log(median('K_dose') / 25))).toBeLessThan(0.5);
  expect(Math.abs(median('n') - 1.6)).toBeLessThan(0.3);
  expect(Math.abs(Math.log(median('leak') / 0.05))).toBeLessThan(0.4);
});
