import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { formatProblem } from '../../../shared/base/problem.ts';
import { formatModel } from '../../../shared/model/format-model.ts';
import { operations } from '../../../shared/model/operations/index.ts';
import { parseModel } from '../../../shared/model/parse-model.ts';
import { sectionNames } from '../../../shared/model/parse-sections.ts';

const read = (name: string) =>
  readFileSync(new URL(`../../../resources/docs/${name}.md`, import.meta.url), 'utf8');

interface Example {
  readonly id: string;
  readonly text: string;
  /** What is shown below a block tagged `problem`; null for sound ones. */
  readonly problem: string | null;
}

const block = /^```model( problem)?\n([\s\S]*?)^```\n(?:```problem\n([\s\S]*?)\n```)?/gm;

function examplesOf(name: string): readonly Example[] {
  return [...read(name).matchAll(block)].map(([, tag, text = '', problem = '']) => ({
    id: /^model (\w+)/.exec(text)?.[1] ?? '?',
    text,
    problem: tag === undefined ? null : problem,
  }));
}

describe.each(['model-language', 'tutorial-toggle-switch'])('%s', (name) => {
  const examples = examplesOf(name);

  test('every block is tagged in a way that is checked', () => {
    const fences = [...read(name).matchAll(/^```(.+)$/gm)].map(([, tag]) => tag);
    const known = ['model', 'model problem', 'problem', 'yaml'];
    expect(fences.filter((tag) => !known.includes(tag ?? ''))).toEqual([]);
    expect(fences.filter((tag) => tag?.startsWith('model'))).toHaveLength(examples.length);
    expect(fences.filter((tag) => tag === 'problem')).toHaveLength(
      examples.filter(({ problem }) => problem !== null).length,
    );
  });

  test.each(examples)('$id says what is written below it, and is formatted', ({ id, text, problem }) => {
    const outcome = parseModel(text, `${id}.model`);
    expect(outcome.problems.map(formatProblem).join('\n')).toBe(problem ?? '');
    expect(formatModel(text)).toBe(text);
  });
});

test('the reference names every section and every function', () => {
  const text = read('model-language');
  const missing = [
    ...sectionNames,
    ...[...operations.values()].filter(({ callable }) => callable).map(({ id }) => `${id}(`),
  ].filter((word) => !text.includes(`\`${word}`));
  expect(missing).toEqual([]);
});

test('the tutorial’s circuit takes under 40 lines', () => {
  const [circuit] = examplesOf('tutorial-toggle-switch');
  expect(circuit?.text.split('\n').filter((line) => line.trim() !== '').length).toBeLessThan(40);
});
