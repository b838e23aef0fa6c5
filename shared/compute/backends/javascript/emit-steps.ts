import { present } from '../../../base/assert.ts';
import { notAstray, nothingOwed, trials, watchedInARow } from '../../explosion.ts';
import type { KernelPlan } from '../../kernel-plan.ts';
import { emitBlock } from './emit-block.ts';
import { indices, lines } from './lines.ts';
import type { NameOf } from './names.ts';

/** What is watched of given steps, before a trajectory's first. */
export function emitWatch({ states }: KernelPlan): string {
  return `    let exploded = 0, watched = false;
${lines(states, (j) => `    let x${j} = 0, z${j} = 0;`)}`;
}

/**
 * The sub-steps from point n to the next, and after the last of all those that are only tried, from the states `w` where it
 * arrived.
 *
 * @param record whether the tape keeps them.
 */
export function emitSteps(plan: KernelPlan, name: NameOf, record: boolean, watchEvery: number): string {
  const { states, tape, next, step } = plan;
  const explosion = present(plan.explosion, 'given steps are watched');
  return `        const h = (times[n + 1] - times[n]) / N;
        const runs = n === T - 2 ? N + ${trials} : N;
        const isWatched = n === T - 2 || n % ${watchEvery} >= ${watchEvery - watchedInARow};
        if (isWatched && !watched) {
${lines(explosion.watched.length, (j) => `        x${j} = ${nothingOwed}; z${j} = ${notAstray};`)}
        }
        watched = isWatched;
${lines(states, (j) => `        let w${j} = 0;`)}
        for (let k = 0; k < runs; k++) {
        if (k === N) {
${lines(states, (j) => `        w${j} = y${j};`)}
        }
        const t = times[n] + Math.min(k, N - 1) * h;
${record ? `        const at = (n * N + k) * ${states + tape.length};` : ''}
${record ? lines(states, (j) => `        tape[at + ${j}] = y${j};`) : ''}
${emitBlock(plan, step.instructions, name, [...next, ...explosion.slopes])}
${record ? tape.map((term, j) => `        tape[at + ${states + j}] = ${name(term)};`).join('\n') : ''}
        if (watched) {
${emitBlock(plan, explosion.block.instructions, name)}
        if (${name(explosion.excess)} > 0) exploded = 1;
${lines(explosion.watched.length, (j) => `        x${j} = ${name(explosion.owed[j])}; z${j} = ${name(explosion.astray[j])};`)}
        }
${lines(states, (j) => `        const n${j} = ${name(next[j])};`)}
${lines(states, (j) => `        y${j} = n${j};`)}
        }
        if (n === T - 2) {
        if ((${sum('w', states)}) * 0 === 0 && (${sum('y', states)}) * 0 !== 0) exploded = 1;
${lines(states, (j) => `        y${j} = w${j};`)}
        }`;
}

function sum(letter: string, count: number): string {
  return indices(count)
    .map((j) => `${letter}${j}`)
    .join(' + ');
}
