import type { ParameterSummary } from '../fit/fit-result.ts';
import { answerOf } from '../fit/joint.ts';
import type { FitPlan } from '../inference/plan/fit-plan.ts';
import { readableMoments } from '../inference/plan/parameter-layout.ts';
import { meanError } from '../inference/posterior/convergence/chains.ts';
import { mixingOf } from '../inference/posterior/convergence/mixing.ts';
import { pairOf } from '../inference/posterior/joint/correlations.ts';
import type { Coordinate, JointLayout, SharedCoordinate } from '../inference/posterior/joint/joint-layout.ts';
import { tableValue } from '../inference/posterior/joint/joint-parameters.ts';
import { ownPlace, type PosteriorState } from '../inference/posterior/posterior-state.ts';
import { priorText } from '../model/prior.ts';
import { summariseDraws } from './weighted-values.ts';

/** Rows of what wells share: population parameters, values of groups and parts, from all draws of all chains. */
export function chainSharedRows(
  plan: FitPlan,
  layout: JointLayout,
  state: PosteriorState,
): readonly ParameterSummary[] {
  return layout.shared.map((one, c) =>
    row(plan, layout, state, {
      one,
      coordinate: c,
      level: levelOf(one),
      group: groupOf(one),
      individual: '',
    }),
  );
}

/** Rows of a training well's own values. @param well index into the individuals. */
export function chainWellRows(
  plan: FitPlan,
  layout: JointLayout,
  state: PosteriorState,
  well: number,
): readonly ParameterSummary[] {
  const w = layout.wells.indexOf(well);
  const individual = plan.experiment.individuals[well]?.id ?? '';
  return layout.own.map((one, k) =>
    row(plan, layout, state, {
      ...{ one, coordinate: ownPlace(layout, w, k), level: 'individual', group: '', individual },
    }),
  );
}

/** `group`: of some wells, by their device or its parts. */
export function levelOf({ of }: SharedCoordinate): 'population' | 'group' {
  return of === null ? 'population' : 'group';
}

/** As all tables have it: `aR:1` for a part, else the level's title. */
export function groupOf({ parameter, of }: SharedCoordinate): string {
  if (of === null) return '';
  const part = /^part (\d+)$/.exec(of)?.[1];
  return part === undefined ? of : `${parameter}:${part}`;
}

const noMixing = { rHat: Number.NaN, bulkEss: Number.NaN, tailEss: Number.NaN };

interface RowOf {
  readonly one: Coordinate;
  readonly coordinate: number;
  readonly level: string;
  readonly group: string;
  readonly individual: string;
}

function row(
  plan: FitPlan,
  layout: JointLayout,
  state: PosteriorState,
  { one, coordinate, level, group, individual }: RowOf,
): ParameterSummary {
  const column = layout.columns[one.column];
  if (column === undefined) throw new Error('every coordinate has a column');
  const chains = state.record.map(({ draws }) =>
    Float64Array.from(draws, (draw) => tableValue(layout, draw, coordinate)),
  );
  const all = Float64Array.from(chains.flatMap((chain) => [...chain]));
  const summary = summariseDraws(all, new Float64Array(all.length).fill(1 / all.length));
  // every correlation of a set has the prior of the first one, whose partial one is itself
  const first = pairOf(layout.correlated, coordinate)?.set.places[0];
  const moments = readableMoments(first === undefined ? one.prior : (layout.shared[first] ?? one).prior);
  return {
    ...{ level, parameter: one.parameter, group, individual },
    unit: plan.model.parameters[column.model]?.unit ?? '',
    prior: priorText(one.prior.spec),
    ...{ priorMean: moments.mean, priorSd: moments.sd },
    ...summary,
    mixing: {
      // draws of an approximation are independent, whatever it is worth
      ...(answerOf(plan.settings) === 'chains' ? mixingOf(state, coordinate) : noMixing),
      meanError: meanError(chains),
    },
  };
}
