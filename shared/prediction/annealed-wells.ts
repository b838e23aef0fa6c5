import { present } from '../base/assert.ts';
import { resampled } from '../inference/draws/resampled.ts';
import { jointDensity } from '../inference/posterior/joint/joint-density.ts';
import { jointParameters } from '../inference/posterior/joint/joint-parameters.ts';
import { annealedDraws } from '../inference/refinement/annealed-draws.ts';
import type { AnnealedDraws } from '../inference/refinement/population.ts';
import { seriesLayout } from '../inference/refinement/series-layout.ts';
import type { DrawnFit, WellModes } from './drawn-fit.ts';
import { leastEffective } from './parameter-summary.ts';
import type { WellDraws } from './predict-well.ts';
import type { SummaryHooks } from './summarise-wells.ts';

/** Wells that go side by side when one of them is asked for: the next ones in the order of their modes. */
const together = 32;
/** How many times the draws, where too few descend from different ones. */
const again = 4;

/**
 * Draws of wells led from about their modes to their posteriors, with several times the draws where too few of them are independent. Null:
 * there is no way. Wells are best asked for in the order of `modes`; each is kept until it was asked for once.
 */
export function annealedWells(
  { plan, weights, kernel }: DrawnFit,
  modes: ReadonlyMap<number, WellModes>,
  hooks: SummaryHooks,
): (well: number) => Promise<WellDraws | null> {
  const order = [...modes.keys()];
  const kept = new Map<number, AnnealedDraws | null>();
  const { seed, evaluationDraws } = plan.settings;
  const lead = async (
    wells: readonly number[],
    draws: number,
  ): Promise<readonly (AnnealedDraws | null)[]> => {
    const byModes = Map.groupBy(
      wells.keys(),
      (n) => present(modes.get(wells[n] as number), 'it has a mode').modes,
    );
    const out: (AnnealedDraws | null)[] = wells.map(() => null);
    for (const [found, places] of byModes) {
      const some = [...places].map((n) => {
        const well = wells[n] as number;
        return { n, well, place: present(modes.get(well), 'it has a mode').place };
      });
      const fresh = freshOf(some[0]?.well);
      const density = (of: Int32Array) =>
        jointDensity(plan, seriesLayout(plan, of, weights, fresh), kernel, draws);
      const led = await annealedDraws(some, { seed, draws, modes: found, density }, hooks);
      some.forEach(({ n }, at) => {
        out[n] = led[at] ?? null;
      });
    }
    return out;
  };
  return async (well) => {
    if (!kept.has(well)) {
      const wells = order.slice(order.indexOf(well), order.indexOf(well) + together);
      const first = await lead(wells, evaluationDraws);
      const few = wells.filter((_, n) => (first[n]?.ess ?? 0) < leastEffective);
      const more = await lead(few, again * evaluationDraws);
      wells.forEach((one, n) => {
        const second = few.includes(one) ? (more[few.indexOf(one)] ?? null) : null;
        kept.set(one, second ?? first[n] ?? null);
      });
    }
    const draws = kept.get(well) ?? null;
    kept.delete(well);
    return draws === null ? null : wellDraws(well, draws);
  };

  function freshOf(well: number | undefined): readonly number[] {
    return (well === undefined ? undefined : modes.get(well)?.fresh) ?? [];
  }

  function wellDraws(well: number, { etas, weights: raw, logEvidence, ess }: AnnealedDraws): WellDraws {
    const layout = seriesLayout(plan, Int32Array.of(well), weights, freshOf(well));
    const seen = jointParameters(plan, layout);
    const width = plan.model.parameters.length;
    // as many as of every other well: of more they are taken by their weights
    const all = Array.from(raw.keys());
    const chosen = raw.length === evaluationDraws ? all : resampled(raw, evaluationDraws, 0.5);
    const own =
      raw.length === evaluationDraws ? raw : new Float64Array(evaluationDraws).fill(1 / evaluationDraws);
    const parameters = new Float64Array(evaluationDraws * width);
    const natural = new Float64Array(layout.size);
    chosen.forEach((k, at) => {
      seen.see(etas.slice(k * layout.size, (k + 1) * layout.size), 0, natural, null);
      seen.begin(0, parameters, at * width);
      seen.enter(0, natural, 0, parameters, at * width);
    });
    return {
      ...{ well, weights: own, parameters, elbo: logEvidence, ess, kHat: Number.NaN },
      largestWeight: own.reduce((most, one) => Math.max(most, one), 0),
      failedDraws: 0,
    };
  }
}
