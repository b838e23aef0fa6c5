import type { Outcome } from '../../shared/base/problem.ts';
import type { RestedFit } from '../fits/rested-fit.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { type Interruptible, interruptible } from './interruptible.ts';
import { type MadeFile, occupiedFolder, writeMadeFiles } from './made-files.ts';
import { openRestedFit } from './open-rested-fit.ts';
import type { Given } from './options.ts';
import { type Output, userPath } from './output.ts';

/** What a fit predicts of wells that are asked for, as it is told. */
export interface ToldPrediction {
  /** Of JSON. */
  readonly lines: readonly object[];
  /** Of --out. */
  readonly files: readonly MadeFile[];
  /** For people. */
  readonly text: string;
  /** No draw has a solution anywhere. */
  readonly isEmpty: boolean;
}

/** Has a fit at rest asked, and writes or says what comes of it. */
export async function runAsked(
  given: Given,
  output: Output,
  ask: (fit: RestedFit, jobs: Interruptible) => Promise<Outcome<ToldPrediction>>,
): Promise<ExitCode> {
  const out = given.text('out');
  const folder = out === null ? null : userPath(out);
  const occupied = folder === null ? null : occupiedFolder(folder);
  if (occupied !== null) await output.problems([occupied]);
  const target = await openRestedFit(given.positionals[0] ?? '', given, output);
  await output.problems(target.problems);
  if (!target.ok || occupied !== null) return exitCodes.problems;
  return interruptible(async (jobs) => {
    const told = await ask(target.value, jobs);
    if (jobs.interrupted()) return exitCodes.interrupted;
    await output.problems(told.problems);
    if (!told.ok) return exitCodes.problems;
    const { lines, files, text, isEmpty } = told.value;
    for (const line of lines) await output.line(line);
    if (folder !== null) {
      const written = writeMadeFiles(folder, files);
      await output.problems(written.problems);
      if (!written.ok) return exitCodes.problems;
      for (const path of written.value) await output.line({ written: path });
    }
    if (folder === null && !given.has('json')) await output.write(text);
    else output.say(text);
    if (folder !== null) output.say(`Written: ${folder}`);
    return isEmpty ? exitCodes.noResult : exitCodes.done;
  });
}
