import { expect, test } from 'vitest';
import { compileKernel } from '../../../../shared/compute/compile.ts';
import { startWeights } from '../../../../shared/inference/guide/start-weights.ts';
import { kernelChoice } from '../../../../shared/inference/plan/fit-plan.ts';
import { predictScenario } from '../../../../shared/prediction/scenario/predict-scenario.ts';
import type { ScenarioTreatment } from '../../../../shared/prediction/scenario/scenario.ts';
import { modelFromText } from '../../../helpers/library-model.ts';
import { everyLevel, planOf } from '../../../helpers/linear-fit.ts';
import { linearSpec, linearTimes, standardNormal } from '../../../helpers/linear-kernel.ts';

const model = modelFromText(`model timed "Inducer in steps"
treatments
  C6 in steps
parameters
  z individual LogNormal(0, 0.1)
states
  made starts at 0
rates
  made' = z * C6
observables
  A = made with precision 1
  B = made with precision 1
`);

test('a dose that is given later has an effect after its time alone', async () => {
  const spec = linearSpec(
    [['z', 'individual', { ...standardNormal, distribution: 'LogNormal', sigma: 0.1 }]],
    {},
  );
  const plan = planOf(everyLevel({ spec, model }));
  const kernel = compileKernel(kernelChoice(plan, 'interpreter'));
  if (!kernel.ok) throw new Error(kernel.problems[0]?.message);
  const best = { epoch: 0, step: 0, validationElbo: 0, weights: startWeights(plan) };
  const fit = { kind: 'trained', plan, best, kernel: kernel.value, fine: kernel.value } as const;
  const meanOf = async (treatments: readonly ScenarioTreatment[]): Promise<Float64Array> => {
    const made = await predictScenario(fit, {
      ...{ well: null, device: 'Device 0', parts: [], treatments },
      ...{ seen_h: null, until_h: null, every_min: null, draws: null, seed: null },
    });
    if (!made.ok) throw new Error(made.problems[0]?.message);
    const [well] = made.value;
    const at = [...(well?.times_h ?? [])];
    // the change has a time of its own between two readings
    return linearTimes.map((hours) => well?.mean[at.indexOf(hours)] ?? Number.NaN);
  };
  const dose = { name: 'C6', doses: [5], unit: null };
  const [none, later, always] = [
    await meanOf([]),
    await meanOf([{ ...dose, time_h: 0.45 }]),
    await meanOf([{ ...dose, time_h: null }]),
  ];
  expect([...none]).toEqual([...none].map(() => 0));
  // nothing up to 0.4 h, then as fast as where it was there from the beginning
  expect([...later.slice(0, 5)]).toEqual([0, 0, 0, 0, 0]);
  const rate = (always[9] ?? 0) / 0.9;
  expect(rate).toBeGreaterThan(9);
  expect([...later.slice(5)]).toEqual(
    [0.05, 0.15, 0.25, 0.35, 0.45].map((hours) => expect.closeTo(rate * hours, 4)),
  );
  await kernel.value.close();
});
