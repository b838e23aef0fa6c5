import { existsSync } from 'node:fs';
import { pushAll } from '../../shared/base/lists.ts';
import { type Outcome, success } from '../../shared/base/problem.ts';
import type { Layout } from '../../shared/plate/layout/layout.ts';
import { offeredLayouts } from '../../shared/plate/layout/offered-layout.ts';
import { layoutByRules } from '../../shared/plate/layout/rule-layout.ts';
import { emptyLayout, layoutTemplate } from '../../shared/plate/layout/template.ts';
import { type PlateSize, parsePlateSize } from '../../shared/plate/layout/well-range.ts';
import { type WrittenLayout, writeLayout } from '../../shared/plate/layout/write-layout.ts';
import { openPlateShelf } from '../desk/plate-shelf.ts';
import { writeAtomic } from '../store/atomic-file.ts';
import { csvTable } from '../store/csv.ts';
import { projectExtension } from '../store/free-name.ts';
import { projectLayouts } from '../store/layouts.ts';
import { type Command, UsageError } from './command.ts';
import { openCommandProject } from './command-project.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { parseFitName } from './fit-name.ts';
import { decimalMark, readLayoutFile } from './layout-files.ts';
import { layoutFileLines, layoutFileText, layoutsText, type StoredLayout } from './layout-text.ts';
import { openPlateFile } from './open-plate-file.ts';
import type { Given } from './options.ts';
import { type Output, userPath } from './output.ts';
import { answerOptions } from './plate-answers.ts';

export const layoutCommand: Command = {
  name: 'layout',
  positionals: '[FILE]',
  count: [0, 1],
  summary: 'what is in the wells: check a layout or project, or make one from an export, by rules, or empty',
  options: {
    from: {
      kind: 'text',
      value: 'EXPORT',
      help: 'what a reader’s file itself says of its wells, to be completed',
    },
    rule: {
      kind: 'text',
      value: 'RULE',
      many: true,
      help: 'a series or one thing for many wells: "C6 from 25000 nM, 1:3, across, last is 0, in A1:H12", "device = R33 in A1:D12"',
    },
    template: { kind: 'text', value: 'SIZE', help: 'an empty layout to fill in: 96, 384, 8x12' },
    plate: { kind: 'text', value: 'SIZE', help: 'the plate that rules are of: 96, 384, 8x12 (96)' },
    out: { kind: 'text', value: 'CSV', help: 'write the layout into this file, for import --layout' },
    csv: { kind: 'flag', help: 'the layout as CSV' },
    json: { kind: 'flag', help: 'a line of JSON for each layout' },
    ...answerOptions,
  },
  async run(given, output) {
    const ways = ['from', 'rule', 'template'].filter((option) => given.has(option));
    const [file] = given.positionals;
    if (ways.length + given.positionals.length !== 1)
      throw new UsageError('give one of FILE, --from EXPORT, --rule RULE and --template SIZE');
    if (given.has('csv') && output.json) throw new UsageError('give --csv or --json, not both');
    if (given.has('plate') && !given.has('rule')) throw new UsageError('--plate goes with --rule');
    const template = given.text('template');
    if (template !== null) return tell(given, output, [], layoutTemplate(sizeOf('template', template)));
    if (file !== undefined && !isProject(file)) return check(file, given, output);
    return file === undefined ? make(given, output) : tellStored(file, given, output);
  },
};

async function make(given: Given, output: Output): Promise<ExitCode> {
  const made = await makeLayouts(given);
  await output.problems(made.problems);
  if (!made.ok) return exitCodes.problems;
  const { layouts, empty, said } = made.value;
  for (const line of said) output.say(line);
  if (layouts.length === 0) output.say(`${nothing}${empty === null ? '' : ': an empty layout, to fill in'}.`);
  return tell(given, output, layouts, empty ?? writeLayout(layouts));
}

const nothing = 'Nothing is said of any well';

async function tellStored(project: string, given: Given, output: Output): Promise<ExitCode> {
  const stored = await storedLayouts(project, output);
  await output.problems(stored.problems);
  if (!stored.ok) return exitCodes.problems;
  const layouts = stored.value.map(({ layout }) => layout);
  if (layouts.length === 0) output.say(`${nothing}.`);
  if (given.has('csv') || output.json || given.has('out'))
    return tell(given, output, layouts, writeLayout(layouts));
  await output.write(layoutsText(stored.value));
  return exitCodes.done;
}

/** Says what a layout file holds and what its columns were taken for. */
async function check(file: string, given: Given, output: Output): Promise<ExitCode> {
  const decimal = given.text('decimal');
  const read = await readLayoutFile(file, decimal === null ? null : decimalMark(decimal));
  await output.problems(read.problems);
  if (!read.ok) return exitCodes.problems;
  if (output.json) {
    for (const line of layoutFileLines(read.value)) await output.line(line);
    return given.has('out') ? writeOut(given, output, writeLayout(read.value.layouts)) : exitCodes.done;
  }
  if (given.has('csv') || given.has('out')) return tell(given, output, [], writeLayout(read.value.layouts));
  await output.write(layoutFileText(read.value));
  return exitCodes.done;
}

interface Made {
  readonly layouts: readonly Layout[];
  /** Lines to fill in, for an export that says nothing of its wells; null: something is said, or it is no export. */
  readonly empty: WrittenLayout | null;
  /** What each rule was taken for. */
  readonly said: readonly string[];
}

async function makeLayouts(given: Given): Promise<Outcome<Made>> {
  const from = given.text('from');
  if (from === null) {
    const decimal = given.text('decimal');
    const mark = decimal === null ? null : decimalMark(decimal);
    const made = layoutByRules(given.texts('rule'), sizeOf('plate', given.text('plate') ?? '96'), mark);
    return made.ok ? success({ ...made.value, empty: null }, made.problems) : made;
  }
  const read = await openPlateFile(from, given);
  if (!read.ok) return read;
  const { layouts, problems } = offeredLayouts(read.value);
  const empty = layouts.length === 0 ? emptyLayout(read.value) : null;
  return success({ layouts, empty, said: [] }, problems);
}

async function storedLayouts(project: string, output: Output): Promise<Outcome<readonly StoredLayout[]>> {
  const { path } = parseFitName(project);
  const store = await openCommandProject(path, output);
  if (!store.ok) return store;
  try {
    const read = new Map(
      openPlateShelf(store.value)
        .plates()
        .map(({ plate, wells }) => [plate, wells]),
    );
    const layouts = [...projectLayouts(store.value)].map(([plate, layout]) => {
      const there = new Set(read.get(plate)?.map(({ well }) => well));
      const unread = layout.wells.filter(({ well }) => !there.has(well)).map(({ well }) => well);
      return { layout, unread: new Set(unread) };
    });
    return success(layouts);
  } finally {
    store.value.close();
  }
}

/** A layout file of that name wins over a project without its extension. */
function isProject(file: string): boolean {
  if (file.toLowerCase().endsWith(projectExtension)) return true;
  return !existsSync(userPath(file)) && parseFitName(file).kind === 'project';
}

function sizeOf(option: string, text: string): PlateSize {
  const size = parsePlateSize(text);
  if (size === null)
    throw new UsageError(`--${option} ${text}: give 6, 12, 24, 48, 96, 384, 1536, or rows x columns as 8x12`);
  return size;
}

async function tell(
  given: Given,
  output: Output,
  layouts: readonly Layout[],
  written: WrittenLayout,
): Promise<ExitCode> {
  for (const layout of layouts) await output.line({ layout: { plate: layout.plate, laidOut: layout } });
  if (given.has('out')) return writeOut(given, output, written);
  if (!output.json) for (const part of csvTable(written.headings, written.lines)) await output.table(part);
  return exitCodes.done;
}

async function writeOut(given: Given, output: Output, { headings, lines }: WrittenLayout): Promise<ExitCode> {
  const out = given.text('out') ?? '';
  const path = userPath(out);
  if (existsSync(path)) {
    const message = 'the file is there already, and would be overwritten';
    const remedy = 'Choose another name for --out, or remove it.';
    await output.problems([
      { code: 'file.exists', severity: 'error', message, remedy, place: { file: out } },
    ]);
    return exitCodes.problems;
  }
  const parts: string[] = [];
  pushAll(parts, csvTable(headings, lines));
  // Spreadsheets know UTF-8 by its mark.
  writeAtomic(path, ['\ufeff', ...parts]);
  output.say(`Written: ${out}. Use it with: wellspring import FILE --project P --layout ${out}`);
  return exitCodes.done;
}
