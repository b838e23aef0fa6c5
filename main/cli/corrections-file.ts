import { failure, type Outcome } from '../../shared/base/problem.ts';
import type { Corrections } from '../../shared/experiment/correction/corrections.ts';
import { parseCorrections } from '../../shared/experiment/correction/parse-corrections.ts';
import { readInputText } from '../jobs/input-file.ts';
import type { OptionSpec } from './options.ts';
import { userPath } from './output.ts';

export const correctionsOption: OptionSpec = {
  kind: 'text',
  value: 'FILE',
  help: 'steps that correct the readings first, as JSON (see quality.md)',
};

/** Steps and decisions of a file of their own. */
export function readCorrectionsFile(file: string): Outcome<Corrections> {
  const text = readInputText(userPath(file));
  if (text.ok) return parseCorrections(text.value, file);
  const message = `the corrections cannot be read: ${text.fault}`;
  const { remedy } = text;
  return failure([{ code: 'corrections.unreadable', severity: 'error', message, remedy, place: { file } }]);
}
