import type { Term } from '../../../model/operations/operation.ts';
import {
  apply,
  type Code,
  count,
  get,
  i32,
  increase,
  type Local,
  load,
  local,
  set,
  store,
} from '../../../wasm/code.ts';
import type { WeightFlow } from '../../differentiate.ts';
import { type InputRun, runsOf } from '../layer-runs.ts';
import { type ColumnAddress, overColumns } from './column-loops.ts';
import type { FunctionArguments, KernelShape } from './kernel-shape.ts';
import { zeroOf } from './lane-type.ts';
import type { Section } from './section.ts';

/** Layers are loops over arrays: written out, a network of any size would be more code than the processor can hold ready. */
export interface LayerLoops {
  /** Emits the layers among these instructions, in order, into a section. */
  layers(section: Section, instructions: readonly Term[]): void;
  /** Adds to the sums of the weights' gradient what a block owes, times the trajectories' weights. */
  flows(section: Section, flows: readonly WeightFlow[], lanes: LaneWeights): void;
}

/** Weight of each trajectory, and a mask of those that count at all: nothing times NaN would be NaN. */
export interface LaneWeights {
  readonly weight: Local;
  readonly mask: Local;
}

/** Rows of a matrix that are multiplied at a time: each load of an input serves all of them. */
const rowsAtOnce = 4;

/** A matrix in memory times the vector in the scratch's `inputs`, or plus nothing where there is no bias. */
interface Product {
  readonly rows: number;
  /** Of consecutive columns, each with its place among the scratch's inputs. */
  readonly columns: readonly InputRun[];
  /** All columns of the matrix. */
  readonly width: number;
  /** Byte offsets from `weights` of the first entry and of the bias; bytes from row to row and from column to column. */
  readonly weight: number;
  readonly bias: number | null;
  readonly rowStride: number;
  readonly columnStride: number;
  /** Byte offset in the scratch. */
  readonly target: number;
}

export function makeLayerLoops(shape: KernelShape, args: FunctionArguments): LayerLoops {
  const { plan, type, scratch } = shape;
  const { add, multiply } = type.operations;
  const size = type.bytes;
  const row = local('i', 'i32');
  const weight = local('weight', 'i32');
  const bias = local('bias', 'i32');
  const input = local('input', 'i32');
  const target = local('target', 'i32');
  const entry = local('entry', 'v128');
  const sums = Array.from({ length: rowsAtOnce }, (_, index) => local(`sum${index}`, 'v128'));
  const zero = zeroOf(type);

  const alongRow = ({ columnStride }: Product): readonly ColumnAddress[] => [
    { address: weight, bytes: columnStride, passesGaps: true },
    { address: input, bytes: 16, passesGaps: false },
  ];
  const alongSums: readonly ColumnAddress[] = [
    { address: target, bytes: 16, passesGaps: true },
    { address: input, bytes: 16, passesGaps: false },
  ];

  const rowsOf = (product: Product, together: number, times: number): readonly Code[] => {
    const used = sums.slice(0, together);
    return count(row, i32(0), i32(times), [
      ...used.map((sum, index) =>
        set(sum, product.bias === null ? zero : load(type.loadSplat, get(bias), index * size)),
      ),
      set(input, apply('i32.add', get(args.scratch), i32(scratch.inputs))),
      ...overColumns(product.columns, product.width, alongRow(product), (at) => [
        set(entry, load('v128.load', get(input), at * 16)),
        ...used.map((sum, index) => {
          const offset = at * product.columnStride + index * product.rowStride;
          return set(
            sum,
            apply(add, get(sum), apply(multiply, load(type.loadSplat, get(weight), offset), get(entry))),
          );
        }),
      ]),
      ...used.map((sum, index) => store('v128.store', get(target), index * 16, get(sum))),
      increase(target, i32(together * 16)),
      increase(weight, i32(together * product.rowStride - product.width * product.columnStride)),
      ...(product.bias === null ? [] : [increase(bias, i32(together * size))]),
    ]);
  };

  const multiplied = (product: Product): readonly Code[] => {
    const blocks = Math.floor(product.rows / rowsAtOnce);
    const rest = product.rows - blocks * rowsAtOnce;
    return [
      set(weight, apply('i32.add', get(args.weights), i32(product.weight))),
      ...(product.bias === null ? [] : [set(bias, apply('i32.add', get(args.weights), i32(product.bias)))]),
      set(target, apply('i32.add', get(args.scratch), i32(product.target))),
      ...(blocks > 0 ? rowsOf(product, rowsAtOnce, blocks) : []),
      ...(rest > 0 ? rowsOf(product, 1, rest) : []),
    ];
  };

  const fill = (
    section: Section,
    area: number,
    terms: readonly Term[],
    form: (value: Code) => Code = (value) => value,
  ): void => {
    terms.forEach((term, index) => {
      section.put(section.term(term), (value) =>
        store('v128.store', get(args.scratch), area + index * 16, form(value)),
      );
    });
  };

  return {
    layers(section, instructions) {
      for (const term of instructions) {
        const node = plan.graph.node(term);
        if (node.kind !== 'layer' && node.kind !== 'layerReverse') continue;
        const { part, args: entries } = node;
        const layer = plan.layers[part.layer];
        const target = scratch.vectors.get(term) ?? 0;
        const runs = runsOf(part.inputs);
        fill(section, scratch.inputs, entries);
        const products: readonly Product[] =
          node.kind === 'layer'
            ? [
                {
                  rows: layer.outputs,
                  columns: runs,
                  width: layer.inputs,
                  weight: layer.weight * size,
                  bias: part.bias ? layer.bias * size : null,
                  rowStride: layer.inputs * size,
                  columnStride: size,
                  target,
                },
              ]
            : runs.map(({ first, place, length }) => ({
                rows: length,
                columns: [{ first: 0, place: 0, length: entries.length }],
                width: entries.length,
                weight: (layer.weight + first) * size,
                bias: null,
                rowStride: size,
                columnStride: layer.inputs * size,
                target: target + place * 16,
              }));
        section.run(products.flatMap(multiplied));
      }
    },
    flows(section, flows, lanes) {
      for (const flow of flows) {
        const { part } = flow;
        const layer = plan.layers[part.layer];
        const runs = runsOf(part.inputs);
        // both factors: nothing times infinity would be NaN
        const counted = (value: Code): Code => apply('v128.and', value, get(lanes.mask));
        fill(section, scratch.inputs, flow.inputs, counted);
        fill(section, scratch.adjoints, flow.adjoints, (value) =>
          counted(apply(multiply, value, get(lanes.weight))),
        );
        const adjoint = local('adjoint', 'i32');
        const outer = local('outer', 'v128');
        section.run([
          set(adjoint, apply('i32.add', get(args.scratch), i32(scratch.adjoints))),
          set(target, apply('i32.add', get(args.scratch), i32(scratch.weightSums + layer.weight * 16))),
          ...(!part.bias
            ? []
            : [set(bias, apply('i32.add', get(args.scratch), i32(scratch.weightSums + layer.bias * 16)))]),
          ...count(row, i32(0), i32(flow.adjoints.length), [
            set(outer, load('v128.load', get(adjoint))),
            ...(!part.bias
              ? []
              : [
                  store('v128.store', get(bias), 0, apply(add, load('v128.load', get(bias)), get(outer))),
                  increase(bias, i32(16)),
                ]),
            set(input, apply('i32.add', get(args.scratch), i32(scratch.inputs))),
            ...overColumns(runs, layer.inputs, alongSums, (at) => {
              const sum = load('v128.load', get(target), at * 16);
              const more = apply(multiply, get(outer), load('v128.load', get(input), at * 16));
              return [store('v128.store', get(target), at * 16, apply(add, sum, more))];
            }),
            increase(adjoint, i32(16)),
          ]),
        ]);
      }
    },
  };
}
