import { assert, present } from '../../../base/assert.ts';
import { trials } from '../../explosion.ts';
import {
  type Kernel,
  type KernelRequest,
  type LikelihoodOutput,
  type SimulationOutput,
  statusCode,
} from '../../kernel.ts';
import type { ThreadHost } from '../../threads.ts';
import { checkIndividual, longestGrid } from '../series-kernel.ts';
import { type FunctionKind, makeFunctions } from './kernel-functions.ts';
import { makeKernelMemory } from './kernel-memory.ts';
import type { KernelShape } from './kernel-shape.ts';
import { makeKernelTeam } from './kernel-team.ts';
import { noRoom } from './own-steps.ts';
import { recordBytes, roundUp, writeRecord } from './record-layout.ts';
import { layOutRequest, type RequestLayout } from './request-layout.ts';
import type { RowArray, RowCopies } from './row-copies.ts';
import { readSimulation } from './simulation-result.ts';
import { rounds } from './task-list.ts';
import { groupsEach, type SeriesRecord, writeTasks } from './task-table.ts';

export type ShapeWithoutConstants = Omit<KernelShape, 'constants'>;

/** A Kernel whose functions are WebAssembly, on one memory that all its threads share. */
export function makeWasmKernel(
  shape: ShapeWithoutConstants,
  threads: { readonly count: number; readonly host: ThreadHost } | null,
): Kernel {
  const { plan, type } = shape;
  const memory = makeKernelMemory();
  const team = makeKernelTeam(memory, threads?.count ?? 1, threads?.host ?? null);
  const functionOf = makeFunctions(shape, memory);
  const weights = memory.reserve('weights', plan.weights * type.bytes);
  let records: readonly SeriesRecord[] = [];
  let longest = 0;
  /** Of the steps that a group of lanes keeps. */
  let tapeBytes = 0;
  let round = 0;

  const recordsOf = (individuals: Int32Array): readonly SeriesRecord[] =>
    Array.from(individuals, (index) => present(records[index], `individual ${index} is bound`));

  /** Solves some series with all their draws; results are where the layout says. */
  const solve = async (
    kind: FunctionKind,
    series: readonly SeriesRecord[],
    draws: number,
    arraysOf: (layout: RequestLayout) => readonly RowArray[],
  ): Promise<RequestLayout> => {
    const compiled = functionOf(kind);
    const length = series.reduce((most, record) => Math.max(most, record.length), 0);
    const layout = layOutRequest(plan, type, memory, kind, { series: series.length, draws, length });
    const each = groupsEach(kind, layout);
    const copies: RowCopies = {
      draws,
      rows: layout.rows,
      rowsEach: each * type.count,
      tasksEach: Math.ceil(layout.groups / each),
      arrays: arraysOf(layout),
    };
    for (;;) {
      const bytes = roundUp(gridSize(shape, longest) + tapeBytes, 64);
      const address = memory.reserve('scratch', bytes * team.threads);
      const tasks = writeTasks(shape, memory, {
        compiled,
        layout,
        records: series,
        weights,
        tapeBytes,
        round,
      });
      round = (round + 1) % rounds;
      await team.run(compiled, tasks, copies, { address, bytes });
      if (shape.ownSteps === null || !lacksRoom(layout)) return layout;
      tapeBytes *= 2;
    }
  };

  const lacksRoom = ({ series, rows, status }: RequestLayout): boolean =>
    new Float64Array(memory.buffer, status, series * rows).includes(noRoom);

  const readStatus = (layout: RequestLayout, out: Uint8Array): void => {
    const { series, draws, rows, status } = layout;
    const found = new Float64Array(memory.buffer, status, series * rows);
    for (let one = 0; one < series; one++) {
      for (let draw = 0; draw < draws; draw++) {
        const code = found[one * rows + draw];
        out[one * draws + draw] = Number.isFinite(code) ? code : statusCode.notFinite;
      }
    }
  };

  return {
    backend: 'wasm',
    threads: team.threads,
    setWeights(values) {
      assert(values.length === plan.weights, `the layers have ${plan.weights} weights`);
      const held =
        type.bytes === 4
          ? new Float32Array(memory.buffer, weights, plan.weights)
          : new Float64Array(memory.buffer, weights, plan.weights);
      held.set(values);
    },
    bind(individuals) {
      for (const individual of individuals) checkIndividual(plan, individual);
      const sizes = individuals.map(({ times_h }) => recordBytes(shape.record, times_h.length));
      let address = memory.reserve(
        'individuals',
        sizes.reduce((sum, size) => sum + size, 0),
      );
      records = individuals.map((individual, index) => {
        writeRecord(shape, individual, memory.buffer, address);
        const record = { address, length: individual.times_h.length };
        address += sizes[index];
        return record;
      });
      longest = records.reduce((most, { length }) => Math.max(most, length), 0);
      tapeBytes = Math.max(tapeBytes, tapeSize(shape, longest));
    },
    async logLikelihood(request: KernelRequest, out: LikelihoodOutput) {
      const { individuals, draws, parameters, rowWeights } = request;
      const { gradient, weightGradient, logLikBySignal } = out;
      assert(
        weightGradient === undefined || (gradient !== undefined && rowWeights !== undefined),
        'a gradient of weights needs the gradient of parameters and a weight for each trajectory',
      );
      assert(
        parameters.length >= individuals.length * draws * plan.parameters,
        'parameters hold [series, draw, parameter]',
      );
      if (individuals.length === 0 || draws === 0) return;
      const kind = gradient === undefined ? 'value' : weightGradient === undefined ? 'gradient' : 'weights';
      const layout = await solve(kind, recordsOf(individuals), draws, (at) => [
        rowArray('in', parameters, plan.parameters, at.parameters),
        ...(kind === 'weights' && rowWeights !== undefined
          ? [rowArray('in', rowWeights, 1, at.rowWeights, 'nothing')]
          : []),
        rowArray('out', out.logLik, 1, at.logLik),
        ...(logLikBySignal === undefined ? [] : [rowArray('out', logLikBySignal, plan.signals, at.bySignal)]),
        ...(gradient === undefined ? [] : [rowArray('out', gradient, plan.parameters, at.gradient)]),
      ]);
      const { buffer } = memory;
      readStatus(layout, out.status);
      if (weightGradient !== undefined) addWeightGradients(layout, buffer, plan.weights, weightGradient);
    },
    async simulate(request: KernelRequest, out: SimulationOutput) {
      const { individuals, draws, parameters } = request;
      const stride = longestGrid(
        records.map(({ length }) => length),
        individuals,
      );
      const width = draws * plan.parameters;
      // one series at a time: trajectories take far more room than their likelihoods
      for (const [index, record] of recordsOf(individuals).entries()) {
        const own = parameters.subarray(index * width, (index + 1) * width);
        const layout = await solve('simulation', [record], draws, (at) => [
          rowArray('in', own, plan.parameters, at.parameters),
        ]);
        readStatus(layout, out.status.subarray(index * draws, (index + 1) * draws));
        readSimulation(
          shape,
          layout,
          memory.buffer,
          { first: index * draws, length: record.length, stride },
          out,
        );
      }
    },
    async close() {
      await team.close();
      records = [];
    },
  };
}

function rowArray(
  way: RowArray['way'],
  array: Float64Array,
  columns: number,
  address: number,
  padding: RowArray['padding'] = 'first',
): RowArray {
  return { array, columns, address, way, padding };
}

/** Bytes that one thread needs for all but steps. */
function gridSize({ scratch }: ShapeWithoutConstants, length: number): number {
  return scratch.fixed + length * scratch.gridRow;
}

/** Bytes for the steps of a group of lanes: all that are given, or a guess at how many lanes choose. */
function tapeSize({ scratch, substeps, ownSteps }: ShapeWithoutConstants, length: number): number {
  const steps = ownSteps === null ? (length - 1) * substeps + trials : 2 * length + 64;
  return Math.max(0, steps) * scratch.tapeRow;
}

/** Adds each series' sums, in the order of the series whoever computed them. */
function addWeightGradients(
  { series, weightGradient }: RequestLayout,
  buffer: ArrayBufferLike,
  weights: number,
  out: Float64Array,
): void {
  const sums = new Float64Array(buffer, weightGradient, series * weights);
  for (let one = 0; one < series; one++) {
    for (let weight = 0; weight < weights; weight++) out[weight] += sums[one * weights + weight];
  }
}
