import { assert } from '../base/assert.ts';
import { primitiveOf } from '../model/operations/index.ts';
import type { ReverseAlgebra, Term } from '../model/operations/operation.ts';
import { certainlyFinite } from './certainty.ts';
import { argsOf, type Graph, type LayerPart, reachable } from './graph.ts';

/** What a reverse sweep owes to the shared weights of a layer's part: d/dW += adjoints inputs^T, d/db += adjoints. */
export interface WeightFlow {
  readonly part: LayerPart;
  readonly adjoints: readonly Term[];
  /** 0 where an input is not a finite number. */
  readonly inputs: readonly Term[];
}

export interface Sweep {
  /** Wanted quantity -> adjoint; a quantity without influence is missing. */
  readonly adjoints: ReadonlyMap<Term, Term>;
  readonly weightFlows: readonly WeightFlow[];
}

export interface SweepOptions {
  /** Quantities without whose finite value a trajectory has failed; absent: none is known. */
  readonly needed?: readonly Term[];
}

/**
 * Reverse sweep at graph level: given quantities and their adjoints, the adjoint of each wanted quantity, as new nodes
 * of the same graph. Adjoints of one node are added in descending order of its users, so that the result does not
 * depend on how it is asked for.
 *
 * A derivative that is 0 in the limit is 0: products with slopes that are not finite for certain become `flow`, in which
 * nothing flows against a slope that is infinite or NaN. sqrt(C k) at C = 0 has an infinite slope and no influence of k;
 * the branch of `if C > 0 then log(C) else 0` that is not taken has an adjoint of 0.
 *
 * @param seeds quantity and its adjoint; one quantity may occur more than once.
 * @param wanted where the sweep ends; it does not look behind these. An element of a vector may be wanted, a vector not.
 */
export function reverseSweep(
  graph: Graph,
  seeds: readonly (readonly [quantity: Term, adjoint: Term])[],
  wanted: ReadonlySet<Term>,
  { needed = [] }: SweepOptions = {},
): Sweep {
  const isCertain = certainlyFinite(graph, needed);
  const algebra: ReverseAlgebra = {
    constant: (value) => graph.constant(value),
    apply: (operation, ...args) => graph.apply(operation, ...args),
    flow: (adjoint, slope) => graph.apply(isCertain(slope) ? 'multiply' : 'flow', adjoint, slope),
  };
  const order = reachable(
    graph,
    seeds.map(([quantity]) => quantity),
    (term) => wanted.has(term),
  );
  const leads = leadingToWanted(graph, order, wanted);
  const adjoints = new Map<Term, Term>();
  /** Vector -> element index -> adjoint. */
  const vectors = new Map<Term, Map<number, Term>>();
  const weightFlows: WeightFlow[] = [];
  const accumulate = (term: Term, adjoint: Term): void => {
    if (graph.node(term).kind === 'constant' || graph.valueOf(adjoint) === 0) return;
    const before = adjoints.get(term);
    adjoints.set(term, before === undefined ? adjoint : graph.apply('add', before, adjoint));
  };
  for (const [quantity, adjoint] of seeds) accumulate(quantity, adjoint);
  for (const term of order.toReversed()) {
    if (wanted.has(term)) continue;
    const node = graph.node(term);
    if (node.kind === 'layer') {
      const elements = vectors.get(term);
      if (elements === undefined) continue;
      const count = Math.max(...elements.keys()) + 1;
      const back = Array.from({ length: count }, (_, index) => elements.get(index) ?? graph.constant(0));
      const reverse = graph.layerReverse(node.part, back);
      const inputs = node.args.map((arg) => algebra.flow(graph.constant(1), arg));
      weightFlows.push({ part: node.part, adjoints: back, inputs });
      node.args.forEach((arg, index) => {
        if (leads.has(arg)) accumulate(arg, graph.element(reverse, index));
      });
      continue;
    }
    const adjoint = adjoints.get(term);
    if (adjoint === undefined) continue;
    if (node.kind === 'element') {
      const [vector] = node.args;
      const elements = vectors.get(vector) ?? new Map<number, Term>();
      elements.set(node.index, adjoint);
      vectors.set(vector, elements);
    } else if (node.kind === 'operation') {
      const flows = primitiveOf(node.operation).derivative(algebra, node.args, term, adjoint);
      node.args.forEach((arg, position) => {
        const flow = flows[position];
        if (flow !== null && flow !== undefined) accumulate(arg, flow);
      });
    } else {
      assert(node.kind !== 'layerReverse', 'reverse code is not differentiated again');
    }
  }
  return {
    adjoints: new Map([...adjoints].filter(([term]) => wanted.has(term)).sort(([a], [b]) => a - b)),
    weightFlows,
  };
}

/**
 * Those at or below which anything wanted lies, or the weights of a layer: what flows elsewhere need not be computed.
 *
 * @param order ascending, with all arguments of what is not wanted.
 */
function leadingToWanted(graph: Graph, order: readonly Term[], wanted: ReadonlySet<Term>): ReadonlySet<Term> {
  const leading = new Set<Term>();
  for (const term of order) {
    const node = graph.node(term);
    const isEnd = wanted.has(term) || (node.kind === 'layer' && node.args.length > 0);
    if (isEnd || argsOf(node).some((arg) => leading.has(arg))) leading.add(term);
  }
  return leading;
}
