import { dirname } from 'node:path';
import { present } from '../../shared/base/assert.ts';
import { type Outcome, type Problem, success } from '../../shared/base/problem.ts';
import { settingDefaults } from '../../shared/fit/settings.ts';
import type { Layout } from '../../shared/plate/layout/layout.ts';
import type { GivenValue } from '../../shared/prediction/simulation/given-values.ts';
import { simulateInJob } from '../desk/simulate-in-job.ts';
import { shellWord } from '../fits/shell-word.ts';
import { freezeModel } from '../jobs/freeze-model.ts';
import type { SimulateTask } from '../jobs/messages.ts';
import type { SimulatedFile } from '../jobs/simulation-files.ts';
import { csvTable } from '../store/csv.ts';
import { predictionsTable } from '../store/fit-tables.ts';
import { findProgramFolders } from '../store/resources.ts';
import { type Command, UsageError } from './command.ts';
import { designedWells } from './designed-wells.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { fitOptions } from './fit-options.ts';
import { readSpecFile } from './fit-order.ts';
import { interruptible } from './interruptible.ts';
import { givenLayouts, layoutOption } from './layout-files.ts';
import { type MadeFile, occupiedFolder, writeMadeFiles } from './made-files.ts';
import { openRestedFit } from './open-rested-fit.ts';
import type { Given } from './options.ts';
import { type Output, userPath } from './output.ts';
import { overrideOptions, overridesOf } from './override-options.ts';

export const simulateCommand: Command = {
  name: 'simulate',
  positionals: '<spec.yaml|fit>',
  count: [1, 1],
  summary:
    'make data up with known truth, from priors or a joint fit, in wells that were read or in a design; or what priors predict',
  options: {
    data: present(fitOptions.data, 'a fit takes data'),
    ...overrideOptions,
    seed: present(fitOptions.seed, 'a fit has a seed'),
    out: { kind: 'text', isNeeded: true, value: 'DIR', help: 'where the files go, a new or an empty folder' },
    layout: layoutOption,
    design: {
      kind: 'text',
      value: 'LAYOUT',
      help: 'wells that were never read: a layout of them (see `layout`), in place of the spec’s files',
    },
    until: { kind: 'text', value: 'HOURS', help: 'of a design: when the last reading is (16)' },
    every: { kind: 'text', value: 'MIN', help: 'of a design: minutes between two readings (15)' },
    sets: {
      kind: 'integer',
      value: 'N',
      least: 1,
      most: 10_000,
      help: 'how many data sets, each with a truth of its own (1)',
    },
    value: {
      kind: 'text',
      value: 'NAME=NUMBER',
      many: true,
      help: 'a true value, in place of a draw from its prior: KGR_76=2, aR:1=0.5 for a part, r=0.8 for every well',
    },
    predictive: {
      kind: 'integer',
      value: 'N',
      least: 2,
      most: 100_000,
      help: 'no data sets but bands of what the priors predict, from so many draws',
    },
    json: { kind: 'flag', help: 'a line of JSON for each file written' },
  },
  withoutReader: () => 'goesOn',
  async run(given, output) {
    const out = given.text('out');
    if (out === null) throw new UsageError('--out DIR is missing');
    if (given.has('predictive') && given.has('sets'))
      throw new UsageError('give --predictive or --sets, not both');
    if (given.has('design') && (given.has('layout') || given.has('data')))
      throw new UsageError('--design is in place of files: --layout and --data do not go with it');
    if (!given.has('design') && (given.has('until') || given.has('every')))
      throw new UsageError('--until and --every go with --design');
    const folder = userPath(out);
    const task = await taskOf(given, output);
    await output.problems(task.problems);
    const occupied = occupiedFolder(folder);
    if (occupied !== null) await output.problems([occupied]);
    if (!task.ok || occupied !== null) return exitCodes.problems;
    return interruptible(async ({ supervisor, interrupted }) => {
      const made = await simulateInJob(task.value, supervisor);
      if (interrupted()) return exitCodes.interrupted;
      await output.problems(made.problems);
      if (!made.ok) return exitCodes.problems;
      return tellWritten(writeMadeFiles(folder, made.value.map(madeFile)), folder, given, output);
    });
  },
};

function madeFile(file: SimulatedFile): MadeFile {
  const { path, kind } = file;
  switch (kind) {
    case 'text':
      return { path, text: file.text };
    case 'table':
      return { path, text: [...csvTable(file.header, file.rows)].join('') };
    case 'predictions':
      return { path, text: [...predictionsTable(file.predictions)].join('') };
  }
}

async function tellWritten(
  written: Outcome<readonly string[]>,
  folder: string,
  given: Given,
  output: Output,
): Promise<ExitCode> {
  await output.problems(written.problems);
  if (!written.ok) return exitCodes.problems;
  for (const path of written.value) await output.line({ written: path });
  output.say(`Written: ${folder}`);
  if (given.has('predictive')) return exitCodes.done;
  const spec = written.value.find((path) => path.endsWith('spec.yaml')) ?? '';
  const place = dirname(spec);
  output.say(
    `Fit it: wellspring fit ${shellWord(spec)} --layout ${shellWord(`${place}/layout.csv`)}; the truth is in truth.csv.`,
  );
  return exitCodes.done;
}

async function taskOf(given: Given, output: Output): Promise<Outcome<Omit<SimulateTask, 'kind'>>> {
  const [path = ''] = given.positionals;
  if (!/\.ya?ml$/i.test(path)) return fromFit(path, given, output);
  const spec = readSpecFile(path);
  if (!spec.ok) return spec;
  const layouts = await givenLayouts(given, false);
  if (!layouts.ok) return layouts;
  const design = given.text('design');
  const wells = design === null ? null : await designedWells(design, given, spec.value);
  if (wells !== null && !wells.ok) return wells;
  const { models } = findProgramFolders();
  const dataFolder = given.text('data');
  const order = freezeModel(
    {
      spec: wells === null ? spec.value : wells.value.spec,
      data: dataFolder === null ? dirname(spec.value.file) : userPath(dataFolder),
      overrides: wells === null ? overridesOf(given) : [],
      // every well is made up: folds are of no account, and few wells are enough
      settings: { ...settingDefaults, folds: 2, foldUnit: 'well' },
      layouts: wells === null ? (layouts.value ?? noLayouts) : wells.value.layouts,
      corrections: [],
    },
    models,
  );
  const noticed: readonly Problem[] = [...layouts.problems, ...(wells?.problems ?? [])];
  if (!order.ok) return { ok: false, problems: [...noticed, ...order.problems] };
  return success(
    {
      ...{ order: order.value, models, files: wells === null ? null : wells.value.files },
      ...{ checkpoint: null, isDesign: wells !== null },
      ...asked(given),
    },
    [...noticed, ...order.problems],
  );
}

function asked(given: Given): Pick<SimulateTask, 'sets' | 'predictive' | 'seed' | 'values'> {
  return {
    sets: given.integer('sets') ?? 1,
    predictive: given.integer('predictive'),
    seed: given.integer('seed') ?? settingDefaults.seed,
    values: given.texts('value').map(statedValue),
  };
}

/** Truths are joint draws of a fit by chains, in the wells of its data. */
async function fromFit(
  name: string,
  given: Given,
  output: Output,
): Promise<Outcome<Omit<SimulateTask, 'kind'>>> {
  const own = ['design', 'layout', ...Object.keys(overrideOptions)].find((option) => given.has(option));
  if (own !== undefined)
    throw new UsageError(`--${own} goes with a spec; a fit has wells and settings of its own`);
  const fit = await openRestedFit(name, given, output);
  if (!fit.ok) return fit;
  const { order, files, checkpoint } = fit.value;
  const { models } = findProgramFolders();
  return success({ order, models, files, checkpoint, isDesign: false, ...asked(given) }, fit.problems);
}

const noLayouts: readonly Layout[] = [];

function statedValue(text: string): GivenValue {
  const at = text.lastIndexOf('=');
  const value = Number(text.slice(at + 1));
  if (at < 1 || text.slice(at + 1).trim() === '' || !Number.isFinite(value))
    throw new UsageError(`--value ${text}: write --value NAME=NUMBER, with a decimal point`);
  return { name: text.slice(0, at), value };
}
