import { describe, expect, test } from 'vitest';
import { buildPlan } from '../../shared/compute/build-plan.ts';
import { midpoint } from '../../shared/compute/methods/midpoint.ts';
import { sdirk4 } from '../../shared/compute/methods/sdirk4.ts';
import { modelFromText } from '../helpers/library-model.ts';
import { printPlan } from '../helpers/print-plan.ts';

/** One small model a feature; the stored plans are meant to be read: what is hoisted, taped, shared. */
const models: Readonly<Record<string, string>> = {
  'hoisting and limits': `model m "Decay"
treatments
  D within 0 .. 10
parameters
  k population LogNormal(0, 1) within 0 .. 4
  p constant = 1
states
  x starts at D
rates
  x' = -exp(k * D) * x
observables
  X = x with precision p
`,
  'taping what is dear': `model m "Logistic with lag"
parameters
  r population LogNormal(0, 1)
  lag population LogNormal(0, 1)
  p constant = 1
states
  x starts at 0.01
rates
  x' = r * sigmoid(4 [1/h] * (t - lag)) * x * (1 - x)
observables
  X = x with precision p
`,
  'a network': `model m "Network"
parameters
  p constant = 1
states
  x starts at 1
networks
  h = tanh layer of 2 from x, parts
  f = linear layer for x without bias from h
rates
  x' = f.x
observables
  X = x with precision p
`,
  'correlated residuals': `model m "Correlated"
parameters
  k population LogNormal(0, 1)
  tau population LogNormal(0, 1)
states
  x starts at 1
rates
  x' = -k * x
observables
  X = x with sd 0.1 correlated over tau
`,
};

describe.each(Object.entries(models))('the plan of %s', (name, text) => {
  test('is what is stored', async () => {
    const printed = printPlan(buildPlan(modelFromText(text), midpoint, { parts: 2 }));
    await expect(printed).toMatchFileSnapshot(`plans/${name.replaceAll(' ', '-')}.txt`);
  });
});

test('an implicit method plans rates, jacobian and their reverse instead of a step', async () => {
  const printed = printPlan(buildPlan(modelFromText(models['hoisting and limits'] as string), sdirk4));
  await expect(printed).toMatchFileSnapshot('plans/implicit.txt');
});
