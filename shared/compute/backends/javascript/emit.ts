import { primitiveOf } from '../../../model/operations/index.ts';
import type { Term } from '../../../model/operations/operation.ts';
import type { Block, KernelPlan } from '../../kernel-plan.ts';

/**
 * JavaScript text of a plan. Names in it: `p` parameter, `d` dose, `t` time, `h` step, `y` state, `o` observation,
 * `m` mask, `l` lambda (adjoint of a state), `A` accumulator, `v` result of an instruction; all numbered.
 */
type NameOf = (term: Term) => string;

/** One draw's log likelihood, with its gradient if wanted; loops over the draws of a series. */
export function emitLikelihood(plan: KernelPlan, withGradient: boolean): string {
  const name = namer(plan);
  const { states, signals } = plan;
  const stateIndices = indices(states);
  const width = states + plan.tape.length;
  return `function (draws, firstRow, P, times, doses, observations, mask, tape, logLik, bySignal, status, gradient) {
  const T = times.length;
${indices(plan.doses)
  .map((c) => `  const d${c} = doses[${c}];`)
  .join('\n')}
  for (let row = firstRow; row < firstRow + draws; row++) {
${emitOnce(plan, name)}
    let finite = 0;
${indices(signals)
  .map((s) => `    let s${s} = 0;`)
  .join('\n')}
    for (let n = 0; n < T; n++) {
      const t = times[n];
${withGradient ? stateIndices.map((j) => `      tape[n * ${width} + ${j}] = y${j};`).join('\n') : ''}
      {
${emitReadings(plan)}
${emitBlock(plan, plan.observe, name, plan.logDensities)}
${indices(signals)
  .map((s) => `        s${s} += ${name(plan.logDensities[s])};`)
  .join('\n')}
      }
      if (n + 1 < T) {
        const h = times[n + 1] - t;
${emitBlock(plan, plan.step, name)}
${withGradient ? plan.tape.map((term, j) => `        tape[n * ${width} + ${states + j}] = ${name(term)};`).join('\n') : ''}
${emitAdvance(plan, name)}
      }
    }
    const total = ${indices(signals)
      .map((s) => `s${s}`)
      .join(' + ')};
    logLik[row] = total;
    if (bySignal !== null) {
${indices(signals)
  .map((s) => `      bySignal[row * ${signals} + ${s}] = s${s};`)
  .join('\n')}
    }
    status[row] = finite + total * 0 === 0 ? 0 : 3;
${withGradient ? emitReverse(plan, name, width) : ''}
  }
}`;
}

/** States, predictions and residual sds on the step grid; loops over the draws of a series. */
export function emitSimulation(plan: KernelPlan): string {
  const name = namer(plan);
  const { states, signals } = plan;
  const outputs = (array: string, count: number, value: (index: number) => string): string =>
    `      if (${array} !== null) {
${indices(count)
  .map((i) => `        ${array}[(row * ${count} + ${i}) * stride + n] = ${value(i)};`)
  .join('\n')}
      }`;
  return `function (draws, firstRow, P, times, doses, stride, status, states, observables, residualSd) {
  const T = times.length;
${indices(plan.doses)
  .map((c) => `  const d${c} = doses[${c}];`)
  .join('\n')}
  for (let row = firstRow; row < firstRow + draws; row++) {
${emitOnce(plan, name)}
    let finite = 0;
    for (let n = 0; n < T; n++) {
      const t = times[n];
${outputs('states', states, (j) => `y${j}`)}
      {
${emitBlock(plan, plan.observe, name, [...plan.predictions, ...plan.precisions])}
${outputs('observables', signals, (s) => name(plan.predictions[s]))}
${outputs('residualSd', signals, (s) => `1 / Math.sqrt(${name(plan.precisions[s])})`)}
      }
      if (n + 1 < T) {
        const h = times[n + 1] - t;
${emitBlock(plan, plan.step, name)}
${emitAdvance(plan, name)}
      }
    }
    status[row] = finite === 0 ? 0 : 3;
  }
}`;
}

/** Parameters, hoisted quantities, initial states. */
function emitOnce(plan: KernelPlan, name: NameOf): string {
  return `${indices(plan.parameters)
    .map((p) => `    const p${p} = P[row * ${plan.parameters} + ${p}];`)
    .join('\n')}
${emitBlock(plan, plan.once, name)}
${plan.initial.map((term, j) => `    let y${j} = ${name(term)};`).join('\n')}`;
}

function emitReadings(plan: KernelPlan): string {
  return indices(plan.signals)
    .map((s) => `        const o${s} = observations[${s} * T + n], m${s} = mask[${s} * T + n];`)
    .join('\n');
}

/** y becomes y_next; a state that is not finite makes \`finite\` NaN and keeps it so. */
function emitAdvance(plan: KernelPlan, name: NameOf): string {
  return `${plan.next.map((term, j) => `        y${j} = ${name(term)};`).join('\n')}
        finite += (${indices(plan.states)
          .map((j) => `y${j}`)
          .join(' + ')}) * 0;`;
}

function emitReverse(plan: KernelPlan, name: NameOf, width: number): string {
  const stateIndices = indices(plan.states);
  const flows = (terms: readonly Term[]): string =>
    terms
      .map((term, a) => (plan.graph.valueOf(term) === 0 ? '' : `        A${a} += ${name(term)};`))
      .filter((line) => line !== '')
      .join('\n');
  return `    if (status[row] !== 0) {
      gradient.fill(0, row * ${plan.parameters}, (row + 1) * ${plan.parameters});
      continue;
    }
${stateIndices.map((j) => `    let l${j} = 0;`).join('\n')}
${plan.accumulated.map((_, a) => `    let A${a} = 0;`).join('\n')}
    for (let n = T - 1; n >= 0; n--) {
      const t = times[n];
${stateIndices.map((j) => `      y${j} = tape[n * ${width} + ${j}];`).join('\n')}
      if (n + 1 < T) {
        const h = times[n + 1] - t;
${plan.tape.map((term, j) => `        const ${name(term)} = tape[n * ${width} + ${plan.states + j}];`).join('\n')}
${emitBlock(plan, plan.reverseStep, name)}
${flows(plan.stepFlows)}
${stateIndices.map((j) => `        const n${j} = ${name(plan.stepAdjoints[j])};`).join('\n')}
${stateIndices.map((j) => `        l${j} = n${j};`).join('\n')}
      }
      {
${emitReadings(plan)}
${emitBlock(plan, plan.reverseObserve, name)}
${flows(plan.observedFlows)}
${stateIndices
  .filter((j) => plan.graph.valueOf(plan.observedAdjoints[j]) !== 0)
  .map((j) => `        l${j} += ${name(plan.observedAdjoints[j])};`)
  .join('\n')}
      }
    }
    {
${emitBlock(plan, plan.reverseOnce, name)}
      let sound = 0;
${plan.gradient
  .map((term, p) => {
    const target = `gradient[row * ${plan.parameters} + ${p}]`;
    return `      ${target} = ${name(term)}; sound += ${target} * 0;`;
  })
  .join('\n')}
      if (sound !== 0) status[row] = 3;
    }`;
}

/** Instructions of a block as \`const\` lines; with \`outputs\` only those that these need. */
function emitBlock(plan: KernelPlan, block: Block, name: NameOf, outputs?: readonly Term[]): string {
  const wanted = outputs === undefined ? null : neededFor(plan, block, outputs);
  return block.instructions
    .filter((term) => wanted === null || wanted.has(term))
    .map((term) => {
      const node = plan.graph.node(term);
      if (node.kind !== 'operation') return '';
      const [a = '', b = '', c = ''] = node.args.map(name);
      return `        const ${name(term)} = ${primitiveOf(node.operation).javascript(a, b, c)};`;
    })
    .join('\n');
}

function neededFor(plan: KernelPlan, block: Block, outputs: readonly Term[]): ReadonlySet<Term> {
  const needed = new Set<Term>(outputs);
  for (const term of block.instructions.toReversed()) {
    const node = plan.graph.node(term);
    if (needed.has(term) && node.kind === 'operation') for (const arg of node.args) needed.add(arg);
  }
  return needed;
}

function namer(plan: KernelPlan): NameOf {
  return (term) => {
    const node = plan.graph.node(term);
    switch (node.kind) {
      case 'constant':
        return literal(node.value);
      case 'operation':
        return `v${term}`;
      case 'input':
        switch (node.input) {
          case 'parameter':
            return `p${node.index}`;
          case 'dose':
            return `d${node.index}`;
          case 'time':
            return 't';
          case 'step':
            return 'h';
          case 'state':
            return `y${node.index}`;
          case 'observation':
            return `o${node.index}`;
          case 'mask':
            return `m${node.index}`;
          case 'adjoint':
            return node.index < plan.states ? `l${node.index}` : `A${node.index - plan.states}`;
        }
    }
  };
}

/** Negative numbers in parentheses, since they may stand after a minus. */
function literal(value: number): string {
  const text = Object.is(value, -0) ? '-0' : String(value);
  return text.startsWith('-') ? `(${text})` : text;
}

function indices(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index);
}
