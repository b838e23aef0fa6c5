import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jsonStructure } from '../../../shared/base/json-structure.ts';

/** The same from the value itself. */
function structureOf(value: unknown): { depth: number; parts: number } {
  if (typeof value !== 'object' || value === null) return { depth: 0, parts: 0 };
  const inside = Object.values(value).map(structureOf);
  return {
    depth: 1 + Math.max(0, ...inside.map(({ depth }) => depth)),
    parts: 1 + Math.max(0, inside.length - 1) + inside.reduce((sum, { parts }) => sum + parts, 0),
  };
}

describe('what a JSON text is made of', () => {
  test('is what its value has, whatever its strings look like', () => {
    const tricky = fc.string({ unit: fc.constantFrom('"', '\\', '[', '}', ',', 'a', '\n', '数') });
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 5 },
        tricky,
        fc.integer(),
        fc.constant(null),
        fc.array(tie('tree')),
        fc.dictionary(tricky, tie('tree')),
      ),
    }));
    fc.assert(
      fc.property(tree, fc.constantFrom(undefined, 2), (value, indent) => {
        expect(jsonStructure(JSON.stringify(value, null, indent))).toEqual(structureOf(value));
      }),
    );
  });

  test.each([
    ['nothing', '', { depth: 0, parts: 0 }],
    ['a string without end', '["a\\",[', { depth: 1, parts: 1 }],
    ['many quotes', `[${'"\\""'.repeat(3)}]`, { depth: 1, parts: 1 }],
  ])('is told of %s too', (_, text, structure) => {
    expect(jsonStructure(text)).toEqual(structure);
  });

  test('is looked at no further than it matters', () => {
    expect(jsonStructure('['.repeat(1000), 5)).toEqual({ depth: 6, parts: 6 });
    expect(jsonStructure('[0,0,0,0,0,0,0]', 5, 3)).toEqual({ depth: 1, parts: 4 });
  });
});
