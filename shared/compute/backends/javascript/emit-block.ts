import { primitiveOf } from '../../../model/operations/index.ts';
import type { Term } from '../../../model/operations/operation.ts';
import { argsOf } from '../../graph.ts';
import type { Block, KernelPlan } from '../../kernel-plan.ts';
import { runsOf } from '../layer-runs.ts';
import type { NameOf } from './names.ts';

/** Lines that compute a node; vectors are arrays declared beforehand (`emitVectors`), `W` holds the weights. */
export function emitNode(plan: KernelPlan, term: Term, name: NameOf): string {
  const node = plan.graph.node(term);
  switch (node.kind) {
    case 'operation': {
      const [a = '', b = '', c = ''] = node.args.map(name);
      return `const ${name(term as Term)} = ${primitiveOf(node.operation).javascript(a, b, c)};`;
    }
    case 'element':
      return `const ${name(term as Term)} = ${name(node.args[0])}[${node.index}];`;
    case 'layer': {
      const { inputs, outputs, weight, bias } = plan.layers[node.part.layer];
      const sums = runsOf(node.part.inputs)
        .map(
          ({ first, length, place }) =>
            `for (let j = 0; j < ${length}; j++) sum += W[w + ${first} + j] * X[${place} + j];`,
        )
        .join(' ');
      const fill = node.args.map((arg, input) => `X[${input}] = ${name(arg)};`).join(' ');
      return `${fill}
        for (let i = 0, w = ${weight}; i < ${outputs}; i++, w += ${inputs}) {
          let sum = ${node.part.bias ? `W[${bias} + i]` : '0'};
          ${sums}
          ${name(term as Term)}[i] = sum;
        }`;
    }
    case 'layerReverse': {
      const { inputs, weight } = plan.layers[node.part.layer];
      const fill = node.args.map((arg, output) => `X[${output}] = ${name(arg)};`).join(' ');
      const columns = runsOf(node.part.inputs).map(
        ({ first, length, place }) => `
        for (let j = 0; j < ${length}; j++) {
          let sum = 0;
          for (let i = 0, w = ${weight + first} + j; i < ${node.args.length}; i++, w += ${inputs}) sum += W[w] * X[i];
          ${name(term as Term)}[${place} + j] = sum;
        }`,
      );
      return `${fill}${columns.join('')}`;
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
    .map(({ part, adjoints, inputs }) => {
      const shape = plan.layers[part.layer];
      const fill = inputs.map((input, j) => `X[${j}] = ${name(input)};`).join(' ');
      const rows = adjoints.map((adjoint, output) => {
        const bias = !part.bias ? '' : ` G[${shape.bias + output}] += a;`;
        const row = shape.weight + output * shape.inputs;
        const sums = runsOf(part.inputs).map(
          ({ first, length, place }) =>
            `for (let j = 0; j < ${length}; j++) G[${row + first} + j] += a * X[${place} + j];`,
        );
        return `{ const a = ${weight} * ${name(adjoint)};${bias} ${sums.join(' ')} }`;
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
    const length = node.kind === 'layer' ? plan.layers[node.part.layer].outputs : node.part.inputs.length;
    return [`const ${name(term as Term)} = new Float64Array(${length});`];
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
