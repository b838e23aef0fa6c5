import { pushAll } from '../../shared/base/lists.ts';
import { failure, hasError, type Outcome, type Problem, success } from '../../shared/base/problem.ts';
import type { Layout } from '../../shared/plate/layout/layout.ts';
import { type LayoutFile, readLayout } from '../../shared/plate/layout/read-layout.ts';
import type { DecimalMark } from '../../shared/plate/number.ts';
import { shellWord } from '../fits/shell-word.ts';
import { mostData, readInputBytes } from '../jobs/input-file.ts';
import type { Given, OptionSpec } from './options.ts';
import { userPath } from './output.ts';

/** The same for every command that takes layouts. */
export const layoutOption: OptionSpec = {
  kind: 'text',
  value: 'FILE',
  many: true,
  help: 'what is in the wells: CSV or Excel, see `layout`; may be given several times',
};

export async function readLayoutFile(
  file: string,
  decimal: DecimalMark | null,
): Promise<Outcome<LayoutFile>> {
  const bytes = readInputBytes(userPath(file), mostData);
  if (bytes.ok) return readLayout({ file, bytes: bytes.value }, decimal === null ? {} : { decimal });
  const message = `the layout cannot be read: ${bytes.fault}`;
  const { remedy } = bytes;
  return failure([{ code: 'layout.unreadable', severity: 'error', message, remedy, place: { file } }]);
}

/** Those of `--layout`, all of them or none; null: none is given. `answers`: the command takes `--decimal`. */
export async function givenLayouts(
  given: Given,
  answers: boolean,
): Promise<Outcome<readonly Layout[] | null>> {
  if (!given.has('layout')) return success(null);
  const layouts: Layout[] = [];
  const problems: Problem[] = [];
  const decimal = given.text('decimal');
  for (const file of given.texts('layout')) {
    const read = await readLayoutFile(file, decimal === null ? null : decimalMark(decimal));
    pushAll(problems, answers ? read.problems : read.problems.map((problem) => wayFor(problem, file)));
    if (read.ok) pushAll(layouts, read.value.layouts);
  }
  return hasError(problems) ? failure(problems) : success(layouts, problems);
}

export function decimalMark(word: string): DecimalMark {
  return word === 'comma' ? 'comma' : 'point';
}

/** Where a command has no `--decimal` of its own, the layout is written anew by one that has. */
function wayFor(problem: Problem, file: string): Problem {
  if (problem.code !== 'layout.ambiguousNumber') return problem;
  const remedy = `Say which, and give what it writes: wellspring layout ${shellWord(file)} --decimal comma --out clear.csv (or --decimal point).`;
  return { ...problem, remedy };
}
