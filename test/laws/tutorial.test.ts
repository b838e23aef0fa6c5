import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { fillNormals } from '../../shared/base/random.ts';
import { compileKernel } from '../../shared/compute/compile.ts';
import type { Experiment, Individual } from '../../shared/experiment/experiment.ts';
import { kernelChoice } from '../../shared/inference/plan/fit-plan.ts';
import { parseFitSpec } from '../../shared/inference/spec/parse-fit-spec.ts';
import { initFit } from '../../shared/inference/training/fit.ts';
import { summariseFit } from '../../shared/prediction/summarise-fit.ts';
import { kernelFor } from '../helpers/kernels.ts';
import { modelFromText } from '../helpers/library-model.ts';
import { planOf, train } from '../helpers/linear-fit.ts';

const page = readFileSync(new URL('../../resources/docs/tutorial-toggle-switch.md', import.meta.url), 'utf8');
const text = /```model\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
const spec = /```yaml\n([\s\S]*?)```/.exec(page)?.[1] ?? '';

/** Natural scale; r and K vary from well to well around these. */
const truth: Readonly<Record<string, number>> = {
  r: 0.9,
  K: 1,
  K_IPTG: 20,
  K_aTc: 8,
  lost: 0.15,
  s0: 0.01,
  s1: 0.03,
  aLacI: 1.2,
  aTetR: 0.9,
  K_LacI: 0.25,
  K_TetR: 0.2,
  nLacI: 2,
  nTetR: 2,
};
const noise = 0.01;

test('the tutorial’s circuit takes at most 40 lines', () => {
  expect(text.split('\n').filter((line) => line.trim() !== '').length).toBeLessThan(40);
});

test('the tutorial’s circuit is fitted to data simulated from it, by the tutorial’s spec', async () => {
  const model = modelFromText(text, 'toggle_switch.model');
  const parsed = parseFitSpec(spec, 'toggle.yaml');
  if (!parsed.ok) throw new Error(parsed.problems[0]?.message);
  const times_h = Float64Array.from({ length: 41 }, (_, n) => n * 0.4);
  const doses = [0, 5, 25, 125].flatMap((iptg) => [0, 2, 10, 50].map((atc) => [iptg, atc] as const));
  const wells = [...doses, ...doses];
  const signals = model.observables.map(({ signal }) => signal);
  const length = times_h.length;
  const perWell = signals.length * length;

  // noise-free curves of every well, then readings
  const normals = new Float64Array(wells.length * (2 + perWell));
  fillNormals({ seed: 5, purpose: 'test', step: 0, individual: 0 }, normals);
  const kernel = kernelFor(model, 'rk4', 'interpreter');
  kernel.bind(
    wells.map((dose) => ({
      doses: Float64Array.from(dose),
      times_h,
      observations: new Float64Array(perWell),
      mask: new Uint8Array(perWell),
    })),
  );
  const parameters = Float64Array.from({ length: wells.length * model.parameters.length }, (_, n) => {
    const well = Math.floor(n / model.parameters.length);
    const { name = '', value = null } = model.parameters[n % model.parameters.length] ?? {};
    const spread = name === 'r' ? 0 : name === 'K' ? 1 : null;
    const factor = spread === null ? 1 : Math.exp(0.1 * (normals[2 * well + spread] as number));
    return value ?? (truth[name] as number) * factor;
  });
  const curves = new Float64Array(wells.length * perWell);
  await kernel.simulate(
    { individuals: Int32Array.from(wells.keys()), draws: 1, parameters },
    { status: new Uint8Array(wells.length), observables: curves },
  );
  const individuals = wells.map((dose, well): Individual => {
    const from = well * perWell;
    const observations = curves
      .slice(from, from + perWell)
      .map((value, n) => value + noise * (normals[2 * wells.length + from + n] as number));
    return {
      id: `toggle/${String.fromCharCode(65 + Math.floor(well / 12))}${(well % 12) + 1}`,
      plate: 'toggle',
      well: `A${well + 1}`,
      device: 0,
      partsHot: Float64Array.of(1),
      logTreatments: Float64Array.from(dose, Math.log1p),
      doses: Float64Array.from(dose),
      statedDoses: Float64Array.from(dose),
      times_h,
      observations,
      backgrounds: new Float64Array(signals.length),
      mask: new Uint8Array(perWell).fill(1),
    };
  });
  const experiment: Experiment = {
    signals,
    treatments: ['IPTG', 'aTc'],
    doseUnits: Float64Array.of(1, 1),
    devices: [{ name: 'toggle', title: 'toggle' }],
    parts: [],
    scales: new Float64Array(signals.length).fill(1),
    individuals,
    sources: [],
    preprocessing: 'reference',
    problems: [],
  };
  const isValidation = (well: number): boolean => well % 4 === 1;
  const all = [...wells.keys()];
  const plan = planOf({
    spec: parsed.value,
    model,
    experiment,
    split: {
      train: Int32Array.from(all.filter((well) => !isValidation(well))),
      validation: Int32Array.from(all.filter(isValidation)),
      heldOut: new Int32Array(0),
    },
    settings: {
      seed: 1,
      epochs: 700,
      batch: 24,
      draws: 80,
      evaluationDraws: 300,
      evaluateEvery: 100,
      objective: 'iwae',
      guide: 'factorised',
      estimator: 'plain',
      selection: 'reported',
      posterior: 'variational',
      warmup: 400,
      refinement: 'mode',
    },
  });
  const compiled = compileKernel(kernelChoice(plan, 'auto'));
  if (!compiled.ok) throw new Error('this kernel compiles');
  const state = await train(plan, initFit(plan), compiled.value);
  const result = await summariseFit(plan, state, compiled.value);
  const [first, last] = [state.evaluations[0], state.evaluations.at(-1)];
  expect(last?.validationElbo).toBeGreaterThan(first?.validationElbo ?? 0);
  for (const signal of signals) expect(result.validation[signal]?.r2, signal).toBeGreaterThan(0.95);
});
