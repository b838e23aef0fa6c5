import { rootAt, rootInOrder } from './correlations.ts';
import { type JointPoint, ownNormal } from './normal-prior.ts';

/** What goes together in one well, on its way to being drawn: z = m + s L v. */
export interface DrawnSet {
  /** Own coordinates: those that are given, then the others, ascending each. */
  readonly order: readonly number[];
  /** L in that order. */
  readonly root: Float64Array;
  /** v of those that are known by now. */
  readonly v: Float64Array;
}

/** One of them, by its place in the order. */
export interface MemberDraw {
  readonly set: DrawnSet;
  readonly at: number;
}

/** The sets of a well, with v of what is given. */
export function drawnSets(
  point: JointPoint,
  w: number,
  isGiven: (coordinate: number) => boolean,
): readonly DrawnSet[] {
  const { layout, etas, base } = point;
  const { shared, own } = layout;
  const first = shared.length + w * own.length;
  return layout.correlated.map((set): DrawnSet => {
    const d = set.members.length;
    const indices = set.members.map((_, i) => i);
    const known = indices.filter((i) => isGiven(first + set.members[i]));
    const order = [...known, ...indices.filter((i) => !known.includes(i))];
    const straight = rootAt(set, etas, base);
    const isMoved = known.length > 0 && known.length < d;
    const root = isMoved ? (rootInOrder(straight, order) ?? straight) : straight;
    const v = new Float64Array(d);
    for (const at of known.keys()) {
      const k = set.members[order[at]];
      const { mean, sd } = ownNormal(point, w, own[k]);
      let rest = (etas[base + first + k] - mean) / sd.value;
      for (let j = 0; j < at; j++) rest -= root[at * d + j] * v[j];
      v[at] = rest / root[at * d + at];
    }
    return { order: order.map((i) => set.members[i]), root, v };
  });
}

/** How far a member is from its mean, in its standard deviations, given those before it; `normal` is its v. */
export function memberSpread({ set: { order, root, v }, at }: MemberDraw, normal: number): number {
  v[at] = normal;
  let sum = 0;
  for (let j = 0; j <= at; j++) sum += root[at * order.length + j] * v[j];
  return sum;
}
