import { levelAt } from '../plan/factor.ts';
import type { FitPlan } from '../plan/fit-plan.ts';
import { partAt, pinnedValue, pointValue } from '../plan/parameter-layout.ts';
import {
  type Coordinate,
  type JointColumn,
  type JointLayout,
  partPrior,
} from '../posterior/joint/joint-layout.ts';
import { etaPrior } from '../prior/eta-prior.ts';

/**
 * The layout of wells that share nothing: each has values of its own of all that is drawn, as the draws of a series have under
 * `iwae` (INFERENCE.md, 2). Own coordinate d of a well is drawn parameter d; part values that training moved are known. A
 * parameter that a well's part pins has a coordinate too, of which nothing but its prior knows. Nothing goes together there, and no mean
 * goes with anything: models in which it does are not trained so (`plan/joint-only.ts`).
 *
 * @param fresh indices of points whose part of these wells no training well has: each is a coordinate behind the drawn parameters.
 */
export function seriesLayout(
  plan: FitPlan,
  wells: Int32Array,
  weights: Float64Array,
  fresh: readonly number[] = [],
): JointLayout {
  const { drawn, points } = plan.parameters;
  const ofParts = etaPrior(partPrior);
  const own = [
    ...drawn.map(
      ({ name, prior, parents }, column): Coordinate => ({
        ...{ parameter: name, column, prior },
        ...{ meanColumn: parents.mean ?? -1, sdColumn: parents.sd ?? -1, terms: [] },
      }),
    ),
    ...fresh.map((n): Coordinate => {
      const place = { column: drawn.length + n, meanColumn: -1, sdColumn: -1, terms: [] };
      return { parameter: points[n].name, prior: ofParts, ...place };
    }),
  ];
  const { lower, upper } = plan.priors;
  const columns: JointColumn[] = [
    ...drawn.map(({ model, prior }, d) => ({
      ...{ model, prior, limit: null },
      clip: [lower[d], upper[d]] as const,
    })),
    ...points.map(({ model }) => ({ model, prior: ofParts, limit: null })),
  ];
  const places = new Int32Array(wells.length * columns.length).fill(-1);
  const fixed = new Float64Array(places.length).fill(Number.NaN);
  wells.forEach((well, w) => {
    const at = w * columns.length;
    drawn.forEach((entry, d) => {
      const pinned =
        entry.factor === null ? Number.NaN : pinnedValue(entry, levelAt(plan.factors, entry.factor, well));
      if (Number.isNaN(pinned)) places[at + d] = w * own.length + d;
      else fixed[at + d] = pinned;
    });
    points.forEach((point, n) => {
      if (fresh.includes(n)) {
        places[at + drawn.length + n] = w * own.length + drawn.length + fresh.indexOf(n);
        return;
      }
      const part = partAt(point.parts, levelAt(plan.factors, point.factor, well));
      fixed[at + drawn.length + n] = pointValue(point, weights, plan.guide.points[n].offset, part);
    });
  });
  const size = wells.length * own.length;
  const nothing = { shared: [], bent: [], straight: [], correlated: [] };
  return { wells, ...nothing, own, size, columns, places, fixed };
}
