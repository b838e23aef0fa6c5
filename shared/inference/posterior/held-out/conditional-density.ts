import { type JointDensity, jointValues } from '../joint/joint-density.ts';

/** A joint density as a function of the wells' own values alone, with what wells share held at `given` [shared]. */
export function conditionalDensity(density: JointDensity, given: Float64Array): JointDensity {
  const { layout, points } = density;
  const s = given.length;
  const own = layout.size - s;
  const etas = new Float64Array(points * layout.size);
  const values = jointValues(layout, points);
  for (let p = 0; p < points; p++) etas.set(given, p * layout.size);
  return {
    layout: { ...layout, shared: [], bent: [], straight: [], correlated: [], size: own },
    points,
    async evaluate(owns, out) {
      for (let p = 0; p < points; p++) etas.set(owns.subarray(p * own, (p + 1) * own), p * layout.size + s);
      await density.evaluate(etas, values);
      out.logDensity.set(values.logDensity);
      out.failed.set(values.failed);
      for (let p = 0; p < points; p++) {
        const from = p * layout.size;
        out.gradient.set(values.gradient.subarray(from + s, from + layout.size), p * own);
      }
    },
  };
}
