import { halfLogTwoPi } from '../../../base/normal.ts';
import type { ApproximationDiagnostics } from '../../../fit/approximation.ts';
import { effectiveDraws, smoothWeights } from '../../diagnostics/pareto.ts';
import { type JointDensity, type JointValues, jointValues } from '../joint/joint-density.ts';
import type { JointLayout } from '../joint/joint-layout.ts';
import { pullBack, toEta, type Whitening } from '../metric/whitening.ts';
import type { JointDraw } from './joint-draws.ts';
import { entropyOf, type PopulationGuide } from './population-guide.ts';
import { sharedVolume, wellVolumes } from './volumes.ts';

/** What draws of q say of it (`ApproximationDiagnostics`). */
export type PopulationCheck = Pick<
  ApproximationDiagnostics,
  'bound' | 'boundError' | 'kHat' | 'ess' | 'innerEss'
>;

/**
 * How far q(u, y) is from the posterior of what wells share, by the weights of its draws (A. Vehtari and others, JMLR 25:72, 2024),
 * and the bound.
 *
 * @param marginals see `marginalDensities`, [draw].
 */
export function checkPopulation(
  layout: JointLayout,
  { guide, whitening }: { readonly guide: PopulationGuide; readonly whitening: Whitening },
  draws: readonly JointDraw[],
  marginals: readonly number[],
): PopulationCheck {
  const wells = layout.wells.length;
  // of log q the root's part is the same for all draws
  const squares = draws.map(({ normals }) => normals.reduce((sum, v) => sum + v * v, 0));
  const ratios = marginals.map((density, n) => density + 0.5 * squares[n]);
  const most = ratios.reduce((largest, one) => Math.max(largest, one), Number.NEGATIVE_INFINITY);
  const raw = Float64Array.from(ratios, (one) => (Number.isFinite(most) ? Math.exp(one - most) : 0));
  const s = guide.mean.length;
  const constant = sharedVolume(layout, whitening) + entropyOf(guide) - s / 2;
  const bounds = draws.map(({ value }, n) => (value + constant + 0.5 * squares[n]) / wells);
  const bound = bounds.reduce((sum, one) => sum + one, 0) / bounds.length;
  const spread = bounds.reduce((sum, one) => sum + (one - bound) ** 2, 0) / (bounds.length - 1);
  const shares = Array.from(
    { length: wells },
    (_, w) => draws.reduce((sum, { innerEss }) => sum + innerEss[w], 0) / draws.length,
  ).sort((a, b) => a - b);
  return {
    ...{ bound, boundError: Math.sqrt(spread / bounds.length) },
    ...{ kHat: smoothWeights(raw).kHat, ess: effectiveDraws(raw) },
    innerEss: { median: quantile(shares, 0.5), fifth: quantile(shares, 0.05) },
  };
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.floor(share * (sorted.length - 1))];
}

/**
 * log p(u, y | x) but for a constant at points in a map's coordinates, with the wells' own values integrated out by Laplace's method:
 * the map's normal is where each well's density was highest, and a Newton step from there brings what has moved since,
 *
 *     log p(x_i | u) = log p(x_i, z' | u) + g'g / 2 + (o / 2) log 2 pi + log |det of the map|,     z': after the step, g: slope there by
 *                                                                                                  the map's coordinates.
 *
 * What a second step would gain, g'g / 2, counts no more than what the first one did: far from the map slopes promise without end.
 * A step that leads down is not taken, and nothing is promised there. Inner draws would add noise that no q(u) could do without (INFERENCE.md, 7).
 *
 * @param shared of what wells share, [point][shared].
 */
export async function marginalDensities(
  density: JointDensity,
  whitening: Whitening,
  shared: readonly Float64Array[],
): Promise<readonly number[]> {
  const { layout, points } = density;
  const { size, own, wells } = layout;
  const [s, o] = [layout.shared.length, own.length];
  const [here, there] = [jointValues(layout, points), jointValues(layout, points)];
  const places = new Float64Array(points * size);
  const etas = new Float64Array(points * size);
  const slopes = new Float64Array(points * size);
  const evaluate = async (values: JointValues): Promise<void> => {
    for (let p = 0; p < points; p++) toEta(layout, whitening, places, etas, p * size);
    await density.evaluate(etas, values);
    for (let p = 0; p < points; p++)
      pullBack(layout, whitening, { y: places, eta: etas, byEta: values.gradient }, slopes, p * size);
  };
  /** g'g / 2 of one well at one point. */
  const promised = (p: number, w: number): number => {
    const from = p * size + s + w * o;
    let sum = 0;
    for (let c = from; c < from + o; c++) sum += 0.5 * slopes[c] ** 2;
    return sum;
  };
  const out: number[] = [];
  for (let from = 0; from < shared.length; from += points) {
    places.fill(0);
    for (let p = 0; p < points; p++) places.set(shared[Math.min(from + p, shared.length - 1)], p * size);
    await evaluate(here);
    for (let p = 0; p < points; p++)
      for (let c = p * size + s; c < (p + 1) * size; c++)
        places[c] = Number.isFinite(slopes[c]) ? slopes[c] : 0;
    await evaluate(there);
    for (let p = 0; p < points && from + p < shared.length; p++) {
      const volumes = wellVolumes(layout, whitening, etas.subarray(p * size, (p + 1) * size));
      let sum = here.ofShared[p];
      for (let w = 0; w < wells.length; w++) {
        const gain = there.ofWells[p * wells.length + w] - here.ofWells[p * wells.length + w];
        sum += here.ofWells[p * wells.length + w] + volumes[w] + o * halfLogTwoPi;
        if (gain > 0) sum += gain + Math.min(gain, promised(p, w));
      }
      out.push(sum);
    }
  }
  return out;
}
