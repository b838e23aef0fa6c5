import { correlationsOf, etaOfCorrelations, rootAt } from '../joint/correlations.ts';
import type { JointLayout } from '../joint/joint-layout.ts';
import { ownNormal } from '../joint/normal-prior.ts';

/** Shared coordinates of correlations. */
export function correlationPlaces({ correlated }: JointLayout): readonly number[] {
  return correlated.flatMap(({ places }) => places);
}

/** A correlation that moves less stays where it is. */
const leastMove = 0.02;
/** Wells that all lie on one line are not told apart from wells that nearly do. */
const mostCorrelated = 0.98;
/** Wells' worth of what is expected of correlations: none. */
const shrinking = 2;

/**
 * The point with correlations where wells' values have them, by one step of expectation and maximisation (A. P. Dempster, N. M. Laird,
 * D. B. Rubin, J. R. Stat. Soc. B 39:1, 1977): those of the mean over wells of e e' + Cov(e), e = (z - m) / s, and the covariance that the
 * readings leave of a well's values, D D'. A joint mode alone has none that means anything: the less wells say, the nearer their most
 * probable values lie to one line. null: none moved.
 *
 * @param own D, [well, own, own].
 */
export function followedCorrelations(
  layout: JointLayout,
  eta: Float64Array,
  own: Float64Array,
): Float64Array | null {
  if (layout.correlated.length === 0) return null;
  const out = eta.slice();
  let most = 0;
  for (const set of layout.correlated) {
    const { members, places } = set;
    const d = members.length;
    const sums = squares(layout, eta, own, members);
    const share = layout.wells.length / (layout.wells.length + shrinking);
    const found = Float64Array.from(sums, (sum, at) => {
      const [i, j] = [Math.floor(at / d), at % d];
      return i === j ? 1 : (share * mostCorrelated * sum) / Math.sqrt(sums[i * d + i] * sums[j * d + j]);
    });
    const now = correlationsOf(rootAt(set, eta, 0), d);
    const to = etaOfCorrelations(found, d);
    if (to === null) continue;
    for (let at = 0; at < d * d; at++) most = Math.max(most, Math.abs(found[at] - now[at]));
    for (const [n, place] of places.entries()) out[place] = to[n];
  }
  return most > leastMove ? out : null;
}

/** sum over wells of e e' + Cov(e), [member, member]. */
function squares(
  layout: JointLayout,
  eta: Float64Array,
  own: Float64Array,
  members: readonly number[],
): Float64Array {
  const [d, o] = [members.length, layout.own.length];
  const sums = new Float64Array(d * d);
  const point = { layout, etas: eta, base: 0 };
  for (let w = 0; w < layout.wells.length; w++) {
    const normals = members.map((k) => ownNormal(point, w, layout.own[k]));
    const e = members.map(
      (k, i) => (eta[layout.shared.length + w * o + k] - normals[i].mean) / normals[i].sd.value,
    );
    for (let i = 0; i < d; i++) {
      for (let j = 0; j < d; j++) {
        let left = 0;
        const rows = [members[i], members[j]].map((k) => (w * o + k) * o);
        for (let k = 0; k < o; k++) left += own[rows[0] + k] * own[rows[1] + k];
        sums[i * d + j] += e[i] * e[j] + left / (normals[i].sd.value * normals[j].sd.value);
      }
    }
  }
  return sums;
}
