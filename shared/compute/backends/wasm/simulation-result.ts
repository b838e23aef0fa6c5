import type { SimulationOutput } from '../../kernel.ts';
import type { KernelShape } from './kernel-shape.ts';
import type { RequestLayout } from './request-layout.ts';

/** Where a simulated series goes in the arrays of the request. */
export interface SimulatedSeries {
  /** Row of its first draw. */
  readonly first: number;
  /** Its grid points, and the length of the outputs' time axis. */
  readonly length: number;
  readonly stride: number;
}

/** Copies a simulated series, [group, point, quantity, lane] in memory, to the request's arrays [row, quantity, point]. */
export function readSimulation(
  { plan, type }: Omit<KernelShape, 'constants'>,
  layout: RequestLayout,
  buffer: ArrayBufferLike,
  series: SimulatedSeries,
  out: SimulationOutput,
): void {
  const { draws, groups } = layout;
  const { first, length, stride } = series;
  const read = (address: number, quantities: number, to: Float64Array | undefined): void => {
    if (to === undefined) return;
    const count = groups * length * quantities * type.count;
    const from =
      type.bytes === 4 ? new Float32Array(buffer, address, count) : new Float64Array(buffer, address, count);
    for (let draw = 0; draw < draws; draw++) {
      const group = Math.floor(draw / type.count);
      const lane = draw % type.count;
      for (let quantity = 0; quantity < quantities; quantity++) {
        const at = ((first + draw) * quantities + quantity) * stride;
        let source = (group * length * quantities + quantity) * type.count + lane;
        for (let n = 0; n < length; n++, source += quantities * type.count) to[at + n] = from[source];
      }
    }
  };
  read(layout.states, plan.states, out.states);
  read(layout.observables, plan.signals, out.observables);
  read(layout.residualSd, plan.signals, out.residualSd);
}
