import {
  apply,
  applyLane,
  type Code,
  count,
  get,
  i32,
  increase,
  type Local,
  load,
  local,
  set,
  store,
} from '../../../wasm/code.ts';
import type { LaneType } from './lane-type.ts';

/**
 * Between float64 rows, one a trajectory, and vectors with one trajectory a lane. A row's numbers lie `stride` bytes from
 * the same numbers of the next row.
 */
export interface Rows {
  /** Byte address of the group's first row. */
  readonly base: Local;
  readonly stride: number;
}

/** The numbers at an offset of each row, as a vector. */
export function gather(type: LaneType, base: Local, stride: number, offset = 0): Code {
  const number = (lane: number): Code => {
    const value = load('f64.load', get(base), lane * stride + offset);
    return type.bytes === 4 ? apply('f32.demote_f64', value) : value;
  };
  let vector = apply(type.bytes === 4 ? 'f32x4.splat' : 'f64x2.splat', number(0));
  for (let lane = 1; lane < type.count; lane++) vector = applyLane(type.replace, lane, vector, number(lane));
  return vector;
}

/** Writes a vector's lanes at an offset of each row. */
export function scatter(
  type: LaneType,
  from: Local,
  base: Local,
  stride: number,
  offset = 0,
): readonly Code[] {
  return Array.from({ length: type.count }, (_, lane) => {
    const number = applyLane(type.extract, lane, get(from));
    return store(
      'f64.store',
      get(base),
      lane * stride + offset,
      type.bytes === 4 ? apply('f64.promote_f32', number) : number,
    );
  });
}

/** `columns` numbers of each row to vectors one after another at `target` + `offset`. */
export function gatherAll(
  type: LaneType,
  rows: Rows,
  columns: number,
  target: Local,
  offset: number,
): readonly Code[] {
  const column = local('column', 'i32');
  const from = local('from', 'i32');
  const to = local('to', 'i32');
  if (columns === 0) return [];
  return [
    set(from, get(rows.base)),
    set(to, apply('i32.add', get(target), i32(offset))),
    ...count(column, i32(0), i32(columns), [
      store('v128.store', get(to), 0, gather(type, from, rows.stride)),
      increase(from, i32(8)),
      increase(to, i32(16)),
    ]),
  ];
}

/** The way back. */
export function scatterAll(
  type: LaneType,
  source: Local,
  offset: number,
  columns: number,
  rows: Rows,
): readonly Code[] {
  const column = local('column', 'i32');
  const from = local('from', 'i32');
  const to = local('to', 'i32');
  const vector = local('vector', 'v128');
  if (columns === 0) return [];
  return [
    set(from, apply('i32.add', get(source), i32(offset))),
    set(to, get(rows.base)),
    ...count(column, i32(0), i32(columns), [
      set(vector, load('v128.load', get(from))),
      ...scatter(type, vector, to, rows.stride),
      increase(from, i32(16)),
      increase(to, i32(8)),
    ]),
  ];
}
