import type { BoundWorkspace } from '../draws/bound-workspace.ts';
import { scaleOf } from '../draws/eta.ts';
import type { FitPlan } from '../plan/fit-plan.ts';

/** How a drawn parameter of one series gets its value; the first two have a prior normal in eta with numbers in it. */
export const drawForm = { identity: 0, log: 1, learned: 2, other: 3, pinned: 4 } as const;

/** Of the series at hand, gathered for the loops over its draws; all [drawn]. */
export interface SeriesGuide {
  /** A `drawForm`. */
  readonly form: Uint8Array;
  /** The guide's mean m, log precision l and s = exp(-l / 2), in eta. */
  readonly mean: Float64Array;
  readonly logPrecision: Float64Array;
  readonly scale: Float64Array;
}

export function seriesGuide(drawn: number): SeriesGuide {
  return {
    form: new Uint8Array(drawn),
    mean: new Float64Array(drawn),
    logPrecision: new Float64Array(drawn),
    scale: new Float64Array(drawn),
  };
}

/** Makes `workspace.own` that of series number `series`, of a well with this device. */
export function enterSeries(plan: FitPlan, device: number, series: number, workspace: BoundWorkspace): void {
  const { priors, pinned } = plan;
  const { guide, own, drawn } = workspace;
  for (let d = 0; d < drawn; d++) {
    const l = guide.logPrecision[series * drawn + d];
    own.mean[d] = guide.mean[series * drawn + d];
    own.logPrecision[d] = l;
    own.scale[d] = scaleOf(l);
    const learned = priors.meanParent[d] >= 0 || priors.sdParent[d] >= 0;
    if (!Number.isNaN(pinned[device * drawn + d])) own.form[d] = drawForm.pinned;
    else if (priors.kind[d] === 2) own.form[d] = drawForm.other;
    else if (learned) own.form[d] = drawForm.learned;
    else own.form[d] = priors.kind[d] === 1 ? drawForm.log : drawForm.identity;
  }
}
