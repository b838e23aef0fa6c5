import { describe, expect, test } from 'vitest';
import { evaluateText, special } from '../../shared/compute/backends/javascript/evaluate.ts';
import { reverseSweep } from '../../shared/compute/differentiate.ts';
import { Graph, reachable } from '../../shared/compute/graph.ts';
import { operationOf, operations, primitiveOf } from '../../shared/model/operations/index.ts';
import type { Lane, LanePrecision } from '../../shared/model/operations/lanes/lane-algebra.ts';
import type { PrimitiveOperation, Term } from '../../shared/model/operations/operation.ts';
import { type Range, range } from '../../shared/model/operations/range.ts';
import { ScalarLanes } from '../helpers/scalar-lanes.ts';

/**
 * Every operation of the table at its corners: where arguments are 0 of either sign, tiny, huge, infinite, negative, equal.
 * All meanings of an operation have the same value there, and a derivative that is a number wherever the value is one.
 */

const corners = [0, -0, 1e-12, 0.5, 1, 2, 3, 1e12, Infinity, -1e-12, -0.5, -1, -2, -1e12, -Infinity];
/** For three arguments: fewer, for their number. */
const few = [0, 1e-12, 0.5, 1, 2, 1e12, Infinity, -1, -Infinity];

/** What is not differentiated: they occur in derivatives only. */
const derivativesOnly: ReadonlySet<string> = new Set(['digamma', 'inverseMills', 'flow']);

function pointsOf(id: string): readonly (readonly number[])[] {
  const { arity } = operationOf(id);
  // of what it is for
  if (id === 'expMinusOne') return corners.filter((a) => a <= 0).map((a) => [a]);
  if (arity === 1) return corners.map((a) => [a]);
  if (arity === 2) return corners.flatMap((a) => corners.map((b) => [a, b]));
  const triples = few.flatMap((a) => few.flatMap((b) => few.map((c) => [a, b, c] as const)));
  return id === 'clamp' ? triples.filter(([, lower, upper]) => lower < upper) : triples;
}

type Meaning = (args: readonly number[], adjoint: number) => readonly number[];

interface Swept {
  readonly graph: Graph;
  readonly inputs: readonly Term[];
  readonly adjoint: Term;
  /** The value, then d value / d argument for each. */
  readonly terms: readonly Term[];
}

/** An operation of inputs with its reverse sweep; `isNeeded`: the sweep may rely on a finite value. */
function swept(id: string, isNeeded: boolean): Swept {
  const graph = new Graph();
  const one = graph.input('dose', 0);
  // times 1, twice: a number of which nothing is known, as inputs are finite
  const inputs = Array.from({ length: operationOf(id).arity }, (_, n) => {
    const product = graph.apply('multiply', graph.input('parameter', n), graph.input('adjoint', n + 1));
    return graph.apply('multiply', product, one);
  });
  const value = graph.apply(id, ...inputs);
  const adjoint = graph.input('adjoint', 0);
  if (derivativesOnly.has(id)) return { graph, inputs, adjoint, terms: [value] };
  const needed = isNeeded ? { needed: [value] } : {};
  const { adjoints } = reverseSweep(graph, [[value, adjoint]], new Set(inputs), needed);
  return {
    graph,
    inputs,
    adjoint,
    terms: [value, ...inputs.map((input) => adjoints.get(input) ?? graph.constant(0))],
  };
}

function operationsOf({ graph, inputs, terms }: Swept) {
  return reachable(graph, terms, (term) => inputs.includes(term)).flatMap((term) => {
    if (inputs.includes(term)) return [];
    const node = graph.node(term);
    return node.kind === 'operation' ? [{ term, ...node }] : [];
  });
}

/** As the interpreter does it. */
function scalarMeaning(own: Swept): Meaning {
  const { graph, inputs, adjoint, terms } = own;
  const instructions = operationsOf(own);
  return (args, weight) => {
    const values = new Map<Term, number>(inputs.map((input, n) => [input, args[n] as number]));
    values.set(adjoint, weight);
    const of = (term: Term): number => values.get(term) ?? (graph.valueOf(term) as number);
    for (const { term, operation, args: from } of instructions) {
      const [a = 0, b = 0, c = 0] = from.map(of);
      values.set(term, primitiveOf(operation).value(a, b, c));
    }
    return terms.map(of);
  };
}

function javascriptMeaning(own: Swept): Meaning {
  const { graph, inputs, adjoint, terms } = own;
  const name = (term: Term): string => {
    const value = graph.valueOf(term);
    if (value !== null) return Object.is(value, -0) || value < 0 ? `(${value})` : String(value);
    if (term === adjoint) return 'w';
    return inputs.includes(term) ? `p${inputs.indexOf(term)}` : `v${term}`;
  };
  const lines = operationsOf(own).map(({ term, operation, args }) => {
    const [a = '', b = '', c = ''] = args.map(name);
    return `const v${term} = ${primitiveOf(operation).javascript(a, b, c)};`;
  });
  const run = evaluateText<(p: readonly number[], w: number, special: unknown) => readonly number[]>(
    `function ([p0, p1, p2], w, special) { ${lines.join('\n')} return [${terms.map(name).join()}]; }`,
  );
  return (args, weight) => run(args, weight, special);
}

function laneMeaning(own: Swept, precision: LanePrecision): Meaning {
  const { graph, inputs, adjoint, terms } = own;
  // each term by itself: the helper holds so many values and no more
  const meanings = terms.map((wanted) => {
    const lanes = new ScalarLanes(precision);
    const known = new Map<Term, Lane>([...inputs, adjoint].map((input) => [input, lanes.input()]));
    for (const { term, operation, args } of operationsOf({ ...own, terms: [wanted] })) {
      const of = (arg: Term): Lane => known.get(arg) ?? lanes.constant(graph.valueOf(arg) as number);
      const [a, b = a, c = b] = args.map(of) as [Lane, Lane?, Lane?];
      known.set(term, primitiveOf(operation).lanes(lanes, a, b, c));
    }
    const result = known.get(wanted) ?? lanes.constant(graph.valueOf(wanted) as number);
    return (args: readonly number[], weight: number) => lanes.evaluate(result, [...args, weight]);
  });
  return (args, weight) => meanings.map((meaning) => meaning(args, weight));
}

/**
 * Where lanes have another value than the scalar meaning, with the reason.
 *
 * Infinite exponents: the product of exponent and logarithm is kept in two parts, of which infinity has none. Powers of -0:
 * it counts as 0. Negative numbers to whole powers beyond 2^22 in float32: whether those are odd is not seen, so the sign is
 * not known (`powerLanes`). Of -Infinity only whole powers are numbers, as of every other negative number.
 */
const otherOnLanes = (id: string, [a = 0, b = 0]: readonly number[], precision: LanePrecision): boolean => {
  if (id !== 'power' && id !== 'pow') return false;
  const largestWhole = precision === 'float32' ? 2 ** 22 : 2 ** 51;
  if (a === -Infinity && !Number.isInteger(b)) return true;
  return !Number.isFinite(b) || Object.is(a, -0) || (a < 0 && Math.abs(b) > largestWhole);
};

const precisions = {
  float32: { round: Math.fround, largest: 3e38, digits: 2e-5, nothing: 1e-6 },
  float64: { round: (a: number) => a, largest: Infinity, digits: 1e-9, nothing: 1e-12 },
} as const;

/** The same number but for rounding; beyond the precision, the infinity or the nothing that it becomes. */
function agree(ours: number, judge: number, precision: LanePrecision): boolean {
  const { largest, digits, nothing } = precisions[precision];
  if (Number.isNaN(judge)) return Number.isNaN(ours);
  if (Math.abs(judge) >= largest) return ours === Math.sign(judge) * Infinity;
  return Math.abs(ours - judge) <= digits * Math.abs(judge) + nothing;
}

describe.each([...operations.keys()])('%s', (id) => {
  const points = pointsOf(id);
  const free = swept(id, false);
  const needed = swept(id, true);

  test('has the same value in every meaning', () => {
    const judge = scalarMeaning(free);
    const javascript = javascriptMeaning(free);
    for (const args of points) {
      expect(javascript(args, 1), `${id}(${args})`).toEqual(judge(args, 1));
      expect(javascriptMeaning(needed)(args, 1)[0], `${id}(${args})`).toEqual(judge(args, 1)[0]);
    }
    for (const precision of ['float32', 'float64'] as const) {
      const lanes = laneMeaning({ ...free, terms: free.terms.slice(0, 1) }, precision);
      for (const args of points) {
        if (otherOnLanes(id, args, precision)) continue;
        const rounded = args.map(precisions[precision].round);
        const [ours, expected] = [lanes(rounded, 1)[0] as number, judge(rounded, 1)[0] as number];
        expect(
          agree(ours, expected, precision),
          `${id}(${args}) is ${ours} for ${expected} in ${precision}`,
        ).toBe(true);
      }
    }
  });

  if (derivativesOnly.has(id)) return;

  test('has a derivative that is a number wherever its value is one', () => {
    for (const own of [free, needed]) {
      const judge = scalarMeaning(own);
      const javascript = javascriptMeaning(own);
      for (const args of points) {
        const [value, ...slopes] = judge(args, 1) as [number, ...number[]];
        expect(javascript(args, 1)).toEqual([value, ...slopes]);
        // what shows in a value that is needed is finite, else the trajectory has failed
        if (!Number.isFinite(value) || (own === needed && args.some((a) => !Number.isFinite(a)))) continue;
        expect(slopes.every(Number.isFinite), `d ${id}(${args}) = ${slopes}`).toBe(true);
        for (const precision of ['float32', 'float64'] as const) {
          const { round, largest } = precisions[precision];
          const rounded = args.map(round);
          const [valueThere, ...expected] = judge(rounded, 1) as [number, ...number[]];
          if (otherOnLanes(id, args, precision) || Math.abs(valueThere) >= largest) continue;
          if (expected.some((slope) => Math.abs(slope) >= largest)) continue;
          const [, ...ours] = laneMeaning(own, precision)(rounded, 1);
          expect(ours.every(Number.isFinite), `d ${id}(${args}) = ${ours} in ${precision}`).toBe(true);
        }
      }
    }
  });

  test('an adjoint of 0 stays 0, whatever the arguments', () => {
    const notNumbers = points.map((args) => args.map((a) => (a === 3 || a === 2 ? Number.NaN : a)));
    for (const meaning of [
      scalarMeaning(free),
      javascriptMeaning(free),
      laneMeaning(free, 'float32'),
      laneMeaning(free, 'float64'),
    ]) {
      for (const args of [...points, ...notNumbers]) {
        const [, ...slopes] = meaning(args, 0);
        expect(
          slopes.every((slope) => slope === 0),
          `0 d ${id}(${args}) = ${slopes}`,
        ).toBe(true);
      }
    }
  });

  test('the derivative is that of the right, of the left, or between them', () => {
    const at = scalarMeaning(free);
    let compared = 0;
    for (const args of points) {
      const [value, ...slopes] = at(args, 1) as [number, ...number[]];
      if (!Number.isFinite(value)) continue;
      args.forEach((arg, n) => {
        if (!Number.isFinite(arg)) return;
        const sides = [1, -1].flatMap((sign) => oneSided(at, args, n, sign));
        if (sides.length === 0) return;
        compared++;
        const slope = slopes[n] as number;
        const allowance = 1e-4 * Math.max(...sides.map(Math.abs)) + 1e-5;
        expect(slope, `d ${id}(${args}) / d argument ${n + 1}`).toBeLessThanOrEqual(
          Math.max(...sides) + allowance,
        );
        expect(slope, `d ${id}(${args}) / d argument ${n + 1}`).toBeGreaterThanOrEqual(
          Math.min(...sides) - allowance,
        );
      });
    }
    expect(compared).toBeGreaterThan(0);
  });
});

/** The limit of differences to one side: none, or one number. */
function oneSided(at: Meaning, args: readonly number[], n: number, sign: number): readonly number[] {
  const size = Math.max(Math.abs(args[n] as number), 1e-9);
  const [far, near] = [1e-6, 2.5e-7].map((share) => {
    const moved = args.map((arg, place) => (place === n ? arg + sign * share * size : arg));
    const step = (moved[n] as number) - (args[n] as number);
    return ((at(moved, 1)[0] as number) - (at(args, 1)[0] as number)) / step;
  }) as [number, number];
  const rounding = (1e-13 * Math.abs(at(args, 1)[0] as number)) / (2.5e-7 * size);
  const settled = Math.abs(far - near) <= 1e-5 * Math.abs(near) + 1e-9;
  return settled && rounding < 1e-6 * Math.abs(near) + 1e-6 ? [near] : [];
}

const primitives = [...operations.values()].filter(
  (operation): operation is PrimitiveOperation => operation.kind === 'primitive',
);

test.each(primitives.map((operation) => [operation.id, operation] as const))(
  'the range of %s holds its values, and what it carries shows',
  (id, operation) => {
    const limits = [-Infinity, -1e30, -2, -1e-12, 0, 1e-12, 0.5, 1, 3, 1e30, Infinity];
    const ranges: readonly Range[] = limits.flatMap((lower, n) =>
      limits.slice(n).map((upper) => range(lower, upper)),
    );
    const some = operation.arity === 1 ? ranges : ranges.filter((_, n) => n % 3 === 0);
    const within = ({ lower, upper }: Range): readonly number[] =>
      [...limits, 0.2, 7, -0.7].filter((value) => value >= lower && value <= upper);
    const check = (args: readonly Range[], values: readonly number[]): void => {
      const [a, b, c] = [args[0] as Range, args[1] ?? range(1, 1), args[2] ?? range(2, 2)];
      const [x = 0, y = 1, z = 2] = values;
      const result = operation.value(x, y, z);
      const { lower, upper, nan } = operation.range(a, b, c);
      const slack = 1e-9 * Math.abs(result);
      const isHeld = Number.isNaN(result) ? nan : result >= lower - slack && result <= upper + slack;
      expect(isHeld, `${id}(${values}) = ${result} for ${JSON.stringify([a, b])}`).toBe(true);
    };
    for (const a of some) {
      for (const x of within(a)) {
        if (operation.arity === 1) check([a], [x]);
        else for (const b of some) for (const y of within(b)) check([a, b], [x, y]);
      }
    }
    if (!operation.carries) return;
    for (const broken of [Infinity, -Infinity, Number.NaN]) {
      for (const other of [...corners, Number.NaN]) {
        expect(Number.isFinite(operation.value(broken, other, 0)), `${id}(${broken}, ${other})`).toBe(false);
        if (operation.arity === 2) expect(Number.isFinite(operation.value(other, broken, 0))).toBe(false);
      }
    }
  },
);
