import { type Kernel, statusCode } from '../../compute/kernel.ts';
import { type ResidualSettings, residualSettings } from '../../compute/residual-settings.ts';
import type { FitPlan } from '../../inference/plan/fit-plan.ts';
import { hasParents } from '../../inference/plan/parameter-layout.ts';
import type { TrainedDraws } from '../../inference/posterior/held-out/held-out-draws.ts';
import { sharedDraws } from '../../inference/posterior/held-out/shared-draws.ts';
import { jointLayout } from '../../inference/posterior/joint/joint-layout.ts';
import { populationDraws } from '../population-draws.ts';

/** Wells like one well, whose own values are drawn from the population: [replicate, signal of the model, time]. */
export interface Replicates {
  readonly count: number;
  readonly means: Float64Array;
  readonly sds: Float64Array;
  /** How errors of reading go on from one to the next, [replicate][signal]. */
  readonly settings: readonly (readonly ResidualSettings[])[];
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
  const width = plan.model.parameters.length;
  const stream = { seed: plan.settings.seed, purpose: 'replicates', individual: well } as const;
  const parameters = populationDraws(plan, layout, shared, { count, stream });
  const signals = plan.model.observables.length;
  const length = signals * plan.individuals[well].times_h.length;
  const means = new Float64Array(count * length);
  const sds = new Float64Array(count * length);
  const status = new Uint8Array(count);
  await kernel.simulate(
    { individuals: Int32Array.of(well), draws: count, parameters },
    { status, observables: means, residualSd: sds },
  );
  const settings: (readonly ResidualSettings[])[] = [];
  for (let r = 0; r < count; r++) {
    if (status[r] !== statusCode.ok) continue;
    const own = residualSettings(
      plan.model,
      parameters.subarray(r * width, (r + 1) * width),
      plan.individuals[well],
    );
    if (own === null) continue;
    means.copyWithin(settings.length * length, r * length, (r + 1) * length);
    sds.copyWithin(settings.length * length, r * length, (r + 1) * length);
    settings.push(own);
  }
  return { count: settings.length, means, sds, settings };
}

/** Why wells cannot be simulated from the population so that the result says something of the model; null: they can. */
export function noReplicates({ parameters, model, individuals }: FitPlan): string | null {
  const own = parameters.drawn.filter(({ level }) => level === 'individual');
  if (own.length === 0) return 'wells have no values of their own';
  if (!own.some(hasParents))
    return 'p(z|u) is not learned: the spec gives means and widths among wells as numbers';
  const bounded = own.find(({ prior }) => !prior.normal);
  if (bounded !== undefined) return `${bounded.name} is not normal among wells`;
  if (model.observables.some(({ residual }) => residual.family !== 'normal'))
    return 'the errors are not normal';
  if (residualSettings(model, parameters.template, individuals[0]) === null)
    return 'what shapes the errors changes along a run';
  return null;
}
