import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { libraryModels, readModelFile } from '../../main/jobs/model-file.ts';
import { formatProblem } from '../../shared/base/problem.ts';
import type { FitSpec } from '../../shared/inference/spec/fit-spec.ts';
import { parseFitSpec } from '../../shared/inference/spec/parse-fit-spec.ts';
import { formatModel } from '../../shared/model/format-model.ts';
import { parseModel } from '../../shared/model/parse-model.ts';
import { libraryModel } from '../helpers/library-model.ts';
import { temporaryFolder } from '../helpers/project-file.ts';

const modelsFolder = new URL('../../resources/models/', import.meta.url);
const specsFolder = new URL('../../resources/examples/vi-hds/', import.meta.url);
const ids = libraryModels(fileURLToPath(modelsFolder));

const white = ['auto_constant', 'prpr_constant', 'inducer_constant', 'dr_constant', 'dr_constant_v2'];
const others = ['dr_growthrate', 'relay_constant', 'degrader_constant'];
const twins = [...white, ...others].flatMap((id) => [
  id,
  id === 'dr_constant_v2' ? 'dr_constant_precisions_v2' : `${id}_precisions`,
  `${id}_learned`,
]);
/** The reference's models, and their versions with learned populations. */
const referenceIds = ['dr_blackbox', ...twins];

test('the library has every model of the reference, its neural-noise twin and its learned version', () => {
  expect(ids).toEqual(expect.arrayContaining(referenceIds));
  // no folder without its model
  expect(readdirSync(modelsFolder).sort()).toEqual(ids);
});

test('a model is text only: a folder with its file, and the library has it', () => {
  const { folder, remove } = temporaryFolder();
  onTestFinished(remove);
  cpSync(fileURLToPath(modelsFolder), folder, { recursive: true });
  const text = readFileSync(new URL('dr_constant/dr_constant.model', modelsFolder), 'utf8');
  mkdirSync(join(folder, 'mine'));
  writeFileSync(join(folder, 'mine', 'mine.model'), text.replace('model dr_constant', 'model mine'));
  expect(libraryModels(folder)).toEqual([...ids, 'mine'].sort());
  const file = readModelFile('mine', folder, '.', {});
  const model = file.ok ? parseModel(file.value.text, file.value.file) : file;
  expect(model.ok && model.value.id).toBe('mine');
});

describe.each(ids)('%s', (id) => {
  const text = readFileSync(new URL(`${id}/${id}.model`, modelsFolder), 'utf8');
  const model = libraryModel(id);

  test('has its folder’s name, and a title', () => {
    expect(model.id).toBe(id);
    expect(model.title).not.toBe(id);
  });

  test('is formatted', () => {
    expect(formatModel(text)).toBe(text);
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(120);
  });

  test('parses clean with every word of every setting', () => {
    const choices = [...text.matchAll(/^ {2}(\w+) += (\w+(?: or \w+)+)$/gm)];
    for (const [, name = '', words = ''] of choices) {
      for (const word of words.split(' or ')) {
        expect(parseModel(text, id, new Map([[name, word]])).problems.map(formatProblem)).toEqual([]);
      }
      expect(parseModel(text, id, new Map([[name, 'nonsense']])).ok).toBe(false);
    }
  });

  test('has a signal, and a value, prior or part for each parameter', () => {
    expect(model.observables.length).toBeGreaterThan(0);
    const open = model.parameters.filter(
      ({ prior, value, part }) => prior === null && value === null && !part,
    );
    expect(open.map(({ name }) => name)).toEqual([]);
  });
});

test.each(referenceIds)(
  '%s says its source and doubts, has a setting, and the reference’s four signals',
  (id) => {
    const model = libraryModel(id);
    expect(model.notes).toMatch(/Equations: /);
    expect(model.notes).toMatch(/Uncertain: /);
    expect(model.notes.length).toBeGreaterThan(200);
    expect(model.settings.size).toBeGreaterThan(0);
    expect(model.observables.map(({ signal }) => signal)).toEqual(['OD', 'mRFP1', 'EYFP', 'ECFP']);
  },
);

test.each(['auto_constant', 'dr_constant', 'dr_blackbox'])(
  '%s has the reference’s states, then its noise',
  (id) => {
    const golden = JSON.parse(readFileSync(new URL(`../golden/golden_${id}.json`, import.meta.url), 'utf8'));
    const model = libraryModel(id);
    const names = model.states.map(({ name }) => name);
    const wanted: readonly string[] = golden.state_names;
    expect(names.slice(0, wanted.length)).toEqual(wanted);
    expect(names.slice(wanted.length).every((name) => name.startsWith('noise_'))).toBe(true);
    expect(model.observables.map(({ signal }) => signal)).toEqual(golden.signals_names);
  },
);

/** Names in published specs that the model has no use for, with the reason. */
const unused: Readonly<Record<string, readonly string[]>> = {
  // the device has no cyan protein
  'inducer_constant_precisions.yaml': ['aCFP_Inducer', 'dcfp', 'init_cfp'],
};

const specs = readdirSync(specsFolder).filter((name) => name.endsWith('.yaml'));

function specOf(name: string): FitSpec {
  const outcome = parseFitSpec(readFileSync(new URL(name, specsFolder), 'utf8'), name);
  if (!outcome.ok) throw new Error(outcome.problems.map(formatProblem).join('\n'));
  return outcome.value;
}

test('debug.yaml names a model that is not there, and is told so', () => {
  const { model, modelPlace } = specOf('debug.yaml');
  const file = readModelFile(model, fileURLToPath(modelsFolder), '.', modelPlace);
  expect(file.ok).toBe(false);
  const [problem, ...others] = file.problems;
  expect(others).toEqual([]);
  expect(problem?.message).toContain('“debug_constant”');
  expect(problem?.remedy).toContain('dr_constant');
  const text = readFileSync(new URL('debug.yaml', specsFolder), 'utf8');
  expect(text.split('\n')[(problem?.place?.line ?? 0) - 1]).toContain('model: debug_constant');
});

describe.each(specs.filter((name) => name !== 'debug.yaml'))('%s', (name) => {
  const spec = specOf(name);
  const model = libraryModel(spec.model);

  test('every parameter is one of its model’s, by the same name', () => {
    const known = new Set(model.parameters.map((parameter) => parameter.name));
    const stated = [...spec.constants.keys(), ...spec.parameters.map((parameter) => parameter.name)];
    expect(stated.filter((parameter) => !known.has(parameter)).sort()).toEqual(unused[name] ?? []);
    const parts = /^dr_(?!blackbox)/.test(spec.model) ? ['aR', 'aS'] : [];
    expect(parts.filter((part) => !known.has(part))).toEqual([]);
  });

  test('model file and spec agree on the level of a parameter', () => {
    const levels = new Map(model.parameters.map((parameter) => [parameter.name, parameter.level]));
    const differing = spec.parameters.filter(
      (parameter) => levels.has(parameter.name) && levels.get(parameter.name) !== parameter.level,
    );
    expect(differing.map((parameter) => parameter.name)).toEqual([]);
  });
});
