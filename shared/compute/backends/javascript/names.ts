import type { Term } from '../../../model/operations/operation.ts';
import type { KernelPlan } from '../../kernel-plan.ts';

/**
 * Names in generated text: `p` parameter, `d` dose, `u` part, `t0` start, `ts` start of an implicit step, `g` dose in steps, `t` time, `h` step, `y`
 * state, `x` and `z` what is owed and astray of it, `o` observation, `m` mask, `c` censored, `q` gap, `r` carried residual, `l` lambda, `A` accumulator, `s` sum, `b` readings, `R` adjoint
 * of a carried residual, `v` result of an instruction, `V` vector; all numbered but times.
 */
export type NameOf = (term: Term) => string;

export function namesIn(plan: KernelPlan): NameOf {
  return (term) => {
    const node = plan.graph.node(term);
    switch (node.kind) {
      case 'constant':
        return literal(node.value);
      case 'layer':
      case 'layerReverse':
        return `V${term}`;
      case 'operation':
      case 'element':
        return `v${term}`;
      case 'input':
        switch (node.input) {
          case 'time':
            return 't';
          case 'step':
            return 'h';
          case 'stepStart':
            return 'ts';
          case 'start':
            return 't0';
          case 'adjoint':
            return adjointName(plan, node.index);
          default:
            return `${letters[node.input]}${node.index}`;
        }
    }
  };
}

const letters = {
  parameter: 'p',
  dose: 'd',
  part: 'u',
  timedDose: 'g',
  state: 'y',
  owed: 'x',
  astray: 'z',
  observation: 'o',
  mask: 'm',
  censored: 'c',
  gap: 'q',
  carried: 'r',
  sum: 's',
  readings: 'b',
} as const;

function adjointName(plan: KernelPlan, index: number): string {
  if (index < plan.states) return `l${index}`;
  const accumulator = index - plan.states;
  return accumulator < plan.accumulated.length
    ? `A${accumulator}`
    : `R${accumulator - plan.accumulated.length}`;
}

/** Negative numbers in parentheses, since they may stand after a minus. */
function literal(value: number): string {
  const text = Object.is(value, -0) ? '-0' : String(value);
  return text.startsWith('-') ? `(${text})` : text;
}
