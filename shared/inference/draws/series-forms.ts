import { type DrawPlan, pinnedAt } from '../plan/draw-plan.ts';

/** How a drawn parameter of one series gets its value; the first two have a prior normal in eta with numbers in it. */
export const drawForm = { identity: 0, log: 1, learned: 2, other: 3, pinned: 4 } as const;

/** Of the series at hand, gathered for the loops over its draws; all [drawn]. */
export interface SeriesForms {
  /** A `drawForm`. */
  readonly form: Uint8Array;
  /** Values of those that are pinned, natural scale; NaN: drawn. */
  readonly pinned: Float64Array;
}

export function seriesForms(drawn: number): SeriesForms {
  return { form: new Uint8Array(drawn), pinned: new Float64Array(drawn) };
}

/** Makes `forms` those of a well (index into the individuals). */
export function enterForms(plan: DrawPlan, well: number, { form, pinned }: SeriesForms): void {
  const { priors } = plan;
  for (let d = 0; d < form.length; d++) {
    pinned[d] = pinnedAt(plan, d, well);
    const learned = priors.meanParent[d] >= 0 || priors.sdParent[d] >= 0;
    if (!Number.isNaN(pinned[d])) form[d] = drawForm.pinned;
    else if (priors.kind[d] === 2) form[d] = drawForm.other;
    else if (learned) form[d] = drawForm.learned;
    else form[d] = priors.kind[d] === 1 ? drawForm.log : drawForm.identity;
  }
}
