import { expect, test } from 'vitest';
import { formatProblem } from '../../../shared/base/problem.ts';
import type { DataSpec } from '../../../shared/experiment/data-spec.ts';
import { parseFitSpec } from '../../../shared/inference/spec/parse-fit-spec.ts';

const read = (...lines: string[]) => {
  const data = ['devices: [D]', 'files: [p.csv]', ...lines].map((line) => `  ${line}\n`).join('');
  return parseFitSpec(`data:\n${data}model: m\nparams: {}\n`, 'spec.yaml');
};
const dataOf = (...lines: string[]): DataSpec => {
  const outcome = read(...lines);
  if (!outcome.ok) throw new Error(outcome.problems.map(formatProblem).join('\n'));
  return outcome.value.data;
};

test('lists are namesakes', () => {
  const data = dataOf('signals: [OD, GFP]', 'conditions: [C]');
  expect(data.signals).toEqual(['OD', 'GFP']);
  expect(data.observables).toBeUndefined();
  expect(data.treatments).toBeUndefined();
});

test('maps bind the files’ names, letter by letter, to the model’s; a name alone is its namesake', () => {
  const data = dataOf(
    'signals: {OD: , "485/20, 528 µ": reporter, 450: blue}',
    'conditions: {"IPTG (µM)": dose}',
    'normalize: {OD: 1, 450: 3, "485/20, 528 µ": 2}',
  );
  // the micro sign of the file stays the micro sign
  expect(data.signals).toEqual(['OD', '485/20, 528 \u00b5', '450']);
  expect(data.observables).toEqual(['OD', 'reporter', 'blue']);
  expect(data.conditions).toEqual(['IPTG (\u00b5M)']);
  expect(data.treatments).toEqual(['dose']);
  expect(data.normalize).toEqual([1, 2, 3]);
  expect(data.places?.signals[1]?.place).toMatchObject({ line: 4, column: 19 });
});

test('no treatments at all may be a list or a map', () => {
  expect(dataOf('signals: [OD]', 'conditions: []').conditions).toEqual([]);
  expect(dataOf('signals: [OD]', 'conditions: {}').conditions).toEqual([]);
});

test.each([
  ['signals: {}', 'spec.empty'],
  ['signals: {GFP: reporter, YFP: reporter}', 'spec.duplicate'],
  ['signals: {GFP: [reporter]}', 'document.type'],
  ['signals: {GFP: reporter, GFP: OD}', 'document.syntax'],
])('%s is refused', (line, code) => {
  const { problems } = read(line, 'conditions: []');
  expect(problems.map((problem) => problem.code)).toContain(code);
});
