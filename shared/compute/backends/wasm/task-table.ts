import { assert } from '../../../base/assert.ts';
import type { CompiledFunction, FunctionKind } from './kernel-functions.ts';
import type { KernelMemory } from './kernel-memory.ts';
import { functionArguments, type KernelShape } from './kernel-shape.ts';
import type { RequestLayout } from './request-layout.ts';
import { mostTasks, type TaskList } from './task-list.ts';

/** The individual of each series of a request. */
export interface SeriesRecord {
  /** Byte address. */
  readonly address: number;
  readonly length: number;
}

/**
 * Most groups of lanes a task: a tenth of a millisecond or so of work. Few enough that threads end together, enough that
 * taking a task costs nothing.
 */
const mostGroups = 13;

/** Groups of lanes a task: all of a series where results are summed over rows. */
export function groupsEach(kind: FunctionKind, { groups }: RequestLayout): number {
  return kind === 'weights' ? groups : Math.min(mostGroups, groups);
}

/** What tasks are made from: a function, where a request's numbers lie, and its series. */
export interface TaskRequest {
  readonly compiled: CompiledFunction;
  readonly layout: RequestLayout;
  readonly records: readonly SeriesRecord[];
  /** Byte address of the layers' weights. */
  readonly weights: number;
  readonly tapeBytes: number;
  readonly round: number;
}

type TaskShape = Pick<KernelShape, 'plan' | 'type'>;

/** One task for some groups of lanes of a series. */
export function writeTasks(shape: TaskShape, memory: KernelMemory, request: TaskRequest): TaskList {
  const { plan, type } = shape;
  const { compiled, layout, records, round } = request;
  const together = groupsEach(compiled.kind, layout);
  const each = Math.ceil(layout.groups / together);
  const count = records.length * each;
  assert(count <= mostTasks, 'a request has fewer than a million tasks');
  const table = memory.reserve('tasks', count * width * 4);
  const control = memory.reserve('control', 8);
  const numbers = new Int32Array(memory.buffer, table, count * width);
  const { line, perRow } = linesOf(shape, request);
  let at = 0;
  for (let series = 0; series < records.length; series++) {
    line[places.record] = records[series].address;
    line[places.length] = records[series].length;
    line[places.weightGradient] = layout.weightGradient + series * plan.weights * 8;
    for (let first = 0; first < layout.groups; first += together) {
      const row = series * layout.rows + first * type.count;
      for (let place = 0; place < width; place++) numbers[at + place] = line[place] + row * perRow[place];
      numbers[at + places.groups] = Math.min(together, layout.groups - first);
      at += width;
    }
  }
  return { table, count, width, control, round };
}

/** A line of the table as it is for row 0, and what each of its numbers grows by from row to row, [argument]. */
function linesOf(
  { plan, type }: TaskShape,
  { compiled, layout, records, weights, tapeBytes }: TaskRequest,
): { readonly line: Float64Array; readonly perRow: Float64Array } {
  const line = new Float64Array(width);
  const perRow = new Float64Array(width);
  const rows = (name: ArgumentName, base: number, columns: number): void => {
    line[places[name]] = base;
    perRow[places[name]] = columns * 8;
  };
  // simulations are of one series
  const length = records[0]?.length ?? 0;
  const vectors = (name: ArgumentName, base: number, quantities: number): void => {
    line[places[name]] = base;
    perRow[places[name]] = (length * quantities * 16) / type.count;
  };
  line[places.constants] = compiled.constants;
  line[places.weights] = weights;
  line[places.tapeBytes] = tapeBytes;
  rows('parameters', layout.parameters, plan.parameters);
  rows('rowWeights', layout.rowWeights, 1);
  rows('logLik', layout.logLik, 1);
  rows('bySignal', layout.bySignal, plan.signals);
  rows('gradient', layout.gradient, plan.parameters);
  rows('status', layout.status, 1);
  vectors('states', layout.states, plan.states);
  vectors('observables', layout.observables, plan.signals);
  vectors('residualSd', layout.residualSd, plan.signals);
  return { line, perRow };
}

type ArgumentName = keyof ReturnType<typeof functionArguments>;

/** Place of each argument in a line. */
const places = Object.fromEntries(
  Object.keys(functionArguments()).map((name, place) => [name, place]),
) as Readonly<Record<ArgumentName, number>>;

const width = Object.keys(places).length;
