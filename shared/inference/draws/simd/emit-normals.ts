import {
  apply,
  type Code,
  count,
  type FunctionCode,
  get,
  i32,
  increase,
  type Local,
  local,
  repeat,
  set,
  shuffle32,
} from '../../../wasm/code.ts';
import { type Constants, makeConstants } from './constants.ts';
import { centralQuantiles } from './emit-quantiles.ts';

/** Numbers that one turn of the loop makes: four blocks of four words. */
export const normalsAtOnce = 16;

const multipliers = [0xd2511f53 | 0, 0xcd9e8d57 | 0] as const;
const weyl = [0x9e3779b9 | 0, 0xbb67ae85 | 0] as const;
const rounds = 10;

/**
 * `normals(at, end, block, c1, c2, c3, k0, k1)`: from byte address `at` to `end`, in whole turns of 16 numbers, what
 * `fillNormals` makes of the Philox counters (block, c1, c2, c3), (block + 1, c1, c2, c3), ... under key (k0, k1), to the
 * bit; numbers in the tails as `centralQuantiles` leaves them. Philox: Salmon, Moraes, Dror, Shaw 2011 (`philox.ts`).
 */
export function emitNormals(): FunctionCode {
  const at = local('at', 'i32');
  const end = local('end', 'i32');
  const block = local('block', 'i32');
  const counter = ['c1', 'c2', 'c3'].map((name) => local(name, 'i32'));
  const key = ['k0', 'k1'].map((name) => local(name, 'i32'));
  const constants = makeConstants();
  const blocks = local('blocks', 'v128');
  const counters = counter.map(({ name }) => local(`${name}s`, 'v128'));
  const keys = key.map(({ name }) => local(`${name}s`, 'v128'));
  const words = [0, 1, 2, 3].map((index) => local(`x${index}`, 'v128'));
  const pairs = Array.from({ length: normalsAtOnce / 2 }, (_, index) => local(`q${index}`, 'v128'));
  const body = [
    ...[blocks, ...counters].map((from, index) => set(words[index], get(from))),
    ...philox(words, keys, constants),
    ...centred(words, pairs, constants),
    ...centralQuantiles(pairs.slice(0, 4), at, 0, constants),
    ...centralQuantiles(pairs.slice(4), at, 64, constants),
    set(blocks, apply('i32x4.add', get(blocks), constants.words(4))),
    increase(at, i32(8 * normalsAtOnce)),
  ];
  return {
    name: 'normals',
    parameters: [at, end, block, ...counter, ...key],
    body: [
      set(blocks, apply('i32x4.add', apply('i32x4.splat', get(block)), ascending)),
      ...counters.map((vector, index) => set(vector, apply('i32x4.splat', get(counter[index])))),
      ...keys.map((vector, index) => set(vector, apply('i32x4.splat', get(key[index])))),
      ...constants.setting(),
      repeat(body, apply('i32.lt_s', get(at), get(end))),
    ],
  };
}

/** 0, 1, 2, 3. */
const ascending = shuffle32(
  { kind: 'v128', bits: 1n << 32n, laneBytes: 8 },
  { kind: 'v128', bits: (3n << 32n) | 2n, laneBytes: 8 },
  [0, 1, 4, 5],
);

/** Ten rounds on four counters, word n of each in the lanes of `words[n]`. */
function philox(words: readonly Local[], keys: readonly Local[], constants: Constants): readonly Code[] {
  const [x0, x1, x2, x3] = words;
  const roundKeys = [local('roundKey0', 'v128'), local('roundKey1', 'v128')];
  const even = [local('even0', 'v128'), local('even1', 'v128')];
  const odd = [local('odd0', 'v128'), local('odd1', 'v128')];
  const multiply = (which: 0 | 1, word: Local): readonly Code[] => [
    set(even[which], apply('i64x2.extmul_low_i32x4_u', get(word), constants.words(multipliers[which]))),
    set(odd[which], apply('i64x2.extmul_high_i32x4_u', get(word), constants.words(multipliers[which]))),
  ];
  const lower = (which: 0 | 1): Code => shuffle32(get(even[which]), get(odd[which]), [0, 2, 4, 6]);
  const upper = (which: 0 | 1): Code => shuffle32(get(even[which]), get(odd[which]), [1, 3, 5, 7]);
  const mix = (half: Code, word: Local, roundKey: Local): Code =>
    apply('v128.xor', apply('v128.xor', half, get(word)), get(roundKey));
  const round = [
    ...multiply(0, x0),
    ...multiply(1, x2),
    set(x0, mix(upper(1), x1, roundKeys[0])),
    set(x1, lower(1)),
    set(x2, mix(upper(0), x3, roundKeys[1])),
    set(x3, lower(0)),
  ];
  const next = roundKeys.map((roundKey, which) =>
    set(roundKey, apply('i32x4.add', get(roundKey), constants.words(weyl[which]))),
  );
  return [
    ...roundKeys.map((roundKey, which) => set(roundKey, get(keys[which]))),
    ...count(local('round', 'i32'), i32(0), i32(rounds), [...round, ...next]),
  ];
}

/**
 * p - 1/2 for the middle p of each word's interval of (0, 1), in the order of the stream, two a vector. With the sign bit
 * turned a word is itself less 2^31, and all is exact.
 */
function centred(words: readonly Local[], pairs: readonly Local[], constants: Constants): readonly Code[] {
  const halves = [0, 1].map((half) => [2 * half, 2 * half + 1].map((word) => words[word]));
  const joined = [0, 1, 2, 3].map((index) => local(`joined${index}`, 'v128'));
  const turned = (word: Local): Code => apply('v128.xor', get(word), constants.words(-0x80000000));
  const scaled = (integers: Code): Code =>
    apply(
      'f64x2.mul',
      apply('f64x2.add', apply('f64x2.convert_low_i32x4_s', integers), constants.doubles(0.5)),
      constants.doubles(2 ** -32),
    );
  return [
    ...words.map((word) => set(word, turned(word))),
    // words 2h and 2h + 1 of blocks 0 and 1, then of blocks 2 and 3
    ...joined.map((vector, index) => {
      const [first, second] = halves[index & 1];
      return set(vector, shuffle32(get(first), get(second), index < 2 ? [0, 4, 1, 5] : [2, 6, 3, 7]));
    }),
    ...pairs.map((pair, index) => {
      const vector = get(joined[(index >> 2) * 2 + (index & 1)]);
      return set(pair, scaled((index & 2) === 0 ? vector : shuffle32(vector, vector, [2, 3, 2, 3])));
    }),
  ];
}
