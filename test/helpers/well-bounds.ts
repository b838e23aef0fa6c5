import { jointDensity } from '../../shared/inference/posterior/joint/joint-density.ts';
import { inverseTransposed } from '../../shared/inference/posterior/metric/symmetric.ts';
import { annealedDraws } from '../../shared/inference/refinement/annealed-draws.ts';
import { type RefinedModes, refineModes } from '../../shared/inference/refinement/refine-modes.ts';
import { drawRefined } from '../../shared/inference/refinement/refined-draws.ts';
import { seriesLayout } from '../../shared/inference/refinement/series-layout.ts';
import type { DrawnFit } from '../../shared/prediction/drawn-fit.ts';
import { drawWell, weighedDraws } from '../../shared/prediction/predict-well.ts';
import { heaviestDraw } from '../../shared/prediction/refined-wells.ts';

/** What is known of log p(x) of one well, nats: bounds by importance draws of better and better q, and by annealing. */
export interface WellBounds {
  readonly amortised: number;
  readonly meanField: number;
  readonly fullRank: number;
  readonly annealed: number;
}

/** Points of a call that looks for modes. */
const points = 4;

/** Of wells of a trained fit, all with as many draws as its evaluations have. The kernels must be bound. */
export async function wellBounds(
  { plan, weights, kernel, fine, step, workspace }: DrawnFit,
  wells: Int32Array,
): Promise<readonly WellBounds[]> {
  const { seed, evaluationDraws: draws } = plan.settings;
  const layout = seriesLayout(plan, wells, weights);
  const n = layout.own.length;
  const start = new Float64Array(layout.size);
  const amortised: number[] = [];
  for (const [place, well] of wells.entries()) {
    const guided = await drawWell(plan, weights, kernel, well, step, workspace);
    amortised.push(guided.elbo);
    start.set(heaviestDraw(plan, guided), place * n);
  }
  const modes = await refineModes(jointDensity(plan, layout, fine, points), start);
  const bound = async (well: number, place: number, of: RefinedModes): Promise<number> => {
    await drawRefined({ plan, weights, kernel, workspace, well, place, draws, modes: of });
    return weighedDraws(plan, well, workspace).elbo;
  };
  const factorised = (['conditional', 'marginal'] as const).map((sds) => meanFieldOf(modes, n, sds));
  const annealed = await annealedDraws(
    Array.from(wells, (well, place) => ({ well, place })),
    {
      ...{ seed, draws, modes },
      density: (some) => jointDensity(plan, seriesLayout(plan, some, weights), kernel, draws),
    },
  );
  const out: WellBounds[] = [];
  for (const [place, well] of wells.entries()) {
    const meanField: number[] = [];
    for (const of of factorised) meanField.push(await bound(well, place, of));
    out.push({
      amortised: amortised[place] ?? Number.NaN,
      meanField: Math.max(...meanField),
      fullRank: await bound(well, place, modes),
      annealed: annealed[place]?.logEvidence ?? Number.NaN,
    });
  }
  return out;
}

/** The same modes with independent coordinates, of the sds that each has given the others or by itself. */
function meanFieldOf(modes: RefinedModes, n: number, sds: 'conditional' | 'marginal'): RefinedModes {
  const wells = modes.logVolume.length;
  const root = new Float64Array(modes.root.length);
  const logVolume = new Float64Array(wells);
  for (let w = 0; w < wells; w++) {
    const own = modes.root.subarray(w * n * n, (w + 1) * n * n);
    // rows of R have the sds as lengths; those of its inverse, transposed, the roots of the precisions
    const transposed = own.map((_, i) => own[(i % n) * n + Math.floor(i / n)] ?? Number.NaN);
    const inverse = inverseTransposed(transposed, n);
    for (let i = 0; i < n; i++) {
      let square = 0;
      for (let j = 0; j < n; j++)
        square += ((sds === 'marginal' ? own[i * n + j] : inverse[j * n + i]) ?? Number.NaN) ** 2;
      const sd = sds === 'marginal' ? Math.sqrt(square) : 1 / Math.sqrt(square);
      root[w * n * n + i * n + i] = sd;
      logVolume[w] = (logVolume[w] ?? 0) + Math.log(sd);
    }
  }
  return { mode: modes.mode, root, logVolume };
}
