import type { Term } from '../../../model/operations/operation.ts';
import type { Local } from '../../../wasm/code.ts';
import type { FunctionArguments, KernelShape, TrajectoryLocals } from './kernel-shape.ts';
import type { LanePlace } from './lane-graph.ts';

/** Where a section finds what differs from section to section. */
export interface Surroundings {
  readonly state: (state: number) => LanePlace;
  readonly carried: (carried: number) => LanePlace;
  readonly time: LanePlace;
  readonly step: LanePlace;
  /** Results of the forward sweep that were kept. */
  readonly kept: ReadonlyMap<Term, LanePlace>;
}

export function inLocal(of: Local): LanePlace {
  return { kind: 'local', local: of };
}

/** Where every input and every earlier result is; null for what the section computes itself. */
export function placesIn(
  { plan, record, scratch }: KernelShape,
  args: FunctionArguments,
  locals: TrajectoryLocals,
  around: Surroundings,
): (term: Term) => LanePlace | null {
  const inRow = (offset: number): LanePlace => ({ kind: 'splat', base: locals.row, offset });
  const inHeader = (offset: number): LanePlace => ({ kind: 'splat', base: args.record, offset });
  const inScratch = (offset: number): LanePlace => ({ kind: 'vector', base: args.scratch, offset });
  const adjoint = (index: number): Local => {
    const accumulator = index - plan.states;
    if (accumulator < 0) return locals.adjoints[index];
    const carried = accumulator - plan.accumulated.length;
    return carried < 0 ? locals.accumulators[accumulator] : locals.carriedAdjoints[carried];
  };
  return (term) => {
    const kept = around.kept.get(term);
    if (kept !== undefined) return kept;
    const hoisted = scratch.hoisted.get(term);
    if (hoisted !== undefined) return inScratch(hoisted);
    const node = plan.graph.node(term);
    if (node.kind === 'element') {
      const vector = scratch.vectors.get(node.args[0]);
      return vector === undefined ? null : inScratch(vector + node.index * 16);
    }
    if (node.kind !== 'input') return null;
    const { index } = node;
    switch (node.input) {
      case 'parameter':
        return inScratch(scratch.parameter(index));
      case 'dose':
        return inHeader(record.dose(index));
      case 'part':
        return inHeader(record.part(index));
      case 'start':
        return inHeader(record.start);
      case 'readings':
        return inHeader(record.readings(index));
      case 'sum':
        return inLocal(locals.sums[index]);
      case 'timedDose':
        return inRow(record.timed(index));
      case 'observation':
        return inRow(record.observation(index));
      case 'mask':
        return inRow(record.mask(index));
      case 'censored':
        return inRow(record.censored(index));
      case 'gap':
        return inRow(record.gap(index));
      case 'time':
      // no implicit steps here: what begins at a time is evaluated there
      case 'stepStart':
        return around.time;
      case 'step':
        return around.step;
      case 'state':
        return around.state(index);
      case 'owed':
        return inScratch(scratch.watched.owed + index * 16);
      case 'astray':
        return inScratch(scratch.watched.astray + index * 16);
      case 'carried':
        return around.carried(index);
      case 'adjoint':
        return inLocal(adjoint(index));
    }
  };
}
