import { type Kernel, statusCode } from '../../compute/kernel.ts';
import { type BoundWorkspace, boundWorkspace, lentArrays } from '../draws/bound-workspace.ts';
import { enterDraws, enterPinned } from '../draws/enter-draws.ts';
import { addSlopes } from '../draws/eta-slopes.ts';
import { enterGiven } from '../draws/given-columns.ts';
import { drawForm, enterForms } from '../draws/series-forms.ts';
import type { FitPlan } from '../plan/fit-plan.ts';

/**
 * log p(x, eta) of one well, the target that importance weights of the objective `iwae` are about: every level drawn for the
 * well alone, points and networks as trained. Coordinates are those drawn parameters that the well's device does not pin.
 */
export interface WellDensity {
  readonly well: number;
  /** Indices into `plan.parameters.drawn`, [coordinate]. */
  readonly coordinates: Int32Array;
  /** Points of a call, at most. */
  readonly points: number;
  /**
   * Fills `logDensity` [point], minus infinity where there is no solution, and, if given, `gradient` [point, coordinate]; for
   * the first `count` points of `etas` [point, coordinate].
   */
  evaluate(etas: Float64Array, count: number, out: WellValues): Promise<void>;
  /** What the simulator saw at the points of the last call, natural scale, [point, model parameter]. */
  seen(count: number): Float64Array;
}

export interface WellValues {
  readonly logDensity: Float64Array;
  readonly gradient?: Float64Array;
}

/** What densities of wells, one after the other, are computed in. */
export function wellWorkspace(plan: FitPlan, points: number): BoundWorkspace {
  return boundWorkspace(plan, 1, points);
}

/** The kernel must be bound to `plan.individuals` and have the weights of the model's networks. */
export function wellDensity(
  plan: FitPlan,
  weights: Float64Array,
  kernel: Kernel,
  well: number,
  workspace: BoundWorkspace,
): WellDensity {
  const { forms, logRatio, chosen, trajectories, drawn, width } = workspace;
  enterForms(plan, well, forms);
  const all = Int32Array.from({ length: drawn }, (_, d) => d);
  const coordinates = all.filter((d) => forms.form[d] !== drawForm.pinned);
  const place = new Int32Array(drawn).fill(-1);
  coordinates.forEach((d, c) => {
    place[d] = c;
  });
  const n = coordinates.length;
  const ones = new Float64Array(trajectories).fill(1);

  return {
    well,
    coordinates,
    points: trajectories,
    async evaluate(etas, count, out) {
      const series = { well, series: 0, from: 0, to: count };
      enterForms(plan, well, forms);
      const eta = (d: number, t: number): number => etas[t * n + place[d]];
      logRatio.fill(0, 0, count);
      for (let d = 0; d < drawn; d++) {
        if (place[d] < 0) enterPinned(plan, d, series, workspace);
        else enterDraws(plan, d, series, workspace, { eta, logDensity: () => 0 });
      }
      enterGiven(plan, { weights, points: plan.guide.points }, series, workspace);
      const { parameters, logLik, status, gradient } = lentArrays(workspace, count);
      await kernel.logLikelihood(
        { individuals: Int32Array.of(well), draws: count, parameters },
        out.gradient === undefined ? { logLik, status } : { logLik, status, gradient },
      );
      for (let t = 0; t < count; t++) {
        const solved = status[t] === statusCode.ok && Number.isFinite(logLik[t]);
        out.logDensity[t] = solved ? logLik[t] + logRatio[t] : Number.NEGATIVE_INFINITY;
      }
      const slopes = out.gradient;
      if (slopes === undefined) return;
      slopes.fill(0, 0, count * n);
      for (let t = 0; t < count; t++) chosen[t] = t;
      const add = (d: number, t: number, slope: number): void => {
        if (Number.isFinite(slope)) slopes[t * n + place[d]] += slope;
      };
      const block = { start: 0, end: count, coefficients: ones };
      for (const d of coordinates) addSlopes(plan, d, block, workspace, { eta, add });
    },
    seen: (count) => workspace.parameters.slice(0, count * width),
  };
}
