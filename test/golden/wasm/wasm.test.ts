import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { defaultControl } from '../../../shared/compute/backends/stepper.ts';
import { makeConstantPool } from '../../../shared/compute/backends/wasm/constant-pool.ts';
import {
  emitFunction,
  type FunctionKind,
  moduleOf,
} from '../../../shared/compute/backends/wasm/kernel-functions.ts';
import { shapeOf } from '../../../shared/compute/backends/wasm/wasm.ts';
import { buildPlan } from '../../../shared/compute/build-plan.ts';
import { methods } from '../../../shared/compute/methods/index.ts';
import type { Model } from '../../../shared/model/model.ts';
import type { ModuleCode } from '../../../shared/wasm/code.ts';
import { encodeModule } from '../../../shared/wasm/encode-module.ts';
import { printModule } from '../../../shared/wasm/print-module.ts';
import { libraryModel, modelFromText } from '../../helpers/library-model.ts';

const decay = `model m "Decay"
parameters
  k population LogNormal(0, 1)
  p constant = 1
states
  x starts at 1
rates
  x' = -k * x
observables
  X = x with precision p
`;

interface Choice {
  readonly kind: FunctionKind;
  readonly text?: string;
  readonly method?: string;
  readonly substeps?: number;
  readonly relaxed?: boolean;
  readonly parts?: number;
}

/** One small model a feature; the stored modules are meant to be read. */
const features: Readonly<Record<string, Choice>> = {
  'decay-value': { kind: 'value' },
  'decay-gradient': { kind: 'gradient' },
  'decay-simulation': { kind: 'simulation' },
  'two-substeps': { kind: 'gradient', substeps: 2 },
  relaxed: { kind: 'gradient', relaxed: true },
  'own-steps': { kind: 'gradient', method: 'tsit5' },
  network: {
    kind: 'weights',
    parts: 2,
    text: `model m "Network"
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
  },
  'timed-treatments': {
    kind: 'gradient',
    text: `model m "Inducer in steps, drug added"
treatments
  I in steps
  D added to x
parameters
  k population LogNormal(0, 1)
  p constant = 1
states
  x starts at 0
rates
  x' = I - k * x
observables
  X = x with precision p
`,
  },
  'correlated-residuals': {
    kind: 'gradient',
    text: decay.replace('precision p', 'sd 0.1 correlated over p'),
  },
  student: { kind: 'value', text: decay.replace('precision p', 'student precision p nu 4') },
};

function moduleFor(model: Model, choice: Choice): ModuleCode {
  const { kind, method = 'midpoint', substeps = 1, relaxed = false, parts = 0 } = choice;
  const chosen = methods.find(({ id }) => id === method);
  if (chosen === undefined) throw new Error(`there is no method ${method}`);
  const plan = buildPlan(model, chosen, { parts });
  const shape = shapeOf(plan, { ...defaultControl, substeps }, relaxed, null);
  return moduleOf(emitFunction({ ...shape, constants: makeConstantPool(shape.type) }, kind));
}

test.each(Object.entries(features))('the module of %s is what is stored, and valid', async (name, choice) => {
  const module = moduleFor(modelFromText(choice.text ?? decay), choice);
  expect(WebAssembly.validate(encodeModule(module))).toBe(true);
  await expect(printModule(module)).toMatchFileSnapshot(`${name}.wat`);
});

test('no stored module is left over', () => {
  const stored = readdirSync(new URL('.', import.meta.url)).filter((file) => file.endsWith('.wat'));
  expect(stored.sort()).toEqual(
    Object.keys(features)
      .map((name) => `${name}.wat`)
      .sort(),
  );
});

describe.each(readdirSync(new URL('../../../resources/models/', import.meta.url)))('%s', (id) => {
  const model = libraryModel(id);
  test.each<FunctionKind>(['value', 'gradient', 'weights', 'simulation'])('%s is a valid module', (kind) => {
    for (const method of ['midpoint', 'tsit5']) {
      expect(WebAssembly.validate(encodeModule(moduleFor(model, { kind, method, parts: 3 })))).toBe(true);
    }
  });
});
