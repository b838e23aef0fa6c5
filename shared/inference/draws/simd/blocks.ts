import {
  apply,
  applyLane,
  type Code,
  get,
  i32,
  increase,
  type Local,
  repeat,
  set,
  when,
} from '../../../wasm/code.ts';

/**
 * What loops over blocks of matrices are built from, a block being what fits the registers. What no whole block covers is
 * done in smaller ones.
 */
export const zero: Code = { kind: 'v128', bits: 0n, laneBytes: 8 };

export function add(a: Code, b: Code): Code {
  return apply('f64x2.add', a, b);
}

export function multiply(a: Code, b: Code): Code {
  return apply('f64x2.mul', a, b);
}

export function lane(vector: Code, index: 0 | 1 = 0): Code {
  return applyLane('f64x2.extract_lane', index, vector);
}

export function repeated<T>(length: number, make: (index: number) => T): readonly T[] {
  return Array.from({ length }, (_, index) => make(index));
}

/** Takes `step` off `left` as often as there is so much. */
export function inSteps(left: Local, step: number, body: readonly Code[]): Code {
  const enough = apply('i32.ge_s', get(left), i32(step));
  return when(enough, [repeat([...body, increase(left, i32(-step))], enough)]);
}

/** Byte addresses of rows that are `stride` apart. */
export function setRows(rows: readonly Local[], first: Local, stride: Local): readonly Code[] {
  return rows.map((row, index) =>
    set(row, index === 0 ? get(first) : apply('i32.add', get(rows[index - 1]), get(stride))),
  );
}

/** address += count * stride */
export function skipRows(address: Local, count: number, stride: Local): Code {
  return increase(address, apply('i32.mul', get(stride), i32(count)));
}
