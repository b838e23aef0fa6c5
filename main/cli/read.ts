import { largest } from '../../shared/base/lists.ts';
import { hasError, type Problem } from '../../shared/base/problem.ts';
import { sha256Hex } from '../../shared/base/sha256.ts';
import { visibleName } from '../../shared/base/visible-text.ts';
import { withChecks } from '../../shared/plate/checks/check-file.ts';
import type { PlateFile } from '../../shared/plate/plate-run.ts';
import type { PlateSource } from '../../shared/plate/plate-source.ts';
import {
  layoutIn,
  type ReadPlateOptions,
  readPlateFile,
  suggestMappingOf,
} from '../../shared/plate/read-plate-file.ts';
import { type Command, UsageError } from './command.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { givenReading, openSource } from './open-plate-file.ts';
import type { Output } from './output.ts';
import { answerOptions } from './plate-answers.ts';
import { noPlates, type PlatePath, passedInFolder, platePaths } from './plate-paths.ts';
import { readingsTable, type SignalLine, signalLines } from './read-lines.ts';

export const readCommand: Command = {
  name: 'read',
  positionals: '<file or folder...>',
  count: [1, 10_000],
  summary: 'what is in a plate file, without a project',
  options: {
    ...answerOptions,
    scans: { kind: 'flag', help: 'readings at each point of a well, not their mean alone' },
    'suggest-map': { kind: 'flag', help: 'a first guess for --map, as JSON to be corrected' },
    json: { kind: 'flag', help: 'one line of JSON for each plate and signal' },
    csv: { kind: 'flag', help: 'every reading as CSV' },
  },
  async run(given, output) {
    if (given.has('csv') && output.json) throw new UsageError('give --json or --csv, not both');
    const { files, problems } = platePaths(given.positionals);
    const several = given.positionals.length > 1 || files.some(({ folder }) => folder !== null);
    if (several && (given.has('csv') || given.has('suggest-map')))
      throw new UsageError(`give one file with --${given.has('csv') ? 'csv' : 'suggest-map'}`);
    const asked = givenReading(given);
    if (!asked.ok) {
      await output.problems(asked.problems);
      return exitCodes.problems;
    }
    await output.problems(problems);
    const [first] = files;
    if (given.has('suggest-map') && first !== undefined) return suggestMap(first.file, asked.value, output);
    const options = { ...asked.value, scans: given.has('scans') };
    return readAll({ files, options, csv: given.has('csv'), several, output, refused: hasError(problems) });
  },
};

interface Reading {
  readonly files: readonly PlatePath[];
  readonly options: ReadPlateOptions;
  readonly csv: boolean;
  /** Several files, or a folder: each is told when it is read. */
  readonly several: boolean;
  readonly output: Output;
  /** Whether anything was wrong before. */
  readonly refused: boolean;
}

async function readAll({ files, options, csv, several, output, refused }: Reading): Promise<ExitCode> {
  let failed = refused;
  const readIn = new Map(files.flatMap(({ folder }) => (folder === null ? [] : [[folder, 0]])));
  const twins = new Map<string, string>();
  for (const [index, path] of files.entries()) {
    if (several) output.say(`reading ${index + 1} of ${files.length}: ${path.file}`);
    const source = openSource(path.file);
    const outcome = source.ok ? await readPlateFile(source.value, options) : source;
    if (!outcome.ok) {
      const isLayout = outcome.problems.some(({ code }) => code === 'plate.layout');
      if (source.ok && isLayout) await tellLayout(source.value, output);
      const passed = path.folder === null ? null : passedInFolder(outcome.problems);
      failed ||= passed === null;
      await output.problems(passed ?? outcome.problems);
      continue;
    }
    if (path.folder !== null) readIn.set(path.folder, (readIn.get(path.folder) ?? 0) + 1);
    await tell(withChecks(outcome.value), { csv, isAsked: options.format !== undefined }, output);
    if (source.ok) await output.problems(sameBytes(source.value, twins));
  }
  const without = [...readIn].filter(
    ([folder, count]) => count === 0 && files.some((path) => path.folder === folder),
  );
  await output.problems(
    without.map(([folder]) => noPlates(folder, 'none of its files could be read as one')),
  );
  return failed || without.length > 0 ? exitCodes.problems : exitCodes.done;
}

async function tell(
  plateFile: PlateFile,
  { csv, isAsked }: { readonly csv: boolean; readonly isAsked: boolean },
  output: Output,
): Promise<void> {
  if (output.json) {
    // Problems are in the lines; they are not printed twice.
    for (const line of signalLines(plateFile)) await output.line(line);
    return;
  }
  if (csv) for (const part of readingsTable(plateFile)) await output.table(part);
  else await output.write(summaryText(plateFile, isAsked));
  await output.problems(plateFile.problems);
}

/** `read --json` of a layout: what it says of how many wells. */
async function tellLayout(source: PlateSource, output: Output): Promise<void> {
  const layout = await layoutIn(source);
  if (layout === null) return;
  await output.line({
    file: source.file,
    kind: 'layout',
    variables: layout.variables,
    wells: layout.wells,
  });
}

/** @param twins SHA-256 -> the file that had it first. */
function sameBytes({ file, bytes }: PlateSource, twins: Map<string, string>): readonly Problem[] {
  const sha256 = sha256Hex(bytes);
  const other = twins.get(sha256);
  if (other === undefined) {
    twins.set(sha256, file);
    return [];
  }
  const message = `the file is the same, byte for byte, as “${other}”`;
  const remedy = 'Nothing is to be done: in a project only one of them is kept.';
  return [{ code: 'file.sameBytes', severity: 'warning', message, remedy, place: { file } }];
}

async function suggestMap(file: string, options: ReadPlateOptions, output: Output): Promise<ExitCode> {
  const source = openSource(file);
  const mapping = source.ok ? await suggestMappingOf(source.value, options) : source;
  await output.problems(mapping.problems);
  if (!mapping.ok) return exitCodes.problems;
  await output.value(mapping.value);
  return exitCodes.done;
}

/** A table for people: a line for each plate and signal. */
function summaryText(plateFile: PlateFile, isAsked: boolean): string {
  const lines = signalLines(plateFile);
  const rows = lines.map((line) => [
    visibleName(line.plate),
    visibleName(line.signal),
    visibleName(line.unit ?? '-'),
    line.calculated ? `${line.kind}, calculated` : line.kind,
    String(line.wells),
    String(line.cycles),
    timesText(line),
  ]);
  const header = ['plate', 'signal', 'unit', 'kind', 'wells', 'cycles', 'times'];
  const widths = header.map((title, column) =>
    largest(
      rows.map((row) => row[column]?.length ?? 0),
      title.length,
    ),
  );
  const text = [header, ...rows].map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const sure = isAsked ? 'as asked for' : `${Math.round(100 * plateFile.confidence)} % sure`;
  return `${plateFile.file}: ${plateFile.format} (${sure})\n${text.join('\n')}\n`;
}

function timesText({ kind, points, tFirst, tLast }: SignalLine): string {
  if (points !== undefined) return `${points} points in each well`;
  if (tFirst !== null && tLast !== null) return spanText(tFirst, tLast);
  return kind === 'kinetic' ? 'no times' : '';
}

/** In hours; in seconds or minutes what would be nothing in hours. */
function spanText(first_s: number, last_s: number): string {
  const [unit, seconds] = last_s < 60 ? ['s', 1] : last_s < 1800 ? ['min', 60] : ['h', 3600];
  return `${(first_s / seconds).toFixed(2)} to ${(last_s / seconds).toFixed(2)} ${unit}`;
}
