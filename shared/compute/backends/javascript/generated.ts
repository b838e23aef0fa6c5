import type { Term } from '../../../model/operations/operation.ts';
import { argsOf } from '../../graph.ts';
import type { Block, KernelPlan } from '../../kernel-plan.ts';
import type { Machine, Runner } from '../machine.ts';
import { emitFlows, emitNode } from './emit-block.ts';
import { evaluateText, special } from './evaluate.ts';
import type { NameOf } from './names.ts';

type BlockFunction = (
  registers: Float64Array,
  W: Float64Array,
  G: Float64Array | null,
  laneWeight: number,
  special: unknown,
) => void;

/** Blocks as generated functions over the registers of a machine with one lane. */
export const generated: Runner = (machine) => {
  const functions = new Map<Block, { readonly plain: BlockFunction; full: BlockFunction | null }>();
  return (block, withFlows) => {
    let made = functions.get(block);
    if (made === undefined) {
      made = { plain: compileBlock(machine, block, false), full: null };
      functions.set(block, made);
    }
    if (withFlows) {
      made.full ??= compileBlock(machine, block, true);
      made.full(machine.registers, machine.weights, machine.weightGradient, machine.laneWeights[0], special);
    } else {
      made.plain(machine.registers, machine.weights, null, 0, special);
    }
  };
};

function compileBlock(machine: Machine, block: Block, withFlows: boolean): BlockFunction {
  const { plan, offsets } = machine;
  const instructions = withFlows ? block.flowInstructions : block.instructions;
  const inside = new Set(instructions);
  const isVector = (term: Term): boolean => {
    const { kind } = plan.graph.node(term);
    return kind === 'layer' || kind === 'layerReverse';
  };
  const name: NameOf = (term) => {
    if (isVector(term)) return `V${term}`;
    return inside.has(term) ? `v${term}` : `registers[${offsets[term]}]`;
  };
  const widest = Math.max(1, ...plan.layers.flatMap(({ inputs, outputs }) => [inputs, outputs]));
  const vectors = vectorsIn(plan, instructions)
    .map((term) => {
      const node = plan.graph.node(term);
      if (node.kind !== 'layer' && node.kind !== 'layerReverse') return '';
      const { outputs } = plan.layers[node.part.layer];
      const length = node.kind === 'layer' ? outputs : node.part.inputs.length;
      return `  const V${term} = registers.subarray(${offsets[term]}, ${offsets[term] + length});`;
    })
    .join('\n');
  const body = instructions
    .map((term) => {
      const line = emitNode(plan, term, name);
      return isVector(term) ? line : `${line} registers[${offsets[term]}] = ${name(term)};`;
    })
    .join('\n    ');
  return evaluateText<BlockFunction>(`function (registers, W, G, laneWeight, special) {
  const X = new Float64Array(${widest});
${vectors}
    ${body}
${withFlows ? emitFlows(plan, block, name, 'laneWeight') : ''}
}`);
}

/** Vectors that are computed or whose elements are read. */
function vectorsIn(plan: KernelPlan, instructions: readonly Term[]): readonly Term[] {
  const found = new Set<Term>();
  for (const term of instructions) {
    for (const candidate of [term, ...argsOf(plan.graph.node(term))]) {
      const { kind } = plan.graph.node(candidate);
      if (kind === 'layer' || kind === 'layerReverse') found.add(candidate);
    }
  }
  return [...found];
}
