import { type JointDensity, jointValues } from '../../shared/inference/posterior/joint/joint-density.ts';
import type { JointLayout } from '../../shared/inference/posterior/joint/joint-layout.ts';
import { addPriors } from '../../shared/inference/posterior/joint/joint-prior.ts';
import { sigmoid, type Transform } from '../../shared/inference/prior/transform.ts';

/** Densities that are wrong as an inference may be, for checks that must see it. Where nothing else is said they are for chains. */

/** All of it counted `times`. */
export function tempered(density: JointDensity, times: number): JointDensity {
  return {
    ...density,
    async evaluate(points, out) {
      await density.evaluate(points, out);
      for (const values of [out.logDensity, out.gradient, out.ofWells])
        values.forEach((value, n) => {
          values[n] = times * value;
        });
    },
  };
}

/** Each well counted `times`, what they share once; for the hierarchical bound too, which weighs points. */
export function wellsCounted(density: JointDensity, times: number): JointDensity {
  const { points, layout } = density;
  const plain = new Float64Array(points * layout.wells.length).fill(times / points);
  const scale = (values: Float64Array): Float64Array => {
    values.forEach((value, n) => {
      values[n] = times * value;
    });
    return values;
  };
  return {
    ...density,
    async evaluate(etas, out, weighing) {
      const { weigh = null } = weighing ?? {};
      const counted = (ofWells: Float64Array): Float64Array =>
        weigh === null ? plain : weigh(scale(ofWells)).map((weight) => times * weight);
      await density.evaluate(etas, out, { weigh: weighing === undefined || weigh !== null ? counted : null });
      if (weigh === null) scale(out.ofWells);
      // what is shared counts 1 / points where points are weighed
      if (weighing === undefined)
        out.gradient.forEach((slope, n) => {
          out.gradient[n] = points * slope;
        });
      out.logDensity.forEach((value, p) => {
        const shared = out.ofShared[p] ?? Number.NaN;
        out.logDensity[p] = shared + times * (value - shared);
      });
    },
  };
}

/** log p of what wells share counted once a well, as if each well had a prior of its own: the weight of KL forgotten. */
export function priorOfEachWell(density: JointDensity): JointDensity {
  const { layout } = density;
  const ofWells = new Float64Array(layout.wells.length);
  const more = layout.wells.length - 1;
  const weights = { shared: more, wells: new Float64Array(layout.wells.length) };
  return {
    ...density,
    async evaluate(points, out) {
      await density.evaluate(points, out);
      for (let p = 0; p < density.points; p++) {
        const sum = addPriors(layout, points, out.gradient, p * layout.size, ofWells, weights);
        out.logDensity[p] = (out.logDensity[p] ?? Number.NaN) + more * sum;
      }
    },
  };
}

/**
 * Without log |dT / d eta|: priors of theta taken for priors of eta. Not of those whose sd is learned: the wider they were the likelier
 * they would be, without end.
 */
export function withoutJacobian(density: JointDensity): JointDensity {
  const { shared, own, wells, size } = density.layout;
  const all = [...shared, ...Array.from(wells, () => own).flat()];
  const transforms = all.map(({ prior, sdColumn }) => (sdColumn < 0 ? prior.transform : identity));
  return {
    ...density,
    async evaluate(points, out) {
      await density.evaluate(points, out);
      for (let n = 0; n < density.points * size; n++) {
        const [p, c] = [Math.floor(n / size), n % size];
        const transform = transforms[c] ?? identity;
        const eta = points[n] ?? Number.NaN;
        const logSlope = logSlopeOf(transform, eta);
        out.logDensity[p] = (out.logDensity[p] ?? Number.NaN) - logSlope;
        out.gradient[n] = (out.gradient[n] ?? Number.NaN) - slopeOfLogSlope(transform, eta);
        if (c < shared.length) continue;
        const well = p * wells.length + Math.floor((c - shared.length) / own.length);
        out.ofWells[well] = (out.ofWells[well] ?? Number.NaN) - logSlope;
      }
    },
  };
}

const identity: Transform = { kind: 'identity' };

/** log |dT / d eta|. */
function logSlopeOf(transform: Transform, eta: number): number {
  if (transform.kind === 'identity') return 0;
  if (transform.kind === 'log') return eta;
  const { lower, upper } = transform;
  return Math.log((upper - lower) * sigmoid(eta) * sigmoid(-eta));
}

/** d log |dT / d eta| / d eta. */
function slopeOfLogSlope({ kind }: Transform, eta: number): number {
  if (kind === 'identity') return 0;
  return kind === 'log' ? 1 : sigmoid(-eta) - sigmoid(eta);
}

/**
 * Wells that do not follow what they share: what is shared by the density with wells' own values held at `centre`, and wells' own by
 * that with what is shared held there. Of a normal it is what a factorised approximation comes to.
 */
export function uncoupled(density: JointDensity, centre: Float64Array): JointDensity {
  const { layout, points } = density;
  const values = jointValues(layout, points);
  const held = new Float64Array(points * layout.size);
  const isOwn = (n: number): boolean => n % layout.size >= layout.shared.length;
  return {
    ...density,
    async evaluate(etas, out) {
      for (let n = 0; n < held.length; n++)
        held[n] = (isOwn(n) ? centre[n % layout.size] : etas[n]) ?? Number.NaN;
      await density.evaluate(held, values);
      for (let n = 0; n < held.length; n++)
        held[n] = (isOwn(n) ? etas[n] : centre[n % layout.size]) ?? Number.NaN;
      await density.evaluate(held, out);
      for (let n = 0; n < held.length; n++) if (!isOwn(n)) out.gradient[n] = values.gradient[n] ?? Number.NaN;
      out.logDensity.forEach((value, p) => {
        out.logDensity[p] = value + (values.logDensity[p] ?? Number.NaN);
        out.failed[p] = (out.failed[p] ?? 0) + (values.failed[p] ?? 0);
      });
    },
  };
}

/** Coordinates' means over draws. */
export function centreOf({ size }: JointLayout, draws: readonly Float32Array[]): Float64Array {
  const sums = new Float64Array(size);
  for (const draw of draws)
    draw.forEach((value, c) => {
      sums[c] = (sums[c] ?? 0) + value / draws.length;
    });
  return sums;
}
