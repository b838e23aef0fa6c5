import { present } from '../../shared/base/assert.ts';
import type { LayerPart } from '../../shared/compute/graph.ts';
import type { Block, KernelPlan } from '../../shared/compute/kernel-plan.ts';
import type { Term } from '../../shared/model/operations/operation.ts';

/**
 * A plan as text that a person can read and a test can store: each block with its instructions in order, then what it
 * hands on. Nodes are `%n`; inputs have their kind and number, constants their value.
 */
export function printPlan(plan: KernelPlan): string {
  const { graph } = plan;
  const name = (term: Term): string => {
    const node = graph.node(term);
    if (node.kind === 'constant') return String(node.value);
    if (node.kind !== 'input') return `%${term}`;
    return node.input === 'time' || node.input === 'step' || node.input === 'start'
      ? node.input
      : `${node.input}${node.index}`;
  };
  const partName = ({ layer, inputs, bias }: LayerPart): string => {
    const { name: layerName, inputs: count } = present(
      plan.layers[layer],
      'a part is of a layer of the plan',
    );
    const columns = inputs.length === count ? '' : `[${inputs.join(', ')}]`;
    return `${layerName}${columns}${bias ? '' : ' without bias'}`;
  };
  const instruction = (term: Term): string => {
    const node = graph.node(term);
    if (node.kind === 'constant' || node.kind === 'input') return name(term);
    const args = node.args.map(name).join(', ');
    switch (node.kind) {
      case 'operation':
        return `  %${term} = ${node.operation} ${args}`;
      case 'layer':
        return `  %${term} = layer ${partName(node.part)} (${args})`;
      case 'layerReverse':
        return `  %${term} = back through ${partName(node.part)} (${args})`;
      case 'element':
        return `  %${term} = ${args}[${node.index}]`;
    }
  };
  const block = (
    title: string,
    { instructions, flows }: Block,
    outputs: Readonly<Record<string, readonly Term[]>>,
  ) => [
    `${title}`,
    ...instructions.map(instruction),
    ...flows.map(
      ({ part, adjoints, inputs }) =>
        `  weights of ${partName(part)} += (${adjoints.map(name).join(', ')}) x (${inputs.map(name).join(', ')})`,
    ),
    ...Object.entries(outputs).flatMap(([output, terms]) =>
      terms.length === 0 ? [] : [`  -> ${output}: ${terms.map(name).join(', ')}`],
    ),
  ];
  const lines = [
    `plan by ${plan.method.id}: ${plan.states} states, ${plan.parameters} parameters, ${plan.doses} doses, ${plan.signals} signals`,
    ...block('once', plan.once, { initial: plan.initial, accumulated: plan.accumulated }),
    ...block('step', plan.step, {
      next: plan.next,
      error: plan.error,
      tape: plan.tape,
    }),
    ...(plan.explosion === null
      ? []
      : block('explosion', plan.explosion.block, {
          owed: plan.explosion.owed,
          astray: plan.explosion.astray,
          excess: [plan.explosion.excess],
        })),
    ...block('observe', plan.observe, {
      predictions: plan.predictions,
      deviations: plan.deviations,
      'terms of the sums': plan.readingTerms,
      carried: plan.carried,
    }),
    ...block('finish', plan.finish, { 'log likelihoods': plan.logLikelihoods }),
    ...block('reverse step', plan.reverseStep, { lambda: plan.stepAdjoints, accumulators: plan.stepFlows }),
    ...block('reverse observe', plan.reverseObserve, {
      'lambda +': plan.observedAdjoints,
      accumulators: plan.observedFlows,
      carried: plan.carriedAdjoints,
    }),
    ...(plan.slope === null
      ? []
      : [
          ...block('rates', plan.slope.rates, { slopes: plan.slope.slopes }),
          ...block('jacobian', plan.slope.jacobian, { entries: plan.slope.entries }),
          ...block('reverse rates', plan.slope.reverse, {
            'state adjoints': plan.slope.stateAdjoints,
            accumulators: plan.slope.flows,
          }),
        ]),
    ...block('reverse once', plan.reverseOnce, { gradient: plan.gradient }),
  ];
  return `${lines.join('\n')}\n`;
}
