import { expect, test } from 'vitest';
import { firstLane } from '../../../shared/compute/backends/lane-index.ts';
import type { Machine } from '../../../shared/compute/backends/machine.ts';
import { LaneGraph } from '../../../shared/compute/backends/wasm/lane-graph.ts';
import { float64Lanes } from '../../../shared/compute/backends/wasm/lane-type.ts';
import { Graph } from '../../../shared/compute/graph.ts';

test('terms, lanes’ values and indices of lanes are not taken for one another, which does not compile', () => {
  const graph = new Graph();
  const lanes = new LaneGraph(float64Lanes);
  const [term, lane] = [graph.constant(1), lanes.constant(1)];
  const machine = { read: (): number => 0 } as unknown as Machine;
  const mixed = (): readonly unknown[] => [
    // @ts-expect-error: a value of lanes is no term
    graph.apply('negate', lane),
    // @ts-expect-error: a term is no value of lanes
    lanes.negate(term),
    // @ts-expect-error: nor is a number
    graph.node(0),
    // @ts-expect-error: the index of a lane comes after the term
    machine.read(firstLane, term),
    // @ts-expect-error: a term is no index of a lane
    machine.read(term, term),
  ];
  expect(mixed).toBeTypeOf('function');
  // to the machine they are numbers and no more
  expect([term, lane, firstLane]).toEqual([0, 0, 0]);
});
