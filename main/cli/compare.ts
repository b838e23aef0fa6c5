import { hasError, type Problem } from '../../shared/base/problem.ts';
import { compareGrounds } from '../../shared/prediction/comparison/compare-grounds.ts';
import { pairedDifferences, pairWells } from '../../shared/prediction/comparison/compare-wells.ts';
import type { FitDiagnosis } from '../../shared/prediction/trust/diagnosis.ts';
import { csvTable } from '../store/csv.ts';
import { writeNew } from '../store/new-file.ts';
import type { Command } from './command.ts';
import { comparisonText, type FitComparison } from './compare-text.ts';
import { look } from './diagnosed-fit.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { cannotWriteFile, fileTaken } from './file-problems.ts';
import { type Interruptible, interruptible } from './interruptible.ts';
import { restedOptions } from './open-rested-fit.ts';
import type { Given } from './options.ts';
import { type Output, userPath } from './output.ts';

export const compareCommand: Command = {
  name: 'compare',
  positionals: '<fit> <fit>...',
  count: [2, 100],
  summary: 'which of several fits of the same readings predicts better, well by well; all against the first',
  options: {
    ...restedOptions,
    csv: { kind: 'text', value: 'FILE', help: 'a line for each well and quantity; a new file' },
    json: { kind: 'flag', help: 'a line of JSON for each pair of fits' },
  },
  run: (given, output) => interruptible((jobs) => compare(given, output, jobs)),
};

async function compare(given: Given, output: Output, jobs: Interruptible): Promise<ExitCode> {
  const seen: { readonly name: string; readonly diagnosis: FitDiagnosis }[] = [];
  for (const text of given.positionals) {
    const looked = await look(text, { depth: 'wells', profile: null }, given, output, jobs);
    if (typeof looked === 'number') return looked;
    seen.push({ name: text, diagnosis: looked });
  }
  const [first, ...others] = seen;
  if (first === undefined) return exitCodes.usage;
  const compared: FitComparison[] = [];
  const refused: Problem[] = [];
  for (const other of others) {
    const grounds = compareGrounds(first.diagnosis.ground, other.diagnosis.ground, [first.name, other.name]);
    if (!grounds.ok) {
      refused.push(grounds.problem);
      continue;
    }
    const { comparable } = grounds;
    const wells = pairWells(first.diagnosis.wells, other.diagnosis.wells, comparable);
    const differences = pairedDifferences(wells);
    compared.push({ first: first.name, other: other.name, comparable, differences, wells });
  }
  for (const { wells, ...one } of compared) {
    await output.line({ comparison: one });
    if (!output.json) await output.write(comparisonText(one));
  }
  const file = given.text('csv');
  if (file !== null && compared.length > 0) {
    const unwritten = writeWells(userPath(file), compared);
    if (unwritten === null) output.say(`Written: ${userPath(file)}`);
    else refused.push(unwritten);
  }
  await output.problems(refused);
  return hasError(refused) ? exitCodes.problems : exitCodes.done;
}

const columns = [
  ...['first', 'other', 'plate', 'individual', 'set', 'quantity', 'signal', 'first_value', 'other_value'],
  ...['difference', 'first_error', 'other_error', 'few_draws'],
];

function writeWells(path: string, compared: readonly FitComparison[]): Problem | null {
  const rows = compared.flatMap(({ first, other, wells }) =>
    wells.map((well) => [
      ...[first, other, well.plate, well.individual, well.set, well.quantity, well.signal],
      ...[well.first, well.other, well.other - well.first, well.firstError, well.otherError],
      well.weak ? 'yes' : 'no',
    ]),
  );
  try {
    return writeNew(path, csvTable(columns, rows)) === 'placed' ? null : fileTaken(path);
  } catch (error) {
    return cannotWriteFile(path, error);
  }
}
