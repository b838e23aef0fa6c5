import { primitiveOf } from '../model/operations/index.ts';
import type { Term } from '../model/operations/operation.ts';
import { type Graph, reachable } from './graph.ts';

/**
 * Reverse sweep at graph level: given quantities and their adjoints, the adjoint of each wanted quantity, as new nodes
 * of the same graph. Adjoints of one node are added in descending order of its users, so that the result does not
 * depend on how it is asked for.
 *
 * @param seeds quantity and its adjoint; one quantity may occur more than once.
 * @param wanted where the sweep ends; it does not look behind these.
 * @returns wanted quantity -> adjoint; a quantity without influence is missing.
 */
export function reverseSweep(
  graph: Graph,
  seeds: readonly (readonly [quantity: Term, adjoint: Term])[],
  wanted: ReadonlySet<Term>,
): ReadonlyMap<Term, Term> {
  const order = reachable(
    graph,
    seeds.map(([quantity]) => quantity),
    (term) => wanted.has(term),
  );
  const adjoints = new Map<Term, Term>();
  const accumulate = (term: Term, adjoint: Term): void => {
    if (graph.node(term).kind === 'constant' || graph.valueOf(adjoint) === 0) return;
    const before = adjoints.get(term);
    adjoints.set(term, before === undefined ? adjoint : graph.apply('add', before, adjoint));
  };
  for (const [quantity, adjoint] of seeds) accumulate(quantity, adjoint);
  for (const term of order.toReversed()) {
    const adjoint = adjoints.get(term);
    const node = graph.node(term);
    if (adjoint === undefined || wanted.has(term) || node.kind !== 'operation') continue;
    const flows = primitiveOf(node.operation).derivative(graph, node.args, term, adjoint);
    node.args.forEach((arg, position) => {
      const flow = flows[position];
      if (flow !== null && flow !== undefined) accumulate(arg, flow);
    });
  }
  return new Map([...adjoints].filter(([term]) => wanted.has(term)).sort(([a], [b]) => a - b));
}
