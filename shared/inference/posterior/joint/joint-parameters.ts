import { levelAt } from '../../plan/factor.ts';
import type { FitPlan } from '../../plan/fit-plan.ts';
import { naturalSlope, toNatural } from '../../prior/transform.ts';
import { correlationsOf, pairOf, rootAt } from './correlations.ts';
import type { JointColumn, JointLayout } from './joint-layout.ts';
import { limited, limitedSlope } from './smooth-limit.ts';

/** From coordinates of a joint posterior to what the simulator is given. */
export interface JointParameters {
  /**
   * What the simulator sees of each coordinate of a point, natural scale, into `natural` [coordinate], and d of it / d eta into
   * `slopes`; both begin at `from`, where the point begins in `etas`.
   */
  see(etas: Float64Array, from: number, natural: Float64Array, slopes: Float64Array | null): void;
  /** Writes of a well's trajectory, which begins at `at`, all that no coordinate decides. @param w index into the layout's wells. */
  begin(w: number, parameters: Float64Array, at: number): void;
  /** Writes of it what coordinates decide; the point's natural values begin at `from`. */
  enter(w: number, natural: Float64Array, from: number, parameters: Float64Array, at: number): void;
}

export function jointParameters(plan: FitPlan, layout: JointLayout): JointParameters {
  const { wells, columns, places, fixed, size } = layout;
  const columnOf = columnsOfCoordinates(layout);
  return {
    see(etas, from, natural, slopes) {
      for (let c = from; c < from + size; c++) {
        const column = columns[columnOf[c - from]];
        const { prior, limit } = column;
        const eta = etas[c];
        const inside = limit === null ? clipped(column, eta) : limited(limit, eta);
        const value = toNatural(prior.transform, inside);
        natural[c] = value;
        if (slopes === null) continue;
        slopes[c] =
          naturalSlope(prior.transform, inside, value) *
          (limit !== null ? limitedSlope(limit, eta) : inside === eta ? 1 : 0);
      }
    },
    begin(w, parameters, at) {
      parameters.set(plan.parameters.template, at);
      // what levels of factors have (a device carries something) is known and does not vary
      for (const { model, factor, values } of plan.parameters.known)
        parameters[at + model] = values[levelAt(plan.factors, factor, wells[w])];
      for (let c = 0; c < columns.length; c++) {
        const place = w * columns.length + c;
        if (places[place] < 0) parameters[at + columns[c].model] = fixed[place];
      }
    },
    enter(w, natural, from, parameters, at) {
      for (let c = 0; c < columns.length; c++) {
        const place = places[w * columns.length + c];
        if (place >= 0) parameters[at + columns[c].model] = natural[from + place];
      }
    },
  };
}

/** [coordinate]: its column. */
export function columnsOfCoordinates({ shared, own, wells, size }: JointLayout): Int32Array {
  const columns = new Int32Array(size);
  shared.forEach(({ column }, c) => {
    columns[c] = column;
  });
  for (let w = 0; w < wells.length; w++) {
    own.forEach(({ column }, c) => {
      columns[shared.length + w * own.length + c] = column;
    });
  }
  return columns;
}

/**
 * What tables have of a coordinate of a point: what the simulator sees of it, natural scale; of a partial correlation the correlation
 * that is called so.
 */
export function tableValue(layout: JointLayout, point: ArrayLike<number>, place: number): number {
  const { shared, own, columns } = layout;
  const pair = pairOf(layout.correlated, place);
  if (pair !== null) {
    const d = pair.set.members.length;
    return correlationsOf(rootAt(pair.set, point, 0), d)[pair.i * d + pair.j];
  }
  const { column } = place < shared.length ? shared[place] : own[(place - shared.length) % own.length];
  return seenValue(columns[column], point[place]);
}

/** A coordinate's value as the simulator sees it, natural scale. */
export function seenValue(column: JointColumn, eta: number): number {
  const { prior, limit } = column;
  return toNatural(prior.transform, limit === null ? clipped(column, eta) : limited(limit, eta));
}

function clipped({ clip }: JointColumn, eta: number): number {
  return clip === undefined ? eta : Math.min(Math.max(eta, clip[0]), clip[1]);
}
