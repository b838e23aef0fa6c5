import { fillNormals } from '../../base/random.ts';
import { type Kernel, statusCode } from '../../compute/kernel.ts';
import type { FitPlan } from '../../inference/plan/fit-plan.ts';
import type { TrainedDraws } from '../../inference/posterior/held-out/held-out-draws.ts';
import { sharedDraws } from '../../inference/posterior/held-out/shared-draws.ts';
import { jointLayout } from '../../inference/posterior/joint/joint-layout.ts';
import { jointParameters } from '../../inference/posterior/joint/joint-parameters.ts';
import { toNatural } from '../../inference/prior/transform.ts';

/** Wells like one well, whose own values are drawn from the population: [replicate, signal of the model, time]. */
export interface Replicates {
  readonly count: number;
  readonly means: Float64Array;
  readonly sds: Float64Array;
  /** Correlation times of errors, hours, [replicate, signal]; 0: independent. */
  readonly taus: Float64Array;
}

/**
 * Simulates wells with this well's device, doses and times: u from the fit's draws in turn, z from p(z | u). Trajectories without a
 * solution are left out. The kernel must be bound.
 */
export async function replicateWell(
  plan: FitPlan,
  trained: TrainedDraws,
  kernel: Kernel,
  { well, count }: { readonly well: number; readonly count: number },
): Promise<Replicates> {
  const layout = jointLayout(plan, Int32Array.of(well));
  const shared = sharedDraws(plan, trained.layout, layout, trained.draws, {
    purpose: 'shared',
    individual: well,
  });
  const [s, o] = [layout.shared.length, layout.own.length];
  const width = plan.model.parameters.length;
  const seen = jointParameters(plan, layout);
  const parameters = new Float64Array(count * width);
  const eta = new Float64Array(layout.size);
  const natural = new Float64Array(layout.size);
  const normals = new Float64Array(o);
  const parent = (column: number): number => {
    const at = layout.places[column];
    if (at < 0) return layout.fixed[column];
    return toNatural(layout.columns[column].prior.transform, eta[at]);
  };
  for (let r = 0; r < count; r++) {
    eta.set(shared[r % shared.length]);
    fillNormals({ seed: plan.settings.seed, purpose: 'replicates', step: r, individual: well }, normals);
    layout.own.forEach(({ prior, meanColumn, sdColumn }, k) => {
      const mean = meanColumn < 0 ? prior.mean : parent(meanColumn);
      const sd = sdColumn < 0 ? prior.sd : parent(sdColumn);
      eta[s + k] = mean + sd * normals[k];
    });
    seen.see(eta, 0, natural, null);
    seen.begin(0, parameters, r * width);
    seen.enter(0, natural, 0, parameters, r * width);
  }
  const signals = plan.model.observables.length;
  const length = signals * plan.individuals[well].times_h.length;
  const means = new Float64Array(count * length);
  const sds = new Float64Array(count * length);
  const status = new Uint8Array(count);
  await kernel.simulate(
    { individuals: Int32Array.of(well), draws: count, parameters },
    { status, observables: means, residualSd: sds },
  );
  const taus = new Float64Array(count * signals);
  let solved = 0;
  for (let r = 0; r < count; r++) {
    if (status[r] !== statusCode.ok) continue;
    means.copyWithin(solved * length, r * length, (r + 1) * length);
    sds.copyWithin(solved * length, r * length, (r + 1) * length);
    plan.model.observables.forEach(({ residual: { correlation } }, signal) => {
      if (correlation?.kind === 'number') taus[solved * signals + signal] = correlation.value;
      if (correlation?.kind === 'name' && correlation.role === 'parameter')
        taus[solved * signals + signal] = parameters[r * width + correlation.index];
    });
    solved++;
  }
  return { count: solved, means, sds, taus };
}

/** Why wells cannot be simulated from the population so that the result says something of the model; null: they can. */
export function noReplicates({ parameters, model }: FitPlan): string | null {
  const own = parameters.drawn.filter(({ level }) => level === 'individual');
  if (own.length === 0) return 'wells have no values of their own';
  if (!own.some(({ parents }) => parents.mean !== null || parents.sd !== null))
    return 'p(z|u) is not learned: the spec gives means and widths among wells as numbers';
  const bounded = own.find(({ prior }) => !prior.normal);
  if (bounded !== undefined) return `${bounded.name} is not normal among wells`;
  if (model.observables.some(({ residual }) => residual.family !== 'normal'))
    return 'the errors are not normal';
  const odd = model.observables.find(
    ({ residual: { correlation } }) =>
      correlation !== null &&
      correlation.kind !== 'number' &&
      !(correlation.kind === 'name' && correlation.role === 'parameter'),
  );
  if (odd !== undefined) return `the correlation time of ${odd.signal} is not a parameter`;
  return null;
}
