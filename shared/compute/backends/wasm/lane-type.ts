import type { LanePrecision } from '../../../model/operations/lanes/lane-algebra.ts';
import type { Code } from '../../../wasm/code.ts';
import type { Opcode } from '../../../wasm/opcodes.ts';

/** Instructions and sizes of one kind of vector; a vector has 16 bytes. */
export interface LaneType {
  readonly precision: LanePrecision;
  /** Trajectories a vector. */
  readonly count: 2 | 4;
  /** Bytes a lane. */
  readonly bytes: 4 | 8;
  readonly operations: Readonly<Record<LaneOperation, Opcode>>;
  /** The same number from memory into every lane. */
  readonly loadSplat: Opcode;
  readonly extract: Opcode;
  readonly replace: Opcode;
}

/** One instruction on vectors. */
export type LaneOperation =
  | 'add'
  | 'subtract'
  | 'multiply'
  | 'divide'
  | 'negate'
  | 'absolute'
  | 'squareRoot'
  | 'min'
  | 'max'
  | 'less'
  | 'equals'
  | 'differs'
  | 'integerAdd'
  | 'integerSubtract'
  | 'shiftLeft'
  | 'shiftRight'
  | 'multiplyAdd'
  | 'negatedMultiplyAdd'
  | 'select'
  | 'and'
  | 'or';

export const float32Lanes: LaneType = {
  precision: 'float32',
  count: 4,
  bytes: 4,
  operations: {
    add: 'f32x4.add',
    subtract: 'f32x4.sub',
    multiply: 'f32x4.mul',
    divide: 'f32x4.div',
    negate: 'f32x4.neg',
    absolute: 'f32x4.abs',
    squareRoot: 'f32x4.sqrt',
    min: 'f32x4.pmin',
    max: 'f32x4.pmax',
    less: 'f32x4.lt',
    equals: 'f32x4.eq',
    differs: 'f32x4.ne',
    integerAdd: 'i32x4.add',
    integerSubtract: 'i32x4.sub',
    shiftLeft: 'i32x4.shl',
    shiftRight: 'i32x4.shr_s',
    multiplyAdd: 'f32x4.relaxed_madd',
    negatedMultiplyAdd: 'f32x4.relaxed_nmadd',
    select: 'v128.bitselect',
    and: 'v128.and',
    or: 'v128.or',
  },
  loadSplat: 'v128.load32_splat',
  extract: 'f32x4.extract_lane',
  replace: 'f32x4.replace_lane',
};

export const float64Lanes: LaneType = {
  precision: 'float64',
  count: 2,
  bytes: 8,
  operations: {
    add: 'f64x2.add',
    subtract: 'f64x2.sub',
    multiply: 'f64x2.mul',
    divide: 'f64x2.div',
    negate: 'f64x2.neg',
    absolute: 'f64x2.abs',
    squareRoot: 'f64x2.sqrt',
    min: 'f64x2.pmin',
    max: 'f64x2.pmax',
    less: 'f64x2.lt',
    equals: 'f64x2.eq',
    differs: 'f64x2.ne',
    integerAdd: 'i64x2.add',
    integerSubtract: 'i64x2.sub',
    shiftLeft: 'i64x2.shl',
    shiftRight: 'i64x2.shr_s',
    multiplyAdd: 'f64x2.relaxed_madd',
    negatedMultiplyAdd: 'f64x2.relaxed_nmadd',
    select: 'v128.bitselect',
    and: 'v128.and',
    or: 'v128.or',
  },
  loadSplat: 'v128.load64_splat',
  extract: 'f64x2.extract_lane',
  replace: 'f64x2.replace_lane',
};

/** The integer with the bits of a number of the lane's width. */
export function bitsOf(type: LaneType, value: number): bigint {
  const view = new DataView(new ArrayBuffer(8));
  if (type.bytes === 4) view.setFloat32(0, value, true);
  else view.setFloat64(0, value, true);
  return type.bytes === 4 ? BigInt(view.getUint32(0, true)) : view.getBigUint64(0, true);
}

/** 0 in every lane. */
export function zeroOf({ bytes }: LaneType): Code {
  return { kind: 'v128', bits: 0n, laneBytes: bytes };
}
