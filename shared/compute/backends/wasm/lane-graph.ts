import type { Lane, LaneAlgebra, LanePrecision } from '../../../model/operations/lanes/lane-algebra.ts';
import { type Code, type Local, load } from '../../../wasm/code.ts';
import { bitsOf, type LaneOperation, type LaneType } from './lane-type.ts';

/** Where a vector that is not computed here comes from. */
export type LanePlace =
  | { readonly kind: 'local'; readonly local: Local }
  /** A vector in memory. */
  | { readonly kind: 'vector'; readonly base: Local; readonly offset: number }
  /** One number in memory for every lane. */
  | { readonly kind: 'splat'; readonly base: Local; readonly offset: number };

export type LaneNode =
  | { readonly kind: 'constant'; readonly bits: bigint }
  | { readonly kind: 'place'; readonly place: LanePlace }
  | { readonly kind: 'operation'; readonly operation: LaneOperation; readonly args: readonly Lane[] }
  | {
      readonly kind: 'shift';
      readonly operation: 'shiftLeft' | 'shiftRight';
      readonly args: readonly Lane[];
      readonly by: number;
    };

/** Vector instructions in which equal ones are one node; arguments have smaller numbers. Constants are folded where that is exact. */
export class LaneGraph implements LaneAlgebra {
  readonly nodes: LaneNode[] = [];
  /** Of the deepest expression, were every lane computed where it is used. */
  depth = 0;
  /** Of operations; absent: 0. */
  readonly #depths: number[] = [];
  readonly type: LaneType;
  readonly #known = new Map<string, Lane>();
  readonly #places = new Map<string, Lane>();
  readonly #localNumbers = new Map<Local, number>();

  constructor(type: LaneType) {
    this.type = type;
  }

  get precision(): LanePrecision {
    return this.type.precision;
  }

  place(place: LanePlace): Lane {
    const held = place.kind === 'local' ? place.local : place.base;
    let number = this.#localNumbers.get(held);
    if (number === undefined) {
      number = this.#localNumbers.size;
      this.#localNumbers.set(held, number);
    }
    const key = `${place.kind}${number}+${place.kind === 'local' ? 0 : place.offset}`;
    let lane = this.#places.get(key);
    if (lane === undefined) {
      lane = this.nodes.length as Lane;
      this.nodes.push({ kind: 'place', place });
      this.#places.set(key, lane);
    }
    return lane;
  }

  constant(value: number): Lane {
    return this.bits(bitsOf(this.type, value));
  }

  bits(value: bigint): Lane {
    const bits = BigInt.asUintN(this.type.bytes * 8, value);
    return this.#intern(`c${bits}`, { kind: 'constant', bits });
  }

  add(a: Lane, b: Lane): Lane {
    return this.#commutative('add', a, b);
  }

  subtract(a: Lane, b: Lane): Lane {
    return this.#operation('subtract', a, b);
  }

  multiply(a: Lane, b: Lane): Lane {
    return this.#commutative('multiply', a, b);
  }

  divide(a: Lane, b: Lane): Lane {
    return this.#operation('divide', a, b);
  }

  negate(a: Lane): Lane {
    const node = this.nodes[a];
    if (node.kind === 'operation' && node.operation === 'negate') return node.args[0];
    // -(x - y) = y - x but for the sign of zero
    if (node.kind === 'operation' && node.operation === 'subtract')
      return this.subtract(node.args[1], node.args[0]);
    return this.#operation('negate', a);
  }

  absolute(a: Lane): Lane {
    return this.#operation('absolute', a);
  }

  squareRoot(a: Lane): Lane {
    return this.#operation('squareRoot', a);
  }

  min(a: Lane, b: Lane): Lane {
    return this.#operation('min', a, b);
  }

  max(a: Lane, b: Lane): Lane {
    return this.#operation('max', a, b);
  }

  less(a: Lane, b: Lane): Lane {
    return this.#operation('less', a, b);
  }

  differs(a: Lane, b: Lane): Lane {
    // a number made of a mask, and(mask, 1), differs from 0 where the mask is set
    const node = this.nodes[a];
    if (this.#isZero(b) && node.kind === 'operation' && node.operation === 'and') {
      const [mask, one] = node.args;
      if (this.#isMask(mask) && this.#isOne(one)) return mask;
      if (this.#isMask(one) && this.#isOne(mask)) return one;
    }
    return this.#operation('differs', a, b);
  }

  select(mask: Lane, a: Lane, b: Lane): Lane {
    if (a === b) return a;
    // select(mask, a, 0) keeps the bits of a where the mask is set
    if (this.#isZero(b)) return this.and(a, mask);
    return this.#operation('select', a, b, mask);
  }

  and(a: Lane, b: Lane): Lane {
    return this.#commutative('and', a, b);
  }

  or(a: Lane, b: Lane): Lane {
    return this.#commutative('or', a, b);
  }

  integerAdd(a: Lane, b: Lane): Lane {
    return this.#commutative('integerAdd', a, b);
  }

  integerSubtract(a: Lane, b: Lane): Lane {
    return this.#operation('integerSubtract', a, b);
  }

  shiftLeft(a: Lane, by: number): Lane {
    return this.#intern(`shiftLeft${by}(${a})`, { kind: 'shift', operation: 'shiftLeft', args: [a], by });
  }

  shiftRight(a: Lane, by: number): Lane {
    return this.#intern(`shiftRight${by}(${a})`, { kind: 'shift', operation: 'shiftRight', args: [a], by });
  }

  /** Added to the bits of 1.5 2^(mantissa bits), an integer becomes the number 1.5 2^(mantissa bits) + integer. */
  fromInteger(a: Lane): Lane {
    const anchor = this.constant(1.5 * 2 ** (this.type.bytes === 4 ? 23 : 52));
    return this.subtract(this.integerAdd(a, anchor), anchor);
  }

  argsOf(lane: Lane): readonly Lane[] {
    const node = this.nodes[lane];
    return node.kind === 'operation' || node.kind === 'shift' ? node.args : [];
  }

  #operation(operation: LaneOperation, ...args: readonly Lane[]): Lane {
    return this.#intern(`${operation}(${args.join()})`, { kind: 'operation', operation, args });
  }

  #commutative(operation: LaneOperation, a: Lane, b: Lane): Lane {
    return a > b ? this.#operation(operation, b, a) : this.#operation(operation, a, b);
  }

  #isZero(lane: Lane): boolean {
    const node = this.nodes[lane];
    return node.kind === 'constant' && node.bits === 0n;
  }

  #isOne(lane: Lane): boolean {
    const node = this.nodes[lane];
    return node.kind === 'constant' && node.bits === bitsOf(this.type, 1);
  }

  #isMask(lane: Lane): boolean {
    const node = this.nodes[lane];
    return node.kind === 'operation' && (node.operation === 'less' || node.operation === 'differs');
  }

  #intern(key: string, node: LaneNode): Lane {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const lane = this.nodes.length as Lane;
    this.nodes.push(node);
    this.#known.set(key, lane);
    if (node.kind === 'operation' || node.kind === 'shift') {
      let below = 0;
      for (const arg of node.args) below = Math.max(below, this.#depths[arg] ?? 0);
      this.#depths[lane] = below + 1;
      this.depth = Math.max(this.depth, below + 1);
    }
    return lane;
  }
}

export function codeOfPlace(place: LanePlace, type: LaneType): Code {
  switch (place.kind) {
    case 'local':
      return { kind: 'get', local: place.local };
    case 'vector':
      return load('v128.load', { kind: 'get', local: place.base }, place.offset);
    case 'splat':
      return load(type.loadSplat, { kind: 'get', local: place.base }, place.offset);
  }
}
