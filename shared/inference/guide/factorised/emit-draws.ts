import {
  apply,
  type Code,
  type FunctionCode,
  get,
  i32,
  increase,
  type Local,
  load,
  local,
  set,
  store,
} from '../../../wasm/code.ts';
import { add, inSteps, lane, multiply, repeated, setRows, skipRows, zero } from '../../draws/simd/blocks.ts';
import { type Constants, makeConstants } from '../../draws/simd/constants.ts';
import { exponentialOf } from '../../draws/simd/emit-exponential.ts';
import { emitEta } from './eta.ts';

/** Rows that go through a pair of parameters together. */
const rowsAtOnce = 4;

/**
 * What `draws` reads of each two drawn parameters, as byte offsets; each two numbers of 8 bytes, but for the columns, which
 * are byte offsets of 4 within a row of parameters.
 */
export const pairLayout = {
  mean: 0,
  scale: 16,
  lower: 32,
  upper: 48,
  priorMean: 64,
  inverseSd: 80,
  /** -1/2; 0 for what is not to count in the log ratio. */
  half: 96,
  /** All bits, where the value is the exponential; none, where it is the draw itself. */
  isLog: 112,
  column: 128,
  bytes: 144,
} as const;

const vectors = ['mean', 'scale', 'lower', 'upper', 'priorMean', 'inverseSd', 'half', 'isLog'] as const;
type Entries = Readonly<Record<(typeof vectors)[number], Local>>;

/**
 * `draws(rows, noise, noiseRow, table, pairs, parameters, parametersRow, logRatio, constant)`, addresses and strides in
 * bytes: for each row of noise eps and each drawn parameter of the table
 *
 *     eta = mean + scale eps,   z = (eta - priorMean) inverseSd,   logRatio = constant + sum half (z^2 - eps^2),
 *     parameter = exp(seen) or seen,   seen = eta within [lower, upper], and that within the bounds of `exponentialOf`.
 *
 * Parameters go by two, four rows at a time. Of an odd number the last has a companion whose column is its own, and which
 * is written first; noise is read, and not used, for that one.
 */
export function emitDraws(): FunctionCode {
  const rows = local('rows', 'i32');
  const noise = local('noise', 'i32');
  const noiseRow = local('noiseRow', 'i32');
  const table = local('table', 'i32');
  const pairs = local('pairs', 'i32');
  const parameters = local('parameters', 'i32');
  const parametersRow = local('parametersRow', 'i32');
  const logRatio = local('logRatio', 'i32');
  const constant = local('constant', 'f64');

  const constants = makeConstants();
  const entries = Object.fromEntries(vectors.map((name) => [name, local(name, 'v128')])) as Entries;
  const at = local('at', 'i32');
  const pairsLeft = local('pairsLeft', 'i32');
  const noises = repeated(rowsAtOnce, (r) => local(`noise${r}`, 'i32'));
  const cells = repeated(rowsAtOnce, (r) => local(`cells${r}`, 'i32'));
  const ratios = repeated(rowsAtOnce, (r) => local(`ratio${r}`, 'v128'));

  const block = (height: number): readonly Code[] => [
    ...setRows(noises.slice(0, height), noise, noiseRow),
    ...setRows(cells.slice(0, height), parameters, parametersRow),
    ...repeated(height, (r) => set(ratios[r], zero)),
    set(at, get(table)),
    set(pairsLeft, get(pairs)),
    inSteps(pairsLeft, 1, [
      ...vectors.map((name) => set(entries[name], load('v128.load', get(at), pairLayout[name]))),
      ...inTurns(repeated(height, (r) => drawPair(entries, at, noises[r], cells[r], ratios[r], constants))),
      increase(at, i32(pairLayout.bytes)),
    ]),
    ...repeated(height, (r) => {
      const sum = apply('f64.add', lane(get(ratios[r])), lane(get(ratios[r]), 1));
      return store('f64.store', get(logRatio), 8 * r, apply('f64.add', get(constant), sum));
    }),
    skipRows(noise, height, noiseRow),
    skipRows(parameters, height, parametersRow),
    increase(logRatio, i32(8 * height)),
  ];
  const loops = [rowsAtOnce, 1].map((height) => inSteps(rows, height, block(height)));
  return {
    name: 'draws',
    parameters: [rows, noise, noiseRow, table, pairs, parameters, parametersRow, logRatio, constant],
    body: [...constants.setting(), ...loops],
  };
}

/** The first statement of each, then the second of each, for none to wait for the one before it. */
function inTurns(lists: readonly (readonly Code[])[]): readonly Code[] {
  return lists[0].flatMap((_, index) => lists.map((list) => list[index]));
}

/** Two parameters of one row; goes on to the row's next noise. */
function drawPair(
  entries: Entries,
  at: Local,
  noise: Local,
  cells: Local,
  ratio: Local,
  constants: Constants,
): readonly Code[] {
  const { mean, scale, lower, upper, priorMean, inverseSd, half, isLog } = entries;
  const eps = local('eps', 'v128');
  const eta = local('eta', 'v128');
  const z = local('z', 'v128');
  const seen = local('seen', 'v128');
  const value = local('value', 'v128');
  const cell = (index: number): Code =>
    apply('i32.add', get(cells), load('i32.load', get(at), pairLayout.column + 4 * index));
  const difference = apply('f64x2.sub', multiply(get(z), get(z)), multiply(get(eps), get(eps)));
  const exponential = exponentialOf(seen, constants);
  return [
    set(eps, load('v128.load', get(noise))),
    increase(noise, i32(16)),
    set(eta, emitEta(mean, scale, eps)),
    set(z, multiply(apply('f64x2.sub', get(eta), get(priorMean)), get(inverseSd))),
    set(ratio, add(get(ratio), multiply(get(half), difference))),
    // pmax and pmin keep what is not a number in their first argument
    set(seen, apply('f64x2.pmin', apply('f64x2.pmax', get(eta), get(lower)), get(upper))),
    ...exponential.before,
    set(value, apply('v128.bitselect', exponential.value, get(seen), get(isLog))),
    store('f64.store', cell(1), 0, lane(get(value), 1)),
    store('f64.store', cell(0), 0, lane(get(value))),
  ];
}
