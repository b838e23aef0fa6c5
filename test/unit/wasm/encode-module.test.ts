import { describe, expect, test } from 'vitest';
import {
  apply,
  applyLane,
  type Code,
  count,
  get,
  i32,
  increase,
  load,
  local,
  type ModuleCode,
  set,
  shuffle32,
  store,
  tee,
  type ValueType,
  when,
} from '../../../shared/wasm/code.ts';
import { encodeModule } from '../../../shared/wasm/encode-module.ts';
import { type Opcode, opcodes } from '../../../shared/wasm/opcodes.ts';
import { printModule } from '../../../shared/wasm/print-module.ts';

const memory = { initial: 1, maximum: 2 } as const;

function run(module: ModuleCode, name: string, ...args: readonly number[]): WebAssembly.Memory {
  const shared = new WebAssembly.Memory({ ...memory, shared: true });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(encodeModule(module)), {
    env: { memory: shared },
  });
  (exports[name] as (...args: readonly number[]) => void)(...args);
  return shared;
}

/** to[i] = a[i] + b[i] for whole vectors of four, by hand. */
function addVectors(): ModuleCode {
  const a = local('a', 'i32');
  const b = local('b', 'i32');
  const to = local('to', 'i32');
  const vectors = local('vectors', 'i32');
  const sum = apply('f32x4.add', load('v128.load', get(a)), load('v128.load', get(b)));
  const moved = [a, b, to].map((address) => increase(address, i32(16)));
  const body = count(local('i', 'i32'), i32(0), get(vectors), [
    store('v128.store', get(to), 0, sum),
    ...moved,
  ]);
  return { memory, functions: [{ name: 'addVectors', parameters: [a, b, to, vectors], body }] };
}

test('a module written by hand runs', () => {
  const shared = new WebAssembly.Memory({ ...memory, shared: true });
  const numbers = new Float32Array(shared.buffer);
  for (let n = 0; n < 12; n++) {
    numbers[n] = n;
    numbers[16 + n] = 100 * n;
  }
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(encodeModule(addVectors())), {
    env: { memory: shared },
  });
  (exports.addVectors as (...args: readonly number[]) => void)(0, 64, 128, 3);
  expect([...numbers.subarray(32, 45)]).toEqual([...Array.from({ length: 12 }, (_, n) => 101 * n), 0]);
  expect(printModule(addVectors())).toBe(`(module
  (import "env" "memory" (memory 1 2 shared))
  (func (export "addVectors") (param $a i32) (param $b i32) (param $to i32) (param $vectors i32)
    (local $i i32)
    (local.set $i (i32.const 0))
    (loop
      (v128.store (local.get $to) (f32x4.add (v128.load (local.get $a)) (v128.load (local.get $b))))
      (local.set $a (i32.add (local.get $a) (i32.const 16)))
      (local.set $b (i32.add (local.get $b) (i32.const 16)))
      (local.set $to (i32.add (local.get $to) (i32.const 16)))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if 0 (i32.lt_s (local.get $i) (local.get $vectors))))
  )
)
`);
});

test('locals are known by identity: of one name and several types, told apart in text', () => {
  const at = local('x', 'i32');
  const number = local('x', 'f64');
  const vector = local('x', 'v128');
  const other = local('x', 'f64');
  const module: ModuleCode = {
    memory,
    functions: [
      {
        name: 'mix',
        parameters: [at],
        body: [
          set(number, { kind: 'f64', value: 2.5 }),
          set(vector, apply('f64x2.splat', get(number))),
          set(
            other,
            apply(
              'f64.add',
              tee(number, { kind: 'f64', value: -1 }),
              applyLane('f64x2.extract_lane', 1, get(vector)),
            ),
          ),
          when(get(at), [store('f64.store', i32(0), 8, get(other))]),
          store('f64.store', i32(0), 16, get(number)),
        ],
      },
    ],
  };
  expect([...new Float64Array(run(module, 'mix', 1).buffer, 0, 3)]).toEqual([0, 1.5, -1]);
  expect([...new Float64Array(run(module, 'mix', 0).buffer, 0, 3)]).toEqual([0, 0, -1]);
  const text = printModule(module);
  expect(text).toContain('(param $x i32)');
  expect(text).toContain('(local.set $x.1 (f64.const 2.5))');
  expect(text).toContain('(local.set $x.2 (f64x2.splat (local.get $x.1)))');
  expect(text).toContain('(local.set $x.3 (f64.add (local.tee $x.1 (f64.const -1))');
});

test('sections come in order, each as long as it says, and name the memory and the functions', () => {
  const bytes = encodeModule(addVectors());
  expect([...bytes.subarray(0, 8)]).toEqual([0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
  const ids: number[] = [];
  let at = 8;
  while (at < bytes.length) {
    ids.push(bytes[at++] as number);
    let size = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++] as number;
      size |= (byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    at += size;
  }
  expect(at).toBe(bytes.length);
  expect(ids).toEqual([1, 2, 3, 7, 10]);
  const module = new WebAssembly.Module(bytes);
  expect(WebAssembly.Module.imports(module)).toEqual([{ module: 'env', name: 'memory', kind: 'memory' }]);
  expect(WebAssembly.Module.exports(module)).toEqual([{ name: 'addVectors', kind: 'function' }]);
});

/** An instruction of each opcode with arguments of the types that its name tells, and what it gives. */
function instructionOf(opcode: Opcode): { readonly code: Code; readonly result: ValueType | null } {
  const vector: Code = { kind: 'v128', bits: 1n, laneBytes: 8 };
  const double: Code = { kind: 'f64', value: 1 };
  const single = applyLane('f32x4.extract_lane', 0, vector);
  const [prefix = '', name = ''] = opcode.split('.') as [string, string];
  const own: ValueType = prefix === 'i32' ? 'i32' : prefix === 'f64' ? 'f64' : 'v128';
  const number = { i32: i32(1), f64: double, v128: vector }[own];
  if (name === 'const') return { code: number, result: own };
  if (name.startsWith('load')) return { code: load(opcode, i32(0), 16), result: own };
  if (name === 'store') return { code: store(opcode, i32(0), 16, number), result: null };
  if (opcode === 'local.get') return { code: get(local('a', 'v128')), result: 'v128' };
  if (opcode === 'local.set') return { code: set(local('a', 'v128'), vector), result: null };
  if (opcode === 'local.tee') return { code: tee(local('a', 'v128'), vector), result: 'v128' };
  if (opcode === 'f32.demote_f64')
    return { code: apply('f32x4.splat', apply(opcode, double)), result: 'v128' };
  if (opcode === 'f64.promote_f32') return { code: apply(opcode, single), result: 'f64' };
  if (opcode === 'i8x16.shuffle') return { code: shuffle32(vector, vector, [7, 0, 3, 4]), result: 'v128' };
  const scalar = { f32x4: single, f64x2: double, i32x4: i32(1) }[prefix as 'f32x4'] ?? i32(1);
  if (name === 'splat') return { code: apply(opcode, scalar), result: 'v128' };
  if (name === 'extract_lane') {
    const lane = applyLane(opcode, 1, vector);
    return opcode === 'f32x4.extract_lane'
      ? { code: apply('f64.promote_f32', lane), result: 'f64' }
      : { code: lane, result: 'f64' };
  }
  if (name === 'replace_lane') return { code: applyLane(opcode, 1, vector, scalar), result: 'v128' };
  if (name === 'shl' || name === 'shr_s') return { code: apply(opcode, vector, i32(3)), result: 'v128' };
  if (name === 'any_true') return { code: apply(opcode, vector), result: 'i32' };
  if (/^(abs|neg|sqrt|eqz|convert.*)$/.test(name)) return { code: apply(opcode, number), result: own };
  if (/madd|bitselect/.test(name)) return { code: apply(opcode, vector, vector, vector), result: 'v128' };
  return { code: apply(opcode, number, number), result: own };
}

describe('every opcode is the instruction of its name', () => {
  test.each(Object.keys(opcodes) as Opcode[])('%s', (opcode) => {
    const { code, result } = instructionOf(opcode);
    const body = result === null ? [code] : [set(local('result', result), code)];
    const module: ModuleCode = { memory, functions: [{ name: 'one', parameters: [], body }] };
    expect(WebAssembly.validate(encodeModule(module)), printModule(module)).toBe(true);
    // not of any other type: what it gives is told apart
    if (result !== null) {
      const wrong = local('result', result === 'v128' ? 'i32' : 'v128');
      const other: ModuleCode = {
        memory,
        functions: [{ name: 'one', parameters: [], body: [set(wrong, code)] }],
      };
      expect(WebAssembly.validate(encodeModule(other))).toBe(false);
    }
  });

  test('no two have the same bytes', () => {
    const all = Object.values(opcodes).map((bytes) => bytes.join());
    expect(new Set(all).size).toBe(all.length);
  });
});

/** Two instructions that share a signature are told apart by what they compute. */
describe('instructions compute what their names say', () => {
  const numbers: readonly [Opcode, (a: number, b: number) => number][] = [
    ['f64x2.add', (a, b) => a + b],
    ['f64x2.sub', (a, b) => a - b],
    ['f64x2.mul', (a, b) => a * b],
    ['f64x2.div', (a, b) => a / b],
    ['f64x2.pmin', (a, b) => (b < a ? b : a)],
    ['f64x2.pmax', (a, b) => (a < b ? b : a)],
    ['f32x4.add', (a, b) => a + b],
    ['f32x4.sub', (a, b) => a - b],
    ['f32x4.mul', (a, b) => a * b],
    ['f32x4.div', (a, b) => a / b],
    ['f32x4.pmin', (a, b) => (b < a ? b : a)],
    ['f32x4.pmax', (a, b) => (a < b ? b : a)],
  ];
  test.each(numbers)('%s', (opcode, value) => {
    const single = opcode.startsWith('f32');
    const body = [
      store(
        'v128.store',
        i32(0),
        32,
        apply(opcode, load('v128.load', i32(0)), load('v128.load', i32(0), 16)),
      ),
    ];
    const shared = new WebAssembly.Memory({ ...memory, shared: true });
    const view = single ? new Float32Array(shared.buffer) : new Float64Array(shared.buffer);
    const lanes = single ? 4 : 2;
    const pairs = [
      [3, 2],
      [-1.5, 4],
      [Number.NaN, 1],
      [1, Number.NaN],
    ].slice(0, lanes);
    for (const [lane, [a, b]] of pairs.entries()) {
      view[lane] = a as number;
      view[lanes + lane] = b as number;
    }
    const module = new WebAssembly.Module(
      encodeModule({ memory, functions: [{ name: 'f', parameters: [], body }] }),
    );
    const { exports } = new WebAssembly.Instance(module, { env: { memory: shared } });
    (exports.f as () => void)();
    pairs.forEach(([a, b], lane) => {
      const expected = value(a as number, b as number);
      expect(view[2 * lanes + lane]).toBe(single ? Math.fround(expected) : expected);
    });
  });
});
