import { present } from '../../../base/assert.ts';
import { primitiveOf } from '../../../model/operations/index.ts';
import type { Lane } from '../../../model/operations/lanes/lane-algebra.ts';
import type { Term } from '../../../model/operations/operation.ts';
import { apply, type Code, get, i32, type Local, local, set, tee } from '../../../wasm/code.ts';
import type { Graph } from '../../graph.ts';
import type { ConstantPool } from './constant-pool.ts';
import { codeOfPlace, LaneGraph, type LaneNode, type LanePlace } from './lane-graph.ts';
import type { LaneType } from './lane-type.ts';

/** What all sections of a function have in common. */
export interface SectionFrame {
  readonly graph: Graph;
  readonly type: LaneType;
  readonly constants: ConstantPool;
  /** Products and sums in one instruction. */
  readonly relaxed: boolean;
}

/**
 * Straight-line code: terms of the plan lowered to vector instructions, and statements that put results somewhere. What is
 * used more than once goes into a local at its first use; all else is computed where it is used, so that the order of
 * the statements, chosen by the caller, decides how long results live.
 *
 *     const section = new Section(frame, (term) => ...where inputs and earlier results are, or null...);
 *     section.put(section.term(next), (value) => set(y, value));
 *     section.code()
 */
export class Section {
  readonly lanes: LaneGraph;
  readonly #frame: SectionFrame;
  readonly #placeOf: (term: Term) => LanePlace | null;
  readonly #terms = new Map<Term, Lane>();
  /** Terms that came up, so that their place is looked for once. */
  readonly #begun = new Set<Term>();
  /** Lanes below which all deep ones are told. */
  readonly #looked = new Set<Lane>();
  readonly #items: (
    | { readonly lane: Lane; readonly sink: ((value: Code) => Code) | null }
    | readonly Code[]
  )[] = [];

  constructor(frame: SectionFrame, placeOf: (term: Term) => LanePlace | null) {
    this.#frame = frame;
    this.#placeOf = placeOf;
    this.lanes = new LaneGraph(frame.type);
  }

  /** The lane that holds a term. */
  term(term: Term): Lane {
    const known = this.#terms.get(term);
    if (known !== undefined) return known;
    // An explicit stack: a chain of terms may be longer than the call stack is deep. A term comes up twice, before its
    // arguments and after them.
    const waiting = [term];
    for (let next = waiting.at(-1); next !== undefined; next = waiting.at(-1)) {
      if (this.#terms.has(next) || this.#lowerAtOnce(next) || !this.#pushUnknown(next, waiting))
        waiting.pop();
    }
    return present(this.#terms.get(term), 'a term that was lowered has a lane');
  }

  /** After all that was put before: computes a lane and does with it what `sink` says. */
  put(lane: Lane, sink: (value: Code) => Code): void {
    this.#items.push({ lane, sink });
  }

  /** After all that was put before: computes a lane that others will use, so that it is under way when they need it. */
  hold(lane: Lane): void {
    this.#items.push({ lane, sink: null });
  }

  /** After all that was put before: statements of another kind. */
  run(statements: readonly Code[]): void {
    this.#items.push(statements);
  }

  code(): readonly Code[] {
    const uses = this.#countUses();
    const deep = this.#deepLanes(uses);
    const emitter = new Emitter(this.#frame, this.lanes, uses, deep);
    return this.#items.flatMap((item) => {
      if (!('lane' in item)) return item;
      const first =
        deep.size === 0 ? [] : this.#deepBelow(item.lane, deep).flatMap((lane) => emitter.hold(lane));
      return [
        ...first,
        ...(item.sink === null ? emitter.hold(item.lane) : [item.sink(emitter.value(item.lane))]),
      ];
    });
  }

  /** Whether a term has its lane without any arguments. */
  #lowerAtOnce(term: Term): boolean {
    const node = this.#frame.graph.node(term);
    if (node.kind === 'constant') {
      this.#terms.set(term, this.lanes.constant(node.value));
      return true;
    }
    if (this.#begun.has(term)) return false;
    this.#begun.add(term);
    const place = this.#placeOf(term);
    if (place === null) return false;
    this.#terms.set(term, this.lanes.place(place));
    return true;
  }

  /** Puts arguments that have no lane yet on the stack, the first on top; if there are none, the term gets its own. */
  #pushUnknown(term: Term, waiting: Term[]): boolean {
    const node = this.#frame.graph.node(term);
    if (node.kind !== 'operation')
      throw new Error(`term ${term} (${node.kind}) has no place in this section`);
    let unknown = false;
    for (let index = node.args.length - 1; index >= 0; index--) {
      if (this.#terms.has(node.args[index])) continue;
      waiting.push(node.args[index]);
      unknown = true;
    }
    if (!unknown) this.#terms.set(term, this.#lower(node.operation, node.args));
    return unknown;
  }

  /** With arguments that have theirs. */
  #lower(operation: string, args: readonly Term[]): Lane {
    const lane = (index: number): Lane => this.#terms.get(args[index]) as Lane;
    const a = lane(0);
    const b = args.length > 1 ? lane(1) : a;
    const c = args.length > 2 ? lane(2) : b;
    return primitiveOf(operation).lanes(this.lanes, a, b, c);
  }

  #countUses(): Uint32Array {
    const uses = new Uint32Array(this.lanes.nodes.length);
    const waiting = this.#items.flatMap((item) => ('lane' in item ? [item.lane] : []));
    for (let lane = waiting.pop(); lane !== undefined; lane = waiting.pop()) {
      uses[lane] += 1;
      if (uses[lane] > 1) continue;
      const args = this.lanes.argsOf(lane);
      for (let index = 0; index < args.length; index++) waiting.push(args[index]);
    }
    return uses;
  }

  /** The deep lanes that a lane needs, ascending, each told once. */
  #deepBelow(lane: Lane, deep: ReadonlySet<Lane>): readonly Lane[] {
    const found: Lane[] = [];
    const waiting = [lane];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      if (this.#looked.has(next)) continue;
      this.#looked.add(next);
      if (deep.has(next)) found.push(next);
      for (const arg of this.lanes.argsOf(next)) waiting.push(arg);
    }
    return found.sort((a, b) => a - b);
  }

  /**
   * Lanes that get a local though they are used once, so that no expression nests deeper than what walks over it may
   * recurse. Ascending, each above those that it needs.
   */
  #deepLanes(uses: Uint32Array): ReadonlySet<Lane> {
    const deep = new Set<Lane>();
    if (this.lanes.depth < deepestExpression) return deep;
    const depths = new Uint16Array(uses.length);
    for (let lane = 0 as Lane; lane < uses.length; lane++) {
      for (const arg of this.lanes.argsOf(lane)) depths[lane] = Math.max(depths[lane], depths[arg] + 1);
      if (depths[lane] < deepestExpression) continue;
      deep.add(lane);
      depths[lane] = 0;
    }
    return deep;
  }
}

/** More than straight-line models have, and far less than stacks allow. */
const deepestExpression = 800;

class Emitter {
  readonly #frame: SectionFrame;
  readonly #lanes: LaneGraph;
  readonly #uses: Uint32Array;
  readonly #deep: ReadonlySet<Lane>;
  readonly #locals = new Map<Lane, Local>();

  constructor(frame: SectionFrame, lanes: LaneGraph, uses: Uint32Array, deep: ReadonlySet<Lane>) {
    this.#deep = deep;
    this.#frame = frame;
    this.#lanes = lanes;
    this.#uses = uses;
  }

  value(lane: Lane): Code {
    const node = this.#lanes.nodes[lane];
    const { type, constants } = this.#frame;
    if (node.kind === 'constant') return codeOfPlace(constants.place(node.bits), type);
    if (node.kind === 'place' && node.place.kind === 'local') return codeOfPlace(node.place, type);
    const known = this.#locals.get(lane);
    if (known !== undefined) return get(known);
    const code = node.kind === 'place' ? codeOfPlace(node.place, type) : this.#compute(node);
    if (this.#uses[lane] === 1 && !this.#deep.has(lane)) return code;
    const kept = local(`v${lane}`, 'v128');
    this.#locals.set(lane, kept);
    return tee(kept, code);
  }

  hold(lane: Lane): readonly Code[] {
    const code = this.value(lane);
    if (code.kind === 'tee') return [set(code.local, code.value)];
    return [];
  }

  #compute(node: Exclude<LaneNode, { kind: 'constant' | 'place' }>): Code {
    const { type } = this.#frame;
    if (node.kind === 'shift') {
      return apply(type.operations[node.operation], this.value(node.args[0]), i32(node.by));
    }
    return (
      this.#fused(node.operation, node.args) ??
      apply(type.operations[node.operation], ...node.args.map((arg) => this.value(arg)))
    );
  }

  /** x y + a and a - x y in one instruction, where the product serves nothing else. */
  #fused(operation: string, args: readonly Lane[]): Code | null {
    if (!this.#frame.relaxed || (operation !== 'add' && operation !== 'subtract')) return null;
    const { multiplyAdd, negatedMultiplyAdd } = this.#frame.type.operations;
    const [a, b] = args;
    const second = this.#loneProduct(b);
    if (second !== null) {
      const [x, y] = second;
      return apply(
        operation === 'add' ? multiplyAdd : negatedMultiplyAdd,
        this.value(x),
        this.value(y),
        this.value(a),
      );
    }
    const first = operation === 'add' ? this.#loneProduct(a) : null;
    if (first === null) return null;
    const [x, y] = first;
    return apply(multiplyAdd, this.value(x), this.value(y), this.value(b));
  }

  #loneProduct(lane: Lane): readonly Lane[] | null {
    const node = this.#lanes.nodes[lane];
    const lone =
      node.kind === 'operation' &&
      node.operation === 'multiply' &&
      this.#uses[lane] === 1 &&
      !this.#deep.has(lane);
    return lone ? node.args : null;
  }
}
