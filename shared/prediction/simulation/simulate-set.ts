import { failure, type Outcome, success } from '../../base/problem.ts';
import type { Kernel } from '../../compute/kernel.ts';
import type { JointLayout } from '../../inference/posterior/joint/joint-layout.ts';
import { tableValue } from '../../inference/posterior/joint/joint-parameters.ts';
import { groupOf, levelOf } from '../chain-summary.ts';
import { drawPoint, type JointSource, type SimulatedWell, simulateWell } from './joint-simulation.ts';
import { noSettings, noSolutions } from './simulation-problems.ts';

/** A made-up data set with its truth. */
export interface SimulatedSet {
  /** By the layout's wells. */
  readonly wells: readonly SimulatedWell[];
  readonly truth: readonly TrueValue[];
}

/** A true value as the simulator sees it, natural scale. */
export interface TrueValue {
  readonly level: string;
  readonly parameter: string;
  readonly group: string;
  /** '': of many wells. */
  readonly individual: string;
  readonly unit: string;
  readonly value: number;
}

/** Points that are tried before a set is given up. */
const mostAttempts = 200;

/**
 * Draws one joint point and simulates every well of the source's layout there, with errors of reading. A point at which a well has no solution
 * is drawn again: the truth is then from the prior given that there is one. The kernel must be bound.
 */
export async function simulateSet(
  source: JointSource,
  kernel: Kernel,
  set: number,
): Promise<Outcome<SimulatedSet>> {
  for (let attempt = 0; attempt < mostAttempts; attempt++) {
    const eta = drawPoint(source, set, attempt);
    const wells: SimulatedWell[] = [];
    for (const w of source.layout.wells.keys()) {
      const made = await simulateWell(source, kernel, w, [{ set, eta }]);
      if (made === null) return failure([noSettings(source.plan)]);
      const [well] = made;
      if (well?.solved !== true) break;
      wells.push(well);
    }
    if (wells.length < source.layout.wells.length) continue;
    return success({ wells, truth: truthOf(source, eta) });
  }
  return failure([noSolutions(source.plan, mostAttempts)]);
}

function truthOf({ plan, layout }: JointSource, eta: Float64Array): readonly TrueValue[] {
  const { shared, own, wells } = layout;
  const of = (column: number, place: number): Pick<TrueValue, 'unit' | 'value'> => {
    const known = layout.columns[column] as JointLayout['columns'][number];
    return {
      unit: plan.model.parameters[known.model]?.unit ?? '',
      value: tableValue(layout, eta, place),
    };
  };
  return [
    ...shared.map((one, c) => ({
      ...{ level: levelOf(one), parameter: one.parameter, group: groupOf(one), individual: '' },
      ...of(one.column, c),
    })),
    ...Array.from(wells, (well, w) =>
      own.map(({ parameter, column }, k) => ({
        ...{ level: 'individual', parameter, group: '' },
        individual: plan.experiment.individuals[well]?.id ?? '',
        ...of(column, shared.length + w * own.length + k),
      })),
    ).flat(),
  ];
}
