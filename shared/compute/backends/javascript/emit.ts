import type { Term } from '../../../model/operations/operation.ts';
import { statusCode } from '../../kernel.ts';
import type { KernelPlan } from '../../kernel-plan.ts';
import { emitBlock, emitFlows, emitVectors } from './emit-block.ts';
import { emitSteps, emitWatch } from './emit-steps.ts';
import { likelihoodNames, simulationNames } from './fused-run.ts';
import { indices, lines } from './lines.ts';
import { type NameOf, namesIn } from './names.ts';

/** What a generated likelihood computes. */
export type LikelihoodKind = 'value' | 'gradient' | 'weights';

/**
 * One fused function for methods with given steps: all draws of a series, forward and backward, states and accumulators
 * in locals. `N` is the number of sub-steps; \`amounts\` and \`steps\` are [treatment, time] of timed treatments.
 */
export function emitLikelihood(plan: KernelPlan, kind: LikelihoodKind, watchEvery: number): string {
  const name = namesIn(plan);
  const { states, signals, carried } = plan;
  const gridWidth = states + carried.length;
  const record = kind !== 'value';
  return `function ({ ${likelihoodNames.join(', ')} }) {
  const T = times.length, t0 = times[0];
${emitConstants(plan)}
${emitVectors(plan, name)}
  for (let row = firstRow; row < firstRow + draws; row++) {
${emitOnce(plan, name)}
${lines(carried.length, (k) => `    let r${k} = 0;`)}
    let finite = 0;
${emitWatch(plan)}
${lines(signals, (s) => `    let s${s} = 0;`)}
    for (let n = 0; n < T; n++) {
      {
      const t = times[n];
${record ? lines(states, (j) => `      grid[n * ${gridWidth} + ${j}] = y${j};`) : ''}
${record ? lines(carried.length, (k) => `      grid[n * ${gridWidth} + ${states + k}] = r${k};`) : ''}
${emitReadings(plan)}
${emitTimed(plan)}
${emitBlock(plan, plan.observe.instructions, name, [...plan.readingTerms, ...carried])}
${lines(signals, (s) => `        s${s} += ${name(plan.readingTerms[s])};`)}
${carried.map((term, k) => `        const R${k} = ${name(term)};`).join('\n')}
${lines(carried.length, (k) => `        r${k} = R${k};`)}
      }
      if (n + 1 < T) {
${emitAmounts(plan)}
${emitTimed(plan)}
${emitSteps(plan, name, record, watchEvery)}
        finite += (${indices(states)
          .map((j) => `y${j}`)
          .join(' + ')}) * 0;
      }
    }
${emitBlock(plan, plan.finish.instructions, name)}
    const total = 0${plan.logLikelihoods.map((term) => ` + ${name(term)}`).join('')};
    logLik[row] = total;
    if (bySignal !== null) {
${lines(signals, (s) => `      bySignal[row * ${signals} + ${s}] = ${name(plan.logLikelihoods[s])};`)}
    }
    status[row] = ${statusOf('finite + total * 0')};
${record ? emitReverse(plan, name, kind) : ''}
  }
}`;
}

/** States, predictions and residual sds on the step grid; loops over the draws of a series. */
export function emitSimulation(plan: KernelPlan, watchEvery: number): string {
  const name = namesIn(plan);
  const { states, signals } = plan;
  const outputs = (array: string, count: number, value: (index: number) => string): string =>
    `      if (${array} !== null) {
${lines(count, (i) => `        ${array}[(row * ${count} + ${i}) * stride + n] = ${value(i)};`)}
      }`;
  return `function ({ ${simulationNames.join(', ')} }) {
  const T = times.length, t0 = times[0];
${emitConstants(plan)}
${emitVectors(plan, name)}
  for (let row = firstRow; row < firstRow + draws; row++) {
${emitOnce(plan, name)}
    let finite = 0;
${emitWatch(plan)}
    for (let n = 0; n < T; n++) {
${outputs('states', states, (j) => `y${j}`)}
      {
      const t = times[n];
${emitTimed(plan)}
${emitBlock(plan, plan.observe.instructions, name, [...plan.predictions, ...plan.deviations])}
${outputs('observables', signals, (s) => name(plan.predictions[s]))}
${outputs('residualSd', signals, (s) => name(plan.deviations[s]))}
      }
      if (n + 1 < T) {
${emitAmounts(plan)}
${emitTimed(plan)}
${emitSteps(plan, name, false, watchEvery)}
        finite += (${indices(states)
          .map((j) => `y${j}`)
          .join(' + ')}) * 0;
      }
    }
    status[row] = ${statusOf('finite')};
  }
}`;
}

/** A trajectory's status, from an expression that is 0 where all its numbers were finite. */
function statusOf(nothing: string): string {
  const { ok, notFinite, unstable } = statusCode;
  return `exploded !== 0 ? ${unstable} : ${nothing} === 0 ? ${ok} : ${notFinite}`;
}

/** Backwards over grid points and sub-steps, then to the parameters. */
function emitReverse(plan: KernelPlan, name: NameOf, kind: LikelihoodKind): string {
  const { states, carried } = plan;
  const width = states + plan.tape.length;
  const gridWidth = states + carried.length;
  const withWeights = kind === 'weights';
  const flows = (terms: readonly Term[]): string =>
    terms
      .map((term, a) => (plan.graph.valueOf(term) === 0 ? '' : `        A${a} += ${name(term)};`))
      .filter((line) => line !== '')
      .join('\n');
  const body = (block: KernelPlan['step']): string =>
    withWeights
      ? `${emitBlock(plan, block.flowInstructions, name)}\n${emitFlows(plan, block, name, 'rowWeight')}`
      : emitBlock(plan, block.instructions, name);
  return `    if (status[row] !== ${statusCode.ok}) {
      gradient.fill(0, row * ${plan.parameters}, (row + 1) * ${plan.parameters});
      continue;
    }
${withWeights ? '    const rowWeight = rowWeights[row];' : ''}
${lines(states, (j) => `    let l${j} = 0;`)}
${lines(carried.length, (k) => `    let R${k} = 0;`)}
${plan.accumulated.map((_, a) => `    let A${a} = 0;`).join('\n')}
    for (let n = T - 1; n >= 0; n--) {
      if (n + 1 < T) {
${emitTimed(plan)}
        const h = (times[n + 1] - times[n]) / N;
        for (let k = N - 1; k >= 0; k--) {
        const t = times[n] + k * h;
        const at = (n * N + k) * ${width};
${lines(states, (j) => `        y${j} = tape[at + ${j}];`)}
${plan.tape.map((term, j) => `        const ${name(term)} = tape[at + ${states + j}];`).join('\n')}
${body(plan.reverseStep)}
${flows(plan.stepFlows)}
${lines(states, (j) => `        const n${j} = ${name(plan.stepAdjoints[j])};`)}
${lines(states, (j) => `        l${j} = n${j};`)}
        }
      }
      {
        const t = times[n];
${lines(states, (j) => `        y${j} = grid[n * ${gridWidth} + ${j}];`)}
${lines(carried.length, (k) => `        r${k} = grid[n * ${gridWidth} + ${states + k}];`)}
${emitReadings(plan)}
${emitTimed(plan)}
${body(plan.reverseObserve)}
${flows(plan.observedFlows)}
${indices(states)
  .filter((j) => plan.graph.valueOf(plan.observedAdjoints[j]) !== 0)
  .map((j) => `        l${j} += ${name(plan.observedAdjoints[j])};`)
  .join('\n')}
${plan.carriedAdjoints.map((term, k) => `        const N${k} = ${name(term)};`).join('\n')}
${lines(carried.length, (k) => `        R${k} = N${k};`)}
      }
    }
    {
${body(plan.reverseOnce)}
${plan.gradient
  .map((term, p) => `      gradient[row * ${plan.parameters} + ${p}] = ${name(term)};`)
  .join('\n')}
    }`;
}

/** What is the same for all draws of a series. */
function emitConstants(plan: KernelPlan): string {
  const timed = new Set(plan.timed.map(({ treatment }) => treatment));
  return `${indices(plan.doses)
    .filter((c) => !timed.has(c))
    .map((c) => `  const d${c} = doses[${c}];`)
    .join('\n')}
${lines(plan.parts, (part) => `  const u${part} = parts[${part}];`)}
${lines(plan.signals, (s) => `  const b${s} = readings[${s}];`)}`;
}

/** Parameters, hoisted quantities, initial states. */
function emitOnce(plan: KernelPlan, name: NameOf): string {
  return `${lines(plan.parameters, (p) => `    const p${p} = P[row * ${plan.parameters} + ${p}];`)}
${emitBlock(plan, plan.once.instructions, name)}
${plan.initial.map((term, j) => `    let y${j} = ${name(term)};`).join('\n')}`;
}

function emitReadings(plan: KernelPlan): string {
  const censored = plan.graph.nodes.some((node) => node.kind === 'input' && node.input === 'censored');
  return lines(plan.signals, (s) => {
    const reading = `        const o${s} = observations[${s} * T + n], m${s} = mask[${s} * T + n] === 0 ? 0 : 1;`;
    const flag = censored ? ` const c${s} = mask[${s} * T + n] === 2 ? 1 : 0;` : '';
    return `${reading}${flag}${plan.carriedSignals.includes(s) ? ` const q${s} = gaps[${s} * T + n];` : ''}`;
  });
}

function emitTimed(plan: KernelPlan): string {
  return plan.timed
    .filter(({ addedTo }) => addedTo === null)
    .map(({ treatment }) => `        const g${treatment} = timed[${treatment} * T + n];`)
    .join('\n');
}

function emitAmounts(plan: KernelPlan): string {
  return plan.timed
    .filter(({ addedTo }) => addedTo !== null)
    .map(({ treatment, addedTo }) => `        y${addedTo} += timed[${treatment} * T + n];`)
    .join('\n');
}
