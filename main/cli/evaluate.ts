import { failure, type Outcome, success } from '../../shared/base/problem.ts';
import type { Model, ModelSetting } from '../../shared/model/model.ts';
import { parseModel } from '../../shared/model/parse-model.ts';
import { type EvaluateOutput, evaluate } from '../evaluate/evaluate.ts';
import { evaluateSettings, parseEvaluateInput } from '../evaluate/evaluate-input.ts';
import { mostJson, readInputText } from '../jobs/input-file.ts';
import { readModelFile } from '../jobs/model-file.ts';
import { findProgramFolders } from '../store/resources.ts';
import { type Command, UsageError } from './command.ts';
import { exitCodes } from './exit-codes.ts';
import type { Given } from './options.ts';
import { type Output, userPath } from './output.ts';

export const evaluateCommand: Command = {
  name: 'evaluate',
  positionals: '<model>',
  count: [1, 1],
  summary: 'states, observables, log likelihood and gradient for given parameters',
  options: {
    input: {
      kind: 'text',
      value: 'IN.json',
      help: 'individuals and draws; resources/docs/evaluate.md has an example',
    },
    backend: {
      kind: 'choice',
      choices: ['auto', 'javascript', 'interpreter'],
      help: 'all in double precision; auto is javascript (interpreter)',
    },
    json: { kind: 'flag', help: 'the result as one line of JSON; without it, indented' },
  },
  async run(given, output) {
    const outcome = await evaluateFiles(given, output);
    if (!outcome.ok) {
      await output.problems(outcome.problems);
      return exitCodes.problems;
    }
    output.warnings(outcome.problems);
    await output.value(outcome.value);
    const { draws } = outcome.value;
    // The numbers up to where each of them failed are there to be looked at.
    return draws.length > 0 && draws.every(({ status }) => status !== 'ok')
      ? exitCodes.noResult
      : exitCodes.done;
  },
};

async function evaluateFiles(given: Given, output: Output): Promise<Outcome<EvaluateOutput>> {
  const file = given.text('input');
  if (file === null) throw new UsageError('--input IN.json is missing');
  const text = readText(file);
  if (!text.ok) return text;
  const model = openModel(given.positionals[0] ?? '', evaluateSettings(text.value));
  if (!model.ok) return model;
  const input = parseEvaluateInput(text.value, file, model.value);
  if (!input.ok) return failure([...model.problems, ...input.problems]);
  // Warnings are of interest even where what follows fails.
  output.warnings([...model.problems, ...input.problems]);
  return evaluate(model.value, input.value, given.text('backend') ?? 'interpreter');
}

function openModel(name: string, settings: ReadonlyMap<string, ModelSetting>): Outcome<Model> {
  const place = { where: '<model>' };
  const file = readModelFile(name, findProgramFolders().models, userPath('.'), place);
  return file.ok ? parseModel(file.value.text, file.value.file, settings) : file;
}

function readText(file: string): Outcome<string> {
  const text = readInputText(userPath(file), mostJson);
  if (text.ok) return success(text.value);
  const message = `the input cannot be read: ${text.fault}`;
  const { remedy } = text;
  return failure([{ code: 'input.unreadable', severity: 'error', message, remedy, place: { file } }]);
}
