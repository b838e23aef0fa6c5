import { sharedName } from '../inference/posterior/convergence/mixing.ts';
import type { JointLayout } from '../inference/posterior/joint/joint-layout.ts';
import { seenValue } from '../inference/posterior/joint/joint-parameters.ts';
import { allDraws, type PosteriorState } from '../inference/posterior/posterior-state.ts';

/** A value is at a limit where it is within this share of it. */
const near = 0.01;
/** Less of the posterior there is not worth a sentence. */
const leastShare = 0.05;

/** What of the posterior of shared parameters lies within 1 % of a limit, by name (INFERENCE.md, 1). */
export function nearLimits(layout: JointLayout, state: PosteriorState): readonly string[] {
  const draws = allDraws(state);
  return layout.shared.flatMap(({ column }, c) => {
    const of = layout.columns[column];
    const limit = of?.limit ?? null;
    if (of === undefined || limit === null) return [];
    const [lower, upper] = [
      seenValue({ ...of, limit: null }, limit.lower),
      seenValue({ ...of, limit: null }, limit.upper),
    ];
    const shareAt = (end: number): number =>
      Number.isFinite(end)
        ? draws.filter((draw) => {
            const value = seenValue(of, draw[c] ?? Number.NaN);
            return Math.abs(value - end) <= near * Math.abs(end);
          }).length / draws.length
        : 0;
    return [lower, upper].flatMap((end) => {
      const share = shareAt(end);
      return share < leastShare
        ? []
        : [
            `${Math.round(100 * share)} % of the posterior of ${sharedName(layout, c)} lies within 1 % of its limit ${Number(end.toPrecision(4))}: the data ask for more than the model lets it be.`,
          ];
    });
  });
}
