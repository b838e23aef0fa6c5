import { pushAll } from '../../shared/base/lists.ts';
import { failure, hasError, type Outcome, type Problem, success } from '../../shared/base/problem.ts';
import type { Layout } from '../../shared/plate/layout/layout.ts';
import { givenBefore } from '../desk/import-files.ts';
import { readFilesInJobs } from '../desk/read-files.ts';
import type { DataFile } from '../jobs/messages.ts';
import type { NewFile } from '../store/stored-file.ts';
import { givenPlates } from './given-plates.ts';
import type { Interruptible } from './interruptible.ts';
import { givenLayouts } from './layout-files.ts';
import type { Given } from './options.ts';
import type { Output } from './output.ts';

/** Plate files of a command, read, and the layouts that go with them. */
export interface ReadPlates {
  readonly files: readonly NewFile[];
  /** null: none is given. */
  readonly layouts: readonly Layout[] | null;
}

/** Reads the plate files among the positionals, each in a process of its own, by the answers and mappings that are given. */
export async function readGivenPlates(
  given: Given,
  output: Output,
  { supervisor }: Interruptible,
): Promise<Outcome<ReadPlates>> {
  const layouts = await givenLayouts(given, true);
  const plates = givenPlates(given);
  const problems: Problem[] = [...plates.problems, ...layouts.problems];
  if (!plates.ok || !layouts.ok) return failure(problems);
  const { known, wordsFor } = plates.value;
  const fresh: DataFile[] = [];
  for (const file of plates.value.files) {
    const twin = givenBefore(file, fresh);
    if (twin === null) fresh.push(file);
    else problems.push(twin);
  }
  const read = await readFilesInJobs({
    ...{ supervisor, files: fresh, known, checked: false },
    onFile: tellReading(fresh.length, output),
  });
  for (const file of read.read) pushAll(problems, file.summary.problems);
  for (const file of read.refused) pushAll(problems, wordsFor(file));
  if (hasError(problems) || read.read.length === 0) return failure(problems);
  return success({ files: read.read, layouts: layouts.value }, problems);
}

function tellReading(count: number, output: Output): (file: string, done: number) => void {
  return (file, done) => {
    if (count > 1) output.say(`reading ${done + 1} of ${count}: ${file}`);
  };
}
