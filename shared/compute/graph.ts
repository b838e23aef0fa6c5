import { present } from '../base/assert.ts';
import { pushAll } from '../base/lists.ts';
import { operationOf, primitiveOf } from '../model/operations/index.ts';
import type { Algebra, Term } from '../model/operations/operation.ts';

/** Where a leaf's value comes from when a kernel runs. */
export type InputKind =
  /** Natural scale, before limits. */
  | 'parameter'
  /** One for the whole trajectory. */
  | 'dose'
  /** One entry of the multi-hot vector of parts. */
  | 'part'
  /** Time of the first grid point, hours. */
  | 'start'
  /** How many readings a signal has. */
  | 'readings'
  /** Value of a treatment that changes in steps, from the grid point on. */
  | 'timedDose'
  /** Hours at the beginning of a step or of a reading. */
  | 'time'
  /** Length of a step, hours. */
  | 'step'
  /** Hours at the beginning of an implicit step, whose `time` is that of a stage. */
  | 'stepStart'
  | 'state'
  /** What `explosion.ts` carries from step to step, one a watched state. */
  | 'owed'
  | 'astray'
  | 'observation'
  /** 1 where there is a reading. */
  | 'mask'
  /** 1 where the reading only says that the signal is at least as large. */
  | 'censored'
  /** Hours since the last reading of this signal; very many before the first. */
  | 'gap'
  /** What the last reading of a correlated signal told of its error, `residual-density.ts`; 0 before the first. */
  | 'carried'
  /** What `observe` has added up over all grid points, one a signal. */
  | 'sum'
  /** d logLik / d (quantity) that flows back into a block. */
  | 'adjoint';

/** Inputs that stay the same along a trajectory. */
const fixedInputs: ReadonlySet<InputKind> = new Set(['parameter', 'dose', 'part', 'start', 'readings']);

export function isFixedInput(input: InputKind): boolean {
  return fixedInputs.has(input);
}

export type GraphNode =
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'input'; readonly input: InputKind; readonly index: number }
  | { readonly kind: 'operation'; readonly operation: string; readonly args: readonly Term[] }
  /** A vector: W args, and + b where `part` says so, with those columns of W that `part` names. */
  | { readonly kind: 'layer'; readonly part: LayerPart; readonly args: readonly Term[] }
  /** A vector: W^T args, what flows back to those inputs. */
  | { readonly kind: 'layerReverse'; readonly part: LayerPart; readonly args: readonly Term[] }
  /** One entry of a vector, which is its only argument. */
  | { readonly kind: 'element'; readonly index: number; readonly args: readonly Term[] };

/** A layer of the model, or what some of its inputs contribute. */
export interface LayerPart {
  readonly layer: number;
  /** Indices among the layer's inputs, ascending. */
  readonly inputs: readonly number[];
  readonly bias: boolean;
}

/** Arguments of any node. */
export function argsOf(node: GraphNode): readonly Term[] {
  return node.kind === 'constant' || node.kind === 'input' ? [] : node.args;
}

/**
 * A directed acyclic graph of expressions in which equal expressions are one node, so that common subexpressions are
 * shared by construction. A node's arguments have smaller numbers than itself: ascending order is an order of
 * evaluation. Constants are folded, and neutral elements removed where IEEE arithmetic allows it but for the sign of
 * zero (x + 0, 1 x, 0 x: a zero adjoint must not keep a branch alive; 0 x with infinite x counts as 0).
 *
 * Products are put together from factors that are there already or stay the same along a trajectory, and signs move
 * outwards: what a reverse sweep writes as -(w n r) r, with r = 1/d and w r known, becomes -(w r)(n r).
 */
export class Graph implements Algebra {
  readonly nodes: GraphNode[] = [];
  readonly #known = new Map<string, Term>();
  /** Whether a node stays the same along a trajectory. */
  readonly #fixed: boolean[] = [];

  node(term: Term): GraphNode {
    return present(this.nodes[term], `node ${term} belongs to this graph`);
  }

  constant(value: number): Term {
    // -0 and 0 are different constants to 1/x; String() would make them one
    return this.#intern(Object.is(value, -0) ? 'c-0' : `c${value}`, { kind: 'constant', value });
  }

  input(input: InputKind, index: number): Term {
    return this.#intern(`i${input}${index}`, { kind: 'input', input, index });
  }

  layer(part: LayerPart, args: readonly Term[]): Term {
    return this.#intern(`layer${nameOfPart(part)}(${args.join()})`, { kind: 'layer', part, args });
  }

  layerReverse(part: LayerPart, args: readonly Term[]): Term {
    return this.#intern(`back${nameOfPart(part)}(${args.join()})`, { kind: 'layerReverse', part, args });
  }

  element(vector: Term, index: number): Term {
    return this.#intern(`e${index}(${vector})`, { kind: 'element', index, args: [vector] });
  }

  apply(operation: string, ...args: readonly Term[]): Term {
    const definition = operationOf(operation);
    if (definition.kind === 'composite') return definition.expand(this, args);
    return this.#simplified(operation, args) ?? this.#make(operation, args);
  }

  isFixed(term: Term): boolean {
    return present(this.#fixed[term], `node ${term} belongs to this graph`);
  }

  /** The number a node stands for, if it is a constant. */
  valueOf(term: Term): number | null {
    const node = this.node(term);
    return node.kind === 'constant' ? node.value : null;
  }

  #make(operation: string, args: readonly Term[]): Term {
    const values = args.map((arg) => this.valueOf(arg));
    if (values.every((value) => value !== null)) {
      const [a = 0, b = 0, c = 0] = values;
      return this.constant(primitiveOf(operation).value(a, b, c));
    }
    return this.#intern(`${operation}(${args.join()})`, { kind: 'operation', operation, args });
  }

  #simplified(operation: string, args: readonly Term[]): Term | null {
    const [a, b, c] = args as readonly [Term, Term, Term];
    switch (operation) {
      case 'add':
        return this.#simplifiedSum(a, b);
      case 'subtract':
        if (this.valueOf(b) === 0) return a;
        if (this.valueOf(a) === 0) return this.apply('negate', b);
        return this.#simplifiedDifference(a, b);
      case 'negate':
        return this.#negated(a);
      case 'multiply':
        return this.#simplifiedProduct(a, b);
      case 'power':
        return this.#simplifiedPower(a, b);
      case 'flow':
        return this.#simplifiedFlow(a, b);
      case 'select':
        return this.#simplifiedSelection(a, b, c);
      default:
        return null;
    }
  }

  #simplifiedDifference(a: Term, b: Term): Term | null {
    const negatedB = this.#negated(b);
    if (negatedB !== null) return this.apply('add', a, negatedB);
    const negatedA = this.valueOf(a) === null ? this.#negated(a) : null;
    return negatedA === null ? null : this.apply('negate', this.apply('add', negatedA, b));
  }

  #simplifiedSum(a: Term, b: Term): Term | null {
    if (this.valueOf(a) === 0) return b;
    if (this.valueOf(b) === 0) return a;
    const negatedB = this.#negated(b);
    if (negatedB !== null && this.valueOf(b) === null) return this.apply('subtract', a, negatedB);
    const negatedA = this.#negated(a);
    if (negatedA !== null && this.valueOf(a) === null) return this.apply('subtract', b, negatedA);
    if (a === b && this.#fixedFactor(a) !== null) return this.apply('multiply', this.constant(2), a);
    // one order for both spellings of a commutative operation
    return a > b ? this.#make('add', [b, a]) : null;
  }

  #simplifiedProduct(a: Term, b: Term): Term | null {
    const valueA = this.valueOf(a);
    const valueB = this.valueOf(b);
    if (valueA === 0) return a;
    if (valueB === 0) return b;
    if (valueA === 1) return b;
    if (valueB === 1) return a;
    if (valueA === -1) return this.apply('negate', b);
    if (valueB === -1) return this.apply('negate', a);
    const negatedA = valueA === null ? this.#negated(a) : null;
    if (negatedA !== null) return this.apply('negate', this.apply('multiply', negatedA, b));
    const negatedB = valueB === null ? this.#negated(b) : null;
    if (negatedB !== null) return this.apply('negate', this.apply('multiply', a, negatedB));
    const regrouped = this.#regrouped(a, b) ?? this.#regrouped(b, a);
    if (regrouped !== null) return regrouped;
    return this.#product(a, b);
  }

  /** a (x y) as (a x) y, where that is one product fewer along a trajectory. */
  #regrouped(a: Term, product: Term): Term | null {
    const factors = this.#factors(product);
    if (factors === null || this.isFixed(product)) return null;
    const [x, y] = factors;
    if (this.isFixed(a)) {
      if (this.isFixed(x)) return this.apply('multiply', this.apply('multiply', a, x), y);
      if (this.isFixed(y)) return this.apply('multiply', this.apply('multiply', a, y), x);
      return null;
    }
    const known = this.#knownProduct(a, x);
    // as it is, without looking further: another grouping of the same three would come back here
    if (known !== null) return this.#product(known, y);
    const other = this.#knownProduct(a, y);
    return other === null ? null : this.#product(other, x);
  }

  /** One order for both spellings. */
  #product(a: Term, b: Term): Term {
    return this.#make('multiply', a > b ? [b, a] : [a, b]);
  }

  #factors(term: Term): readonly [Term, Term] | null {
    const node = this.node(term);
    if (node.kind !== 'operation' || node.operation !== 'multiply') return null;
    return [node.args[0] as Term, node.args[1] as Term];
  }

  #fixedFactor(term: Term): Term | null {
    return this.#factors(term)?.find((factor) => this.isFixed(factor)) ?? null;
  }

  #knownProduct(a: Term, b: Term): Term | null {
    return this.#known.get(a > b ? `multiply(${b},${a})` : `multiply(${a},${b})`) ?? null;
  }

  #simplifiedPower(base: Term, exponent: Term): Term | null {
    switch (this.valueOf(exponent)) {
      case 0:
        return this.constant(1);
      case 1:
        return base;
      case 2:
        return this.apply('multiply', base, base);
      default:
        return null;
    }
  }

  #simplifiedSelection(condition: Term, b: Term, c: Term): Term | null {
    const chosen = this.valueOf(condition);
    if (chosen !== null) return chosen !== 0 ? b : c;
    if (b === c) return b;
    // -x or nothing is the negative of x or nothing
    const negatedB = this.valueOf(c) === 0 ? this.#negatedQuantity(b) : null;
    if (negatedB !== null) return this.apply('negate', this.apply('select', condition, negatedB, c));
    const negatedC = this.valueOf(b) === 0 ? this.#negatedQuantity(c) : null;
    if (negatedC !== null) return this.apply('negate', this.apply('select', condition, b, negatedC));
    return null;
  }

  /** Signs move outwards as from a product. */
  #simplifiedFlow(adjoint: Term, slope: Term): Term | null {
    if (this.valueOf(adjoint) === 0) return adjoint;
    const negatedAdjoint = this.#negatedQuantity(adjoint);
    if (negatedAdjoint !== null) return this.apply('negate', this.apply('flow', negatedAdjoint, slope));
    const negatedSlope = this.#negatedQuantity(slope);
    return negatedSlope === null ? null : this.apply('negate', this.apply('flow', adjoint, negatedSlope));
  }

  /** What `term` is the negative of, if that is plain to see. */
  #negated(term: Term): Term | null {
    const node = this.node(term);
    if (node.kind === 'constant') return this.constant(-node.value);
    return node.kind === 'operation' && node.operation === 'negate' ? (node.args[0] as Term) : null;
  }

  /** The same of what is no constant: every constant is the negative of another. */
  #negatedQuantity(term: Term): Term | null {
    return this.valueOf(term) === null ? this.#negated(term) : null;
  }

  #intern(key: string, node: GraphNode): Term {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const term = this.nodes.length as Term;
    this.nodes.push(node);
    this.#fixed.push(
      node.kind === 'input' ? isFixedInput(node.input) : argsOf(node).every((arg) => this.isFixed(arg)),
    );
    this.#known.set(key, term);
    return term;
  }
}

/** A graph's `apply` and `constant` as functions. */
export function shorthand(graph: Graph): {
  readonly apply: (operation: string, ...args: readonly Term[]) => Term;
  readonly constant: (value: number) => Term;
} {
  return {
    apply: (operation, ...args) => graph.apply(operation, ...args),
    constant: (value) => graph.constant(value),
  };
}

function nameOfPart({ layer, inputs, bias }: LayerPart): string {
  return `${layer}[${inputs.join()}]${bias ? 'b' : ''}`;
}

/** Everything that `terms` need, in an order of evaluation; what `isLeaf` accepts is listed but not looked into. */
export function reachable(
  graph: Graph,
  terms: Iterable<Term>,
  isLeaf: (term: Term) => boolean = () => false,
): readonly Term[] {
  const seen = new Set<Term>();
  const stack = [...terms];
  for (let term = stack.pop(); term !== undefined; term = stack.pop()) {
    if (seen.has(term)) continue;
    seen.add(term);
    if (!isLeaf(term)) pushAll(stack, argsOf(graph.node(term)));
  }
  // numbers that are sorted as such: many lists, some of thousands
  return Array.from(Uint32Array.from(seen).sort()) as readonly number[] as readonly Term[];
}
