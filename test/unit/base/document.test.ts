import { describe, expect, it } from 'vitest';
import { documentLimits, excerptAt, readDocument } from '../../../shared/base/document.ts';
import { createReader } from '../../../shared/base/document-reader.ts';

function open(text: string) {
  const outcome = readDocument(text, 'spec.yaml');
  if (!outcome.ok) throw new Error(outcome.problems.map(({ message }) => message).join('\n'));
  const reader = createReader(outcome.value);
  const top = reader.map(outcome.value.root, '');
  if (top === null) throw new Error('no map');
  return { reader, top, root: outcome.value.root };
}

describe('readDocument', () => {
  it('locates keys and values', () => {
    const { root } = open('a: 1\nb:\n  - x\n  - {c: true}\n');
    expect(root).toMatchObject({
      kind: 'map',
      entries: [
        {
          key: 'a',
          keyPlace: { line: 1, column: 1 },
          value: { kind: 'scalar', value: 1, place: { line: 1, column: 4 } },
        },
        {
          key: 'b',
          keyPlace: { line: 2, column: 1 },
          value: {
            kind: 'list',
            items: [
              { value: 'x', place: { line: 3, column: 5 } },
              { kind: 'map', entries: [{ key: 'c', value: { value: true } }] },
            ],
          },
        },
      ],
    });
  });

  it('resolves aliases', () => {
    const { top } = open('a: &x [1, 2]\nb: *x\n');
    expect(top.numbers('b')).toEqual([1, 2]);
  });

  const bomb = `a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n${Array.from({ length: 9 }, (_, i) => {
    const items = Array(10).fill(`*a${i}`).join(',');
    return `a${i + 1}: &a${i + 1} [${items}]\n`;
  }).join('')}`;
  it.each([
    ['nothing', ' \n', 'document.empty', 1],
    ['binary', 'a: \0', 'document.binary', 1],
    ['too large', `a: ${'x'.repeat(documentLimits.characters)}`, 'document.tooLarge', 1],
    ['a bracket left open', 'a: 1\nb: [1, 2\nc: 3\n', 'document.syntax', 3],
    ['bad indentation', 'a:\n  b: 1\n c: 2\n', 'document.syntax', 3],
    ['a key twice', 'a: 1\na: 2\n', 'document.syntax', 2],
    ['an unknown alias', 'a: 1\nb: *nowhere\n', 'document.alias', 2],
    ['an alias bomb', bomb, 'document.tooDeep', 1],
    ['an alias of itself', 'a: &a [*a]\n', 'document.tooDeep', 1],
    ['deep nesting', `a: ${'['.repeat(200)}${']'.repeat(200)}`, 'document.tooDeep', 1],
    ['nesting without end', `a: ${'['.repeat(120_000)}`, 'document.tooDeep', 1],
    ['nesting beyond the stack', `a: ${'['.repeat(100_000)}`, null, 1],
  ])('refuses %s', (_, text, code, line) => {
    const outcome = readDocument(text, 'spec.yaml');
    expect(outcome.ok).toBe(false);
    const [problem] = outcome.problems;
    if (code !== null) expect(problem?.code).toBe(code);
    expect(problem?.place).toMatchObject({ file: 'spec.yaml', line });
    expect(problem?.remedy).toBeDefined();
  });
});

describe('excerptAt', () => {
  it('puts the caret under the column', () => {
    expect(excerptAt('a: 1\n\tb: 2', { line: 2, column: 5 })).toEqual({
      excerpt: '  2 |  b: 2\n    |     ^',
    });
  });
  it('shows a window of a long line', () => {
    const { excerpt } = excerptAt(`${'x'.repeat(5000)}y${'x'.repeat(5000)}`, { line: 1, column: 5001 });
    const [line = '', caret = ''] = excerpt?.split('\n') ?? [];
    expect(line.length).toBeLessThan(140);
    expect(line[caret.indexOf('^')]).toBe('y');
  });
  it('is empty without a line or beyond the text', () => {
    expect(excerptAt('a', {})).toEqual({});
    expect(excerptAt('a', { line: 3 })).toEqual({});
  });
});

describe('reading with types', () => {
  it('gives values, and fallbacks for absent and null', () => {
    const { reader, top } = open('s: 5\nn: 1e-5\ni: 3\nb: True\nl: [a, b]\nz: null\nnone: None\nc: two\n');
    expect(top.string('s')).toBe('5');
    expect(top.number('n')).toBe(1e-5);
    expect(top.integer('i')).toBe(3);
    expect(top.boolean('b')).toBe(true);
    expect(top.strings('l')).toEqual(['a', 'b']);
    expect(top.number('z', 7)).toBe(7);
    expect(top.number('none', 8)).toBe(8);
    expect(top.oneOf('c', ['one', 'two'])).toBe('two');
    expect(top.number('absent', null)).toBeNull();
    top.finish();
    expect(reader.problems).toEqual([]);
  });

  it.each([
    ['a text for a number', 'n: much', 'document.type', 1, 4],
    ['infinity', 'n: .inf', 'document.type', 1, 4],
    ['a list for a number', 'x: 1\nn: [1]', 'document.type', 2, 4],
    ['an absent key', 'x: 1', 'document.missing', 1, 1],
    ['an empty key', 'x: 1\nn:', 'document.missing', 2, 1],
  ])('reports %s', (_, text, code, line, column) => {
    const { reader, top } = open(text);
    expect(top.number('n')).toBeUndefined();
    expect(reader.problems).toHaveLength(1);
    expect(reader.problems[0]).toMatchObject({
      code,
      severity: 'error',
      place: { file: 'spec.yaml', line, column },
    });
    expect(reader.problems[0]?.remedy).toBeDefined();
    expect(reader.problems[0]?.excerpt).toContain('^');
  });

  it('reports a wrong type even where there is a fallback', () => {
    const { reader, top } = open('b: maybe\ni: 1.5\nc: tow\n');
    expect(top.boolean('b', false)).toBe(false);
    expect(top.integer('i', 2)).toBe(2);
    expect(top.oneOf('c', ['one', 'two'], 'one')).toBe('one');
    expect(reader.problems.map(({ code }) => code)).toEqual([
      'document.type',
      'document.type',
      'document.choice',
    ]);
    expect(reader.problems[2]?.remedy).toContain('“two”');
  });

  it('reports unknown keys with the nearest known one', () => {
    const { reader, top } = open('devises: [a]\nignored: 1\n');
    top.strings('devices', null);
    top.ignore(['ignored']);
    top.finish();
    expect(reader.problems).toHaveLength(1);
    expect(reader.problems[0]).toMatchObject({
      code: 'document.unknownKey',
      remedy: 'Did you mean “devices”?',
    });
  });

  it('stops collecting after a hundred problems', () => {
    const { reader, top } = open(Array.from({ length: 300 }, (_, index) => `k${index}: 1`).join('\n'));
    top.finish();
    expect(reader.problems).toHaveLength(100);
  });
});
