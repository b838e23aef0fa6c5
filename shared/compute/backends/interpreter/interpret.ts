import { primitiveOf } from '../../../model/operations/index.ts';
import type { PrimitiveOperation, Term } from '../../../model/operations/operation.ts';
import type { WeightFlow } from '../../differentiate.ts';
import type { LayerPart } from '../../graph.ts';
import type { Block } from '../../kernel-plan.ts';
import type { Machine, Runner } from '../machine.ts';

type Action = () => void;

/** Executes blocks as lists of actions on the registers, decoded once. */
export const interpret: Runner = (machine) => {
  const programs = new Map<Block, { readonly plain: readonly Action[]; readonly full: readonly Action[] }>();
  return (block, withFlows) => {
    let program = programs.get(block);
    if (program === undefined) {
      const decodeAll = (terms: readonly Term[]): readonly Action[] =>
        terms.map((term) => decode(machine, term));
      program = {
        plain: decodeAll(block.instructions),
        full: [...decodeAll(block.flowInstructions), ...block.flows.map((flow) => decodeFlow(machine, flow))],
      };
      programs.set(block, program);
    }
    for (const action of withFlows ? program.full : program.plain) action();
  };
};

function decode(machine: Machine, term: Term): Action {
  const { plan, offsets, registers, lanes } = machine;
  const node = plan.graph.node(term);
  const target = offsets[term];
  switch (node.kind) {
    case 'operation':
      return decodeOperation(machine, target, primitiveOf(node.operation).value, node.args);
    case 'element': {
      const from = offsets[node.args[0]] + node.index * lanes;
      return () => {
        for (let lane = 0; lane < lanes; lane++) registers[target + lane] = registers[from + lane];
      };
    }
    case 'layer':
      return decodeLayer(machine, target, node.part, node.args);
    case 'layerReverse':
      return decodeLayerReverse(machine, target, node.part, node.args);
    default:
      throw new Error(`node ${term} is not an instruction`);
  }
}

function decodeOperation(
  { offsets, registers, lanes }: Machine,
  target: number,
  operation: PrimitiveOperation['value'],
  args: readonly Term[],
): Action {
  const [a = 0, b = a, c = a] = args.map((arg) => offsets[arg]);
  return () => {
    for (let lane = 0; lane < lanes; lane++) {
      registers[target + lane] = operation(registers[a + lane], registers[b + lane], registers[c + lane]);
    }
  };
}

/** W args + b; the sum begins with the bias and goes over inputs in order, as in every backend. */
function decodeLayer(machine: Machine, target: number, part: LayerPart, args: readonly Term[]): Action {
  const { registers, lanes, plan } = machine;
  const shape = plan.layers[part.layer];
  const columns = part.inputs;
  const inputs = args.map((arg) => machine.offsets[arg]);
  return () => {
    const { weights } = machine;
    for (let output = 0; output < shape.outputs; output++) {
      const row = shape.weight + output * shape.inputs;
      const bias = part.bias ? weights[shape.bias + output] : 0;
      for (let lane = 0; lane < lanes; lane++) {
        let sum = bias;
        for (let input = 0; input < inputs.length; input++)
          sum += weights[row + columns[input]] * registers[inputs[input] + lane];
        registers[target + output * lanes + lane] = sum;
      }
    }
  };
}

/** W^T args; the sum goes over outputs in order. */
function decodeLayerReverse(
  machine: Machine,
  target: number,
  part: LayerPart,
  args: readonly Term[],
): Action {
  const { registers, lanes, plan } = machine;
  const shape = plan.layers[part.layer];
  const columns = part.inputs;
  const adjoints = args.map((arg) => machine.offsets[arg]);
  return () => {
    const { weights } = machine;
    for (let input = 0; input < columns.length; input++) {
      for (let lane = 0; lane < lanes; lane++) {
        let sum = 0;
        for (let output = 0; output < adjoints.length; output++) {
          sum +=
            weights[shape.weight + output * shape.inputs + columns[input]] *
            registers[adjoints[output] + lane];
        }
        registers[target + input * lanes + lane] = sum;
      }
    }
  };
}

/** d/dW += lane weight adjoints inputs^T, d/db += lane weight adjoints */
function decodeFlow(machine: Machine, flow: WeightFlow): Action {
  const { plan, registers, lanes, laneWeights, offsets } = machine;
  const shape = plan.layers[flow.part.layer];
  const columns = flow.part.inputs;
  const adjoints = flow.adjoints.map((term) => offsets[term]);
  const inputs = flow.inputs.map((term) => offsets[term]);
  return () => {
    const gradient = machine.weightGradient;
    if (gradient === null) return;
    for (let lane = 0; lane < lanes; lane++) {
      if (laneWeights[lane] === 0) continue;
      for (let output = 0; output < adjoints.length; output++) {
        const adjoint = laneWeights[lane] * registers[adjoints[output] + lane];
        const row = shape.weight + output * shape.inputs;
        for (let input = 0; input < inputs.length; input++) {
          gradient[row + columns[input]] += adjoint * registers[inputs[input] + lane];
        }
        if (flow.part.bias) gradient[shape.bias + output] += adjoint;
      }
    }
  };
}
