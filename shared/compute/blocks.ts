import { primitiveOf } from '../model/operations/index.ts';
import type { Term } from '../model/operations/operation.ts';
import type { WeightFlow } from './differentiate.ts';
import { argsOf, type Graph, isFixedInput, reachable } from './graph.ts';
import type { Block } from './kernel-plan.ts';

/** Whether a node depends on anything that varies along a trajectory. Memoised over a growing graph. */
export function varying(graph: Graph): (term: Term) => boolean {
  const known: boolean[] = [];
  return (term) => {
    // arguments have smaller numbers, so one ascending pass decides all
    for (let next = known.length; next <= term; next++) {
      const node = graph.node(next as Term);
      known.push(node.kind === 'input' ? !isFixedInput(node.input) : argsOf(node).some((arg) => known[arg]));
    }
    return known[term];
  };
}

/** The largest quantities below `outputs` that do not vary along a trajectory; constants are left out. */
export function hoistedFrontier(
  graph: Graph,
  outputs: readonly Term[],
  isVarying: (term: Term) => boolean,
): readonly Term[] {
  const isHoisted = (term: Term): boolean => !isVarying(term);
  return reachable(graph, outputs, isHoisted).filter(
    (term) => isHoisted(term) && graph.node(term).kind !== 'constant',
  );
}

/** What must be computed for `outputs` (and for `flows` where weights' gradients are wanted), leaves left out. */
export function makeBlock(
  graph: Graph,
  outputs: readonly Term[],
  flows: readonly WeightFlow[],
  isLeaf: (term: Term) => boolean,
): Block {
  const instructionsFor = (terms: readonly Term[]): readonly Term[] =>
    reachable(graph, terms, isLeaf).filter((term) => argsOf(graph.node(term)).length > 0 && !isLeaf(term));
  return {
    instructions: instructionsFor(outputs),
    flows,
    flowInstructions: instructionsFor([
      ...outputs,
      ...flows.flatMap(({ adjoints, inputs }) => [...adjoints, ...inputs]),
    ]),
  };
}

/**
 * What the reverse step should read rather than compute again: states of the stages, results of dear operations and
 * outputs of layers, as far as it needs them. All else is cheap to repeat from these.
 */
export function tapeOf(
  graph: Graph,
  forward: Block,
  reverseOutputs: readonly Term[],
  stages: readonly Term[],
  inOnce: ReadonlySet<Term>,
): readonly Term[] {
  const isInstruction = (term: Term): boolean => argsOf(graph.node(term)).length > 0;
  const worthKeeping = new Set(stages.filter((term) => isInstruction(term) && !inOnce.has(term)));
  for (const term of forward.instructions) {
    const node = graph.node(term);
    if (node.kind === 'element' || (node.kind === 'operation' && primitiveOf(node.operation).dear)) {
      worthKeeping.add(term);
    }
  }
  return reachable(graph, reverseOutputs, (term) => inOnce.has(term) || worthKeeping.has(term)).filter(
    (term) => worthKeeping.has(term),
  );
}
