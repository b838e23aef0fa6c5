import { expect, test } from 'vitest';
import type { Individual } from '../../../../shared/experiment/experiment.ts';
import { kernelChoice } from '../../../../shared/inference/plan/fit-plan.ts';
import {
  additionProblems,
  censoringProblems,
  kernelIndividual,
} from '../../../../shared/inference/plan/kernel-individual.ts';
import { kernelFor } from '../../../helpers/kernels.ts';
import { modelFromText } from '../../../helpers/library-model.ts';
import { everyLevel, planOf } from '../../../helpers/linear-fit.ts';

const text = `model timed "A drug, held or added"
treatments
  I in steps
  D added to drug
parameters
  p constant = 1
states
  made starts at 0
  drug starts at 0
rates
  made' = I
  drug' = 0
observables
  A = made with precision p
  B = drug with precision p
`;
const model = modelFromText(text);
const { experiment } = everyLevel();
const [first] = experiment.individuals as [Individual];

const individual: Individual = {
  ...first,
  times_h: Float64Array.of(1, 2, 2.5, 3),
  observations: new Float64Array(8),
  mask: new Uint8Array(8).fill(1),
  doses: Float64Array.of(10, 3),
  // treatments of the experiment: D, then I
  additions: [
    { treatment: 1, value: 7, time_h: 0.5 },
    { treatment: 1, value: 4, time_h: 2 },
    { treatment: 0, value: 5, time_h: 2.5 },
  ],
};
const taken = { signals: [0, 1], treatments: [1, 0], parts: 0 };

test('steps hold from their time on, amounts are added at theirs: the exact solution', async () => {
  const kernel = kernelFor(model, 'rk4', 'interpreter');
  kernel.bind([kernelIndividual(individual, model, taken)]);
  const observables = new Float64Array(8);
  await kernel.simulate(
    { individuals: Int32Array.of(0), draws: 1, parameters: Float64Array.of(1) },
    { status: new Uint8Array(1), observables },
  );
  await kernel.close();
  // I is 3, from 0.5 h on 7, from 2 h on 4; D gets 10 at the start and 5 at 2.5 h, and a reading of that time is of before
  const exact = [0, 7, 7 + 2, 7 + 4, 0, 10, 10, 15];
  exact.forEach((value, n) => {
    expect(observables[n]).toBeCloseTo(value, 10);
  });
});

test('without additions there is no schedule', () => {
  const { additions: _, ...plain } = individual;
  expect(kernelIndividual(plain, model, taken).schedule).toBeUndefined();
});

test('a model that holds the treatment constant, and one added before there is a state, are told', () => {
  const wells = { ...experiment, treatments: ['D', 'I'], individuals: [individual] };
  expect(additionProblems(model, wells, taken)).toEqual([]);
  const constant = modelFromText(text.replace('I in steps', 'I'));
  const [held, ...others] = additionProblems(constant, wells, taken);
  expect(others).toEqual([]);
  expect(held?.message).toContain('I is given to plate/A1 at 0.5 h, and the model timed has one dose');
  expect(held?.remedy).toContain('“I in steps”');
  const early = { ...individual, additions: [{ treatment: 0, value: 5, time_h: 0.5 }] };
  const [before] = additionProblems(model, { ...wells, individuals: [early] }, taken);
  expect(before?.message).toContain('before its first reading');
});

test('readings known from below make a kernel that knows it; errors that cannot take them are told', () => {
  const censored = experiment.individuals.map((one, well) => {
    const mask = one.mask.slice();
    if (well === 1) mask[2] = 2;
    return { ...one, mask };
  });
  const choice = (individuals: readonly Individual[]) =>
    kernelChoice(planOf(everyLevel({ experiment: { ...experiment, individuals } })), 'auto').censoring;
  expect(choice(experiment.individuals)).toBe(false);
  expect(choice(censored)).toBe(true);
  const wells = { ...experiment, individuals: censored };
  expect(censoringProblems(model, wells, taken)).toEqual([]);
  const heavy = modelFromText(text.replace('A = made with', 'A = made with student'));
  expect(censoringProblems(heavy, experiment, taken)).toEqual([]);
  const [problem] = censoringProblems(heavy, wells, taken);
  expect(problem?.message).toContain('1 of the readings of A are known from below only; with student errors');
});
