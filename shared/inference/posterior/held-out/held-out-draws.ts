import type { Kernel } from '../../../compute/kernel.ts';
import type { FitPlan } from '../../plan/fit-plan.ts';
import { type JointDensity, jointDensity, jointValues } from '../joint/joint-density.ts';
import { type JointLayout, jointLayout } from '../joint/joint-layout.ts';
import { jointParameters } from '../joint/joint-parameters.ts';
import { addPriors } from '../joint/joint-prior.ts';
import { arrowheadAt } from '../metric/arrowhead.ts';
import { laplaceAt } from '../metric/laplace.ts';
import type { Whitening } from '../metric/whitening.ts';
import { newton } from '../mode.ts';
import { conditionalDensity } from './conditional-density.ts';
import { sharedDraws, unseenKeys } from './shared-draws.ts';
import { drawStudent } from './student.ts';

/** Draws of what the wells of a fit share and have of their own, and where they stand. */
export interface TrainedDraws {
  readonly layout: JointLayout;
  /** In eta, [draw][coordinate]. */
  readonly draws: readonly Float32Array[];
}

/** Weighted draws of a well that had no part in the fit, one with each draw of what wells share. */
export interface HeldOutDraws {
  /** What the simulator sees, natural scale, [draw, model parameter]. */
  readonly parameters: Float64Array;
  /** log of the importance weights, nats: the mean of the weights themselves is p(x | training wells); minus infinity: no solution. */
  readonly logWeights: Float64Array;
  /** Levels or parts that no training well has: their values are drawn from their priors. */
  readonly unseen: readonly string[];
}

/** Points of a call that looks for the mode, and of one that weighs. */
const searching = 4;
const weighing = 100;

/**
 * The posterior of a held-out well's own values z with each draw u of what wells share: z from a t about the mode of
 * log p(x, z | u), which moves with u by -Z^-1 C (INFERENCE.md, 2), weighted by p(x, z | u) / q(z | u). The mode is looked for
 * from the training well whose own values explain the readings best. The kernel must be bound, and should be of float64.
 */
export async function drawHeldOut(
  plan: FitPlan,
  { layout: trained, draws }: TrainedDraws,
  kernel: Kernel,
  well: number,
): Promise<HeldOutDraws> {
  const layout = jointLayout(plan, Int32Array.of(well));
  const shared = sharedDraws(plan, trained, layout, draws, { purpose: 'shared', individual: well });
  const [s, o] = [layout.shared.length, layout.own.length];
  const { size } = layout;
  const middle = meanOf(shared);
  const narrow = jointDensity(plan, layout, kernel, searching);
  const own = conditionalDensity(narrow, middle);
  const start = await bestStart(own, trained, draws);
  const mode = await newton(own, start, [], { shouldStop: async () => false });
  const eta = new Float64Array(size);
  eta.set(middle);
  eta.set(mode === null ? start : mode.eta, s);
  const { whitening } = laplaceAt(layout, eta, await arrowheadAt(narrow, eta));

  const points = Math.min(weighing, draws.length);
  const wide = jointDensity(plan, layout, kernel, points);
  const values = jointValues(layout, points);
  const seen = jointParameters(plan, layout);
  const width = plan.model.parameters.length;
  const parameters = new Float64Array(draws.length * width);
  const logWeights = new Float64Array(draws.length);
  const logQ = new Float64Array(points);
  const etas = new Float64Array(points * size);
  const natural = new Float64Array(points * size);
  const scratch = new Float64Array(points * size);
  const noWells = new Float64Array(0);
  const sharedAlone = { ...layout, wells: new Int32Array(0) };
  const t = new Float64Array(o);
  const logVolume = logDeterminant(whitening, o);
  for (let from = 0; from < draws.length; from += points) {
    const count = Math.min(points, draws.length - from);
    for (let p = 0; p < points; p++) {
      const draw = Math.min(from + p, draws.length - 1);
      const stream = {
        seed: plan.settings.seed,
        purpose: 'prediction',
        step: draw,
        individual: well,
      } as const;
      logQ[p] = drawStudent(stream, t) - logVolume;
      place(shared[draw], t, p * size);
    }
    await wide.evaluate(etas, values);
    for (let p = 0; p < count; p++) {
      seen.see(etas, p * size, natural, null);
      const at = (from + p) * width;
      seen.begin(0, parameters, at);
      seen.enter(0, natural, p * size, parameters, at);
      const logShared = addPriors(sharedAlone, etas, scratch, p * size, noWells);
      logWeights[from + p] =
        values.failed[p] > 0 ? Number.NEGATIVE_INFINITY : values.logDensity[p] - logShared - logQ[p];
    }
  }
  return { parameters, logWeights, unseen: unseenKeys(trained, layout) };

  function place(u: Float64Array, x: Float64Array, at: number): void {
    etas.set(u, at);
    for (let k = 0; k < o; k++) {
      let sum = eta[s + k];
      for (let c = 0; c < s; c++) sum += whitening.coupling[k * s + c] * (u[c] - middle[c]);
      for (let j = 0; j < o; j++) sum += whitening.own[k * o + j] * x[j];
      etas[at + s + k] = sum;
    }
  }
}

function meanOf(draws: readonly Float64Array[]): Float64Array {
  const mean = new Float64Array(draws[0].length);
  for (const draw of draws) for (let c = 0; c < mean.length; c++) mean[c] += draw[c] / draws.length;
  return mean;
}

/** Mean own values of the training well whose fit this well best. */
async function bestStart(
  own: JointDensity,
  { shared, own: names, wells }: JointLayout,
  draws: readonly Float32Array[],
): Promise<Float64Array> {
  const o = names.length;
  const { points } = own;
  const values = jointValues(own.layout, points);
  const starts = Array.from(wells, (_, w) => {
    const from = shared.length + w * o;
    const mean = new Float64Array(o);
    for (const draw of draws) for (let k = 0; k < o; k++) mean[k] += draw[from + k] / draws.length;
    return mean;
  });
  let best = starts[0];
  let most = Number.NEGATIVE_INFINITY;
  const batch = new Float64Array(points * o);
  for (let from = 0; from < starts.length; from += points) {
    for (let p = 0; p < points; p++) batch.set(starts[Math.min(from + p, starts.length - 1)], p * o);
    await own.evaluate(batch, values);
    for (let p = 0; p < points && from + p < starts.length; p++) {
      if (values.failed[p] > 0 || !(values.logDensity[p] > most)) continue;
      most = values.logDensity[p];
      best = starts[from + p];
    }
  }
  return best;
}

/** log |D| of the only well. */
function logDeterminant({ own }: Whitening, o: number): number {
  let log = 0;
  for (let k = 0; k < o; k++) log += Math.log(Math.abs(own[k * o + k]));
  return log;
}
