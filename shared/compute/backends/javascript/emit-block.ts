import { primitiveOf } from '../../../model/operations/index.ts';
import type { Term } from '../../../model/operations/operation.ts';
import { argsOf } from '../../graph.ts';
import type { Block, KernelPlan } from '../../kernel-plan.ts';
import type { NameOf } from './names.ts';

/** Lines that compute a node; vectors are arrays declared beforehand (`emitVectors`), `W` holds the weights. */
export function emitNode(plan: KernelPlan, term: Term, name: NameOf): string {
  const node = plan.graph.node(term);
  switch (node.kind) {
    case 'operation': {
      const [a = '', b = '', c = ''] = node.args.map(name);
      return `const ${name(term)} = ${primitiveOf(node.operation).javascript(a, b, c)};`;
    }
    case 'element':
      return `const ${name(term)} = ${name(node.args[0])}[${node.index}];`;
    case 'layer': {
      const { inputs, outputs, weight, bias } = plan.layers[node.layer];
      const fill = node.args.map((arg, input) => `X[${input}] = ${name(arg)};`).join(' ');
      return `${fill}
        for (let i = 0, w = ${weight}; i < ${outputs}; i++) {
          let sum = ${bias < 0 ? '0' : `W[${bias} + i]`};
          for (let j = 0; j < ${inputs}; j++) sum += W[w++] * X[j];
          ${name(term)}[i] = sum;
        }`;
    }
    case 'layerReverse': {
      const { inputs, weight } = plan.layers[node.layer];
      const fill = node.args.map((arg, output) => `X[${output}] = ${name(arg)};`).join(' ');
      return `${fill}
        for (let j = 0; j < ${inputs}; j++) {
          let sum = 0;
          for (let i = 0, w = ${weight} + j; i < ${node.args.length}; i++, w += ${inputs}) sum += W[w] * X[i];
          ${name(term)}[j] = sum;
        }`;
    }
    default:
      return '';
  }
}

/** Instructions of a block; with `outputs` only those that these need. */
export function emitBlock(
  plan: KernelPlan,
  instructions: readonly Term[],
  name: NameOf,
  outputs?: readonly Term[],
): string {
  const wanted = outputs === undefined ? null : neededFor(plan, instructions, outputs);
  return instructions
    .filter((term) => wanted === null || wanted.has(term))
    .map((term) => `        ${emitNode(plan, term, name)}`)
    .join('\n');
}

/** What a block owes to the weights' gradient `G`, times `weight`. */
export function emitFlows(plan: KernelPlan, block: Block, name: NameOf, weight: string): string {
  return block.flows
    .map(({ layer, adjoints, inputs }) => {
      const shape = plan.layers[layer];
      const fill = inputs.map((input, j) => `X[${j}] = ${name(input)};`).join(' ');
      const rows = adjoints.map((adjoint, output) => {
        const bias = shape.bias < 0 ? '' : ` G[${shape.bias + output}] += a;`;
        const row = shape.weight + output * shape.inputs;
        return `{ const a = ${weight} * ${name(adjoint)};${bias} for (let j = 0; j < ${inputs.length}; j++) G[${row} + j] += a * X[j]; }`;
      });
      return `        ${fill}\n        ${rows.join('\n        ')}`;
    })
    .join('\n');
}

/** Declares scratch and every vector of the graph. */
export function emitVectors(plan: KernelPlan, name: NameOf): string {
  if (plan.layers.length === 0) return '';
  const widest = Math.max(...plan.layers.flatMap(({ inputs, outputs }) => [inputs, outputs]));
  const vectors = plan.graph.nodes.flatMap((node, term) => {
    if (node.kind !== 'layer' && node.kind !== 'layerReverse') return [];
    const { inputs, outputs } = plan.layers[node.layer];
    return [`const ${name(term)} = new Float64Array(${node.kind === 'layer' ? outputs : inputs});`];
  });
  return `  const X = new Float64Array(${widest});\n  ${vectors.join('\n  ')}`;
}

function neededFor(
  plan: KernelPlan,
  instructions: readonly Term[],
  outputs: readonly Term[],
): ReadonlySet<Term> {
  const needed = new Set<Term>(outputs);
  for (const term of instructions.toReversed()) {
    if (needed.has(term)) for (const arg of argsOf(plan.graph.node(term))) needed.add(arg);
  }
  return needed;
}
