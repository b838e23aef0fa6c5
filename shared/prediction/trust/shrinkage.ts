import type { FitPlan } from '../../inference/plan/fit-plan.ts';
import type { JointLayout } from '../../inference/posterior/joint/joint-layout.ts';
import { ownNormal } from '../../inference/posterior/joint/normal-prior.ts';
import { allDraws, ownPlace, type PosteriorState } from '../../inference/posterior/posterior-state.ts';
import { toNatural } from '../../inference/prior/transform.ts';
import { summariseDraws } from '../weighted-values.ts';
import { absent, type Found, found } from './found.ts';

/** How far the wells' values of one parameter are drawn to the population's mean: 0 not at all, 1 wholly (INFERENCE.md, 7). */
export interface Shrinkage {
  readonly parameter: string;
  /** 1 - Var_i(E[z_i | x]) / omega^2, omega^2 the posterior mean of the learned variance. */
  readonly shrinkage: number;
  /** The same at the 2.5 % and 97.5 % quantiles of omega^2: what is not known of omega, not of the wells. */
  readonly low: number;
  readonly high: number;
  readonly wells: number;
}

/** Over training wells, in eta; absent where no width among wells is learned. */
export function shrinkages(
  plan: FitPlan,
  layout: JointLayout,
  state: PosteriorState,
): Found<readonly Shrinkage[]> {
  const learned = layout.own.flatMap((one, k) => (one.sdColumn < 0 ? [] : [{ one, k }]));
  if (learned.length === 0)
    return absent(
      `p(z|u) is not learned: the spec gives the widths among wells as numbers (a model of the library that learns them ends in _learned)`,
    );
  const draws = allDraws(state);
  const wells = layout.wells.length;
  if (wells < 3) return absent('fewer than three wells train');
  return found(
    learned.map(({ one, k }) => {
      // where a mean goes with other parameters wells differ by what that leaves
      const follows = one.terms.length > 0;
      const means = Array.from({ length: wells }, (_, w) => {
        const place = ownPlace(layout, w, k);
        const expected = (draw: Float32Array): number =>
          follows ? ownNormal({ layout, etas: draw, base: 0 }, w, one).mean : 0;
        return draws.reduce((sum, draw) => sum + draw[place] - expected(draw), 0) / draws.length;
      });
      const mean = means.reduce((sum, value) => sum + value, 0) / wells;
      const variance = means.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (wells - 1);
      const parent = layout.shared.findIndex(({ column }) => column === one.sdColumn);
      const { transform } = layout.columns[one.sdColumn].prior;
      const omega2 =
        parent < 0
          ? Float64Array.of(plan.parameters.template[layout.columns[one.sdColumn].model] ** 2)
          : Float64Array.from(draws, (draw) => toNatural(transform, draw[parent]) ** 2);
      const { mean: middle, quantiles } = summariseDraws(
        omega2,
        omega2.map(() => 1 / omega2.length),
      );
      const at = (square: number): number => 1 - variance / square;
      return {
        ...{ parameter: one.parameter, shrinkage: at(middle), wells },
        ...{ low: at(quantiles.q025), high: at(quantiles.q975) },
      };
    }),
  );
}
