import type { BoundWorkspace } from '../draws/bound-workspace.ts';
import { scaleOf } from '../draws/eta.ts';
import type { FitPlan } from '../plan/fit-plan.ts';
import { drawForm } from './series-guide.ts';

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
