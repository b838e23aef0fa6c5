import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { pathText, takeShape, wantedShape } from '../../../../main/shapes/take-shape.ts';

const schema = z.strictObject({
  count: z.number(),
  names: z.array(z.string()),
  pair: wantedShape<unknown>(Array.isArray, 'a pair', 'Give two numbers.'),
  title: z.string('the title is no text').min(1, 'the title is empty; give it a few words'),
});
const right = { count: 1, names: ['a'], pair: [], title: 't' };
const faultsOf = (value: unknown) => {
  const taken = takeShape(schema, value);
  return taken.ok ? [] : taken.faults.map(({ where, message, remedy }) => [where, message, remedy]);
};

describe('takeShape', () => {
  it('gives the value, as the schema makes it', () => {
    expect(takeShape(schema, right)).toEqual({ ok: true, value: right });
    expect(takeShape(z.string().default('d'), undefined)).toEqual({ ok: true, value: 'd' });
  });

  it('says what was found, what is wanted and what to do, each with its place', () => {
    expect(faultsOf({ ...right, count: '3', names: ['a', 7] })).toEqual([
      ['count', 'there is "3" where a number should be', 'Give a number.'],
      ['names[1]', 'there is 7 where a text should be', 'Give a text.'],
    ]);
    expect(faultsOf([])).toEqual([['', 'there is [] where an object should be', 'Give an object.']]);
    expect(faultsOf({ ...right, pair: undefined })).toEqual([
      ['pair', 'there is nothing where a pair should be', 'Give two numbers.'],
    ]);
  });

  it('leaves a schema its own words', () => {
    const remedy = 'Correct the value and try again.';
    expect(faultsOf({ ...right, title: '' })).toEqual([
      ['title', 'the title is empty; give it a few words', remedy],
    ]);
    expect(faultsOf({ ...right, title: 3 })).toEqual([['title', 'the title is no text', remedy]]);
    expect(faultsOf({ ...right, more: 1 })).toEqual([['', 'Unrecognized key: "more"', remedy]]);
  });

  it('of a million faults tells as many as anybody reads', () => {
    expect(faultsOf({ ...right, names: new Array(10_000).fill(1) })).toHaveLength(100);
  });
});

it('a path is written as one writes it in a program', () => {
  expect(pathText(['individuals', 0, 'times', 3])).toBe('individuals[0].times[3]');
  expect(pathText([2, 'a'])).toBe('[2].a');
  expect(pathText([])).toBe('');
});
