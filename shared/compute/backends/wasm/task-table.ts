import { assert } from '../../../base/assert.ts';
import type { KernelPlan } from '../../kernel-plan.ts';
import type { CompiledFunction, FunctionKind } from './kernel-functions.ts';
import type { KernelMemory } from './kernel-memory.ts';
import { functionArguments } from './kernel-shape.ts';
import type { LaneType } from './lane-type.ts';
import type { RequestLayout } from './request-layout.ts';
import { mostTasks, type TaskList } from './task-list.ts';

/** The individual of each series of a request. */
export interface SeriesRecord {
  /** Byte address. */
  readonly address: number;
  readonly length: number;
}

const width = Object.keys(functionArguments()).length;
/**
 * Most groups of lanes a task: a tenth of a millisecond or so of work. Few enough that threads end together, enough that
 * taking a task costs nothing.
 */
const mostGroups = 13;

/** Groups of lanes a task: all of a series where results are summed over rows. */
export function groupsEach(kind: FunctionKind, { groups }: RequestLayout): number {
  return kind === 'weights' ? groups : Math.min(mostGroups, groups);
}

/** One task for some groups of lanes of a series. */
export function writeTasks(
  plan: KernelPlan,
  type: LaneType,
  memory: KernelMemory,
  compiled: CompiledFunction,
  layout: RequestLayout,
  records: readonly SeriesRecord[],
  shared: { readonly weights: number; readonly tapeBytes: number; readonly round: number },
): TaskList {
  const together = groupsEach(compiled.kind, layout);
  const each = Math.ceil(layout.groups / together);
  const count = records.length * each;
  assert(count <= mostTasks, 'a request has fewer than a million tasks');
  const table = memory.reserve('tasks', count * width * 4);
  const control = memory.reserve('control', 8);
  const numbers = new Int32Array(memory.buffer, table, count * width);
  let at = 0;
  records.forEach(({ address, length }, series) => {
    for (let first = 0; first < layout.groups; first += together) {
      const row = series * layout.rows + first * type.count;
      const group = row / type.count;
      const rowOf = (base: number, columns: number): number => base + row * columns * 8;
      const vectorOf = (base: number, quantities: number): number => base + group * length * quantities * 16;
      const line: Readonly<Record<keyof ReturnType<typeof functionArguments>, number>> = {
        constants: compiled.constants,
        scratch: 0,
        record: address,
        length,
        groups: Math.min(together, layout.groups - first),
        parameters: rowOf(layout.parameters, plan.parameters),
        weights: shared.weights,
        tapeBytes: shared.tapeBytes,
        rowWeights: rowOf(layout.rowWeights, 1),
        logLik: rowOf(layout.logLik, 1),
        bySignal: rowOf(layout.bySignal, plan.signals),
        gradient: rowOf(layout.gradient, plan.parameters),
        weightGradient: layout.weightGradient + series * plan.weights * 8,
        status: rowOf(layout.status, 1),
        states: vectorOf(layout.states, plan.states),
        observables: vectorOf(layout.observables, plan.signals),
        residualSd: vectorOf(layout.residualSd, plan.signals),
      };
      for (const name of argumentNames) numbers[at++] = line[name];
    }
  });
  return { table, count, width, control, round: shared.round };
}

const argumentNames = Object.keys(functionArguments()) as (keyof ReturnType<typeof functionArguments>)[];
