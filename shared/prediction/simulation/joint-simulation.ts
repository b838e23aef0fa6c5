import { fillNormals, type RandomStream } from '../../base/random.ts';
import { type Kernel, statusCode } from '../../compute/kernel.ts';
import { type ResidualSettings, residualSettings } from '../../compute/residual-settings.ts';
import type { FitPlan } from '../../inference/plan/fit-plan.ts';
import { drawPriors } from '../../inference/posterior/joint/joint-draw.ts';
import type { JointLayout } from '../../inference/posterior/joint/joint-layout.ts';
import { jointParameters } from '../../inference/posterior/joint/joint-parameters.ts';
import { errorParts, residualErrors } from './residual-errors.ts';

/** Whose values are simulated. */
export interface JointSource {
  readonly plan: FitPlan;
  /** Of all the wells that are simulated. */
  readonly layout: JointLayout;
  /** Coordinates that are known, with their eta; of set n where a fit gives them. */
  given(set: number): ReadonlyMap<number, number>;
  readonly seed: number;
}

/** One joint point: what all wells share and each well's own, in eta, [coordinate]. A set may be tried again with another. */
export function drawPoint({ layout, given, seed }: JointSource, set: number, attempt: number): Float64Array {
  const eta = new Float64Array(layout.size);
  const normals = new Float64Array(layout.size);
  fillNormals({ seed, purpose: 'simulation', step: set, individual: attempt }, normals);
  const known = given(set);
  for (const [place, value] of known) eta[place] = value;
  drawPriors(layout, eta, normals, (place) => known.has(place));
  return eta;
}

/** Trajectories of wells at one point each: the mean curves, and a reading with its error. */
export interface SimulatedWell {
  readonly solved: boolean;
  /** Scaled data, [signal of the model, time]; NaN where there is no reading, or no solution. */
  readonly readings: Float64Array;
  readonly curve: Float64Array;
}

/**
 * Simulates one well at several points. The kernel must be bound.
 *
 * @param w index into the layout's wells.
 * @param points joint points, with the number of the set that each is of.
 * @returns [point]; null: settings of the errors (`ResidualSettings`) change along a trajectory.
 */
export async function simulateWell(
  { plan, layout, seed }: JointSource,
  kernel: Kernel,
  w: number,
  points: readonly { readonly set: number; readonly eta: Float64Array }[],
): Promise<readonly SimulatedWell[] | null> {
  const well = layout.wells[w] as number;
  const individual = plan.individuals[well] as FitPlan['individuals'][number];
  const { observables, parameters: names } = plan.model;
  const [width, times] = [names.length, individual.times_h.length];
  const length = observables.length * times;
  const seen = jointParameters(plan, layout);
  const natural = new Float64Array(layout.size);
  const parameters = new Float64Array(points.length * width);
  points.forEach(({ eta }, n) => {
    seen.see(eta, 0, natural, null);
    seen.begin(w, parameters, n * width);
    seen.enter(w, natural, 0, parameters, n * width);
  });
  const status = new Uint8Array(points.length);
  const curves = new Float64Array(points.length * length);
  const sds = new Float64Array(points.length * length);
  const request = { individuals: Int32Array.of(well), draws: points.length, parameters };
  await kernel.simulate(request, { status, observables: curves, residualSd: sds });
  const out: SimulatedWell[] = [];
  for (const [n, { set }] of points.entries()) {
    const settings = residualSettings(
      plan.model,
      parameters.subarray(n * width, (n + 1) * width),
      individual,
    );
    if (settings === null) return null;
    const [from, to] = [n * length, (n + 1) * length];
    const solved = status[n] === statusCode.ok;
    const trajectory = { individual, curve: curves.slice(from, to), sds: sds.subarray(from, to), settings };
    const stream = { seed, purpose: 'residualErrors', step: set, individual: well } as const;
    out.push({
      solved,
      curve: solved ? trajectory.curve : new Float64Array(length).fill(Number.NaN),
      readings: solved ? readingsOf(plan, trajectory, stream) : new Float64Array(length).fill(Number.NaN),
    });
  }
  return out;
}

interface Trajectory {
  readonly individual: FitPlan['individuals'][number];
  readonly curve: Float64Array;
  readonly sds: Float64Array;
  readonly settings: readonly ResidualSettings[];
}

function readingsOf(
  { model }: FitPlan,
  { individual, curve, sds, settings }: Trajectory,
  stream: RandomStream,
): Float64Array {
  const { times_h, mask } = individual;
  const times = times_h.length;
  // those of the first part come first: they are the same whether or not there are others
  const normals = new Float64Array(errorParts * curve.length);
  fillNormals(stream, normals);
  const readings = new Float64Array(curve.length).fill(Number.NaN);
  model.observables.forEach(({ residual: { family } }, signal) => {
    const [from, to] = [signal * times, (signal + 1) * times];
    const isRead = (t: number): boolean => mask[from + t] !== 0;
    const errors = residualErrors(
      {
        ...{ family, times_h, isRead, sd: sds.subarray(from, to) },
        settings: settings[signal] as ResidualSettings,
      },
      Array.from({ length: errorParts }, (_, part) =>
        normals.subarray(part * curve.length + from, part * curve.length + to),
      ),
    );
    for (let t = 0; t < times; t++)
      if (isRead(t)) readings[from + t] = (curve[from + t] as number) + (errors[t] as number);
  });
  return readings;
}
