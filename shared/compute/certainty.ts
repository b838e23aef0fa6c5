import { pushAll } from '../base/lists.ts';
import { primitiveOf } from '../model/operations/index.ts';
import type { Term } from '../model/operations/operation.ts';
import { anything, finite, isBounded, type Range, range, withinFinite } from '../model/operations/range.ts';
import { argsOf, type Graph, reachable } from './graph.ts';

/**
 * Which nodes are finite numbers for certain when a reverse sweep reads them. Two things make one certain:
 *
 * - its range, e.g. of what is below exp(min(x, 2));
 * - that it shows in one of `roots`, quantities without whose finite value a trajectory has failed and has no gradient:
 *   x in x y + z, but not x in 1/x or in `if c then x else z`.
 *
 * Ask only of nodes that exist before the sweep or are made of such: adjoints are not looked into.
 */
export function certainlyFinite(graph: Graph, roots: readonly Term[]): (term: Term) => boolean {
  const shown = showing(graph, roots);
  const known = new Map<Term, Range>();
  const rangeOf = (term: Term): Range => {
    const before = known.get(term);
    if (before !== undefined) return before;
    // what is below comes first, however deep it lies
    for (const next of reachable(graph, [term], (below) => known.has(below))) {
      if (known.has(next)) continue;
      const own = ownRange(next);
      known.set(next, shown.has(next) ? withinFinite(own) : own);
    }
    return known.get(term) as Range;
  };
  const ownRange = (term: Term): Range => {
    const node = graph.node(term);
    switch (node.kind) {
      case 'constant':
        return range(node.value, node.value);
      case 'input':
        return finite;
      case 'operation': {
        const [a = anything, b = anything, c = anything] = node.args.map(rangeOf);
        return primitiveOf(node.operation).range(a, b, c);
      }
      case 'element': {
        // sums of finite numbers and weights; as sums, they count as finite
        const vector = graph.node(node.args[0]);
        if (vector.kind !== 'layer') return anything;
        return vector.args.every((arg) => isBounded(rangeOf(arg))) ? finite : anything;
      }
      default:
        return anything;
    }
  };
  // what shows is finite, whatever its range
  return (term) => shown.has(term) || isBounded(rangeOf(term));
}

/** `roots` and all that makes one of them infinite or NaN when it is so itself. */
function showing(graph: Graph, roots: readonly Term[]): ReadonlySet<Term> {
  const found = new Set<Term>();
  const stack = [...roots];
  for (let term = stack.pop(); term !== undefined; term = stack.pop()) {
    if (found.has(term)) continue;
    found.add(term);
    const node = graph.node(term);
    const carries = node.kind === 'operation' ? primitiveOf(node.operation).carries : true;
    if (carries) pushAll(stack, argsOf(node));
  }
  return found;
}
