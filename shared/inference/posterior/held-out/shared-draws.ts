import { fillNormals, type RandomStream } from '../../../base/random.ts';
import type { FitPlan } from '../../plan/fit-plan.ts';
import { drawPriors } from '../joint/joint-draw.ts';
import type { JointLayout } from '../joint/joint-layout.ts';

/** Names a shared value, whatever layout it stands in. */
export function keyOf({ parameter, of }: { readonly parameter: string; readonly of: string | null }): string {
  return of === null ? parameter : `${parameter}:${of}`;
}

/** Names of shared values of a well that no training well has: of levels or parts never measured. */
export function unseenKeys(trained: JointLayout, layout: JointLayout): readonly string[] {
  const known = new Set(trained.shared.map(keyOf));
  return layout.shared.map(keyOf).filter((key) => !known.has(key));
}

/**
 * What wells share as a well's layout has it, [draw][shared]; values of levels or parts that no training well has are drawn from
 * their priors, with the numbers of a stream whose step is the draw.
 */
export function sharedDraws(
  plan: FitPlan,
  trained: JointLayout,
  layout: JointLayout,
  draws: readonly Float32Array[],
  stream: Pick<RandomStream, 'purpose' | 'individual'>,
): readonly Float64Array[] {
  const places = new Map(trained.shared.map((one, c) => [keyOf(one), c]));
  const from = layout.shared.map((one) => places.get(keyOf(one)) ?? -1);
  const fresh = new Float64Array(layout.shared.length);
  const alone = { ...layout, wells: new Int32Array(0) };
  return draws.map((draw, n) => {
    const out = Float64Array.from(from, (place) => (place < 0 ? Number.NaN : draw[place]));
    if (from.every((place) => place >= 0)) return out;
    fillNormals({ seed: plan.settings.seed, step: n, ...stream }, fresh);
    drawPriors(alone, out, fresh, (c) => from[c] >= 0);
    return out;
  });
}
