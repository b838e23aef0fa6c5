import { normalDensity, normalDistribution } from '../base/normal.ts';

/** Nodes a unit, and where the distribution function is 0 and 1 to 1e-17. */
const nodes = 64;
const reach = 8.5;
const count = 2 * reach * nodes + 1;

/** Phi and phi at the nodes. */
const distributions = new Float64Array(count);
const densities = new Float64Array(count);

function fill(): void {
  for (let n = 0; n < count; n++) {
    const z = n / nodes - reach;
    distributions[n] = normalDistribution(z);
    densities[n] = normalDensity(z);
  }
}

/**
 * Adds weight_k Phi(z_k) and weight_k phi(z_k) / sd_k, z_k = (x - mean_k) / sd_k, over the components of a mixture to `out`
 * [2]. Phi by cubic Hermite interpolation between nodes 1/64 apart, with an error of at most h^4 max|phi'''| / 384 = 2.2e-10,
 * phi linear: several times as fast as the functions themselves, and near enough to search by.
 */
export function addQuickly(
  means: Float64Array,
  sds: Float64Array,
  weights: Float64Array,
  x: number,
  out: Float64Array,
): void {
  if (distributions[count - 1] === 0) fill();
  let share = 0;
  let density = 0;
  for (let k = 0; k < weights.length; k++) {
    const weight = weights[k] as number;
    const inverse = 1 / (sds[k] as number);
    const z = (x - (means[k] as number)) * inverse;
    if (!(z > -reach)) continue;
    if (z >= reach) {
      share += weight;
      continue;
    }
    const place = (z + reach) * nodes;
    const n = Math.floor(place);
    const u = place - n;
    const first = distributions[n] as number;
    const rise = (distributions[n + 1] as number) - first;
    const startSlope = (densities[n] as number) / nodes;
    const endSlope = (densities[n + 1] as number) / nodes;
    const bend = 3 * rise - 2 * startSlope - endSlope;
    const twist = startSlope + endSlope - 2 * rise;
    share += weight * (first + u * (startSlope + u * (bend + u * twist)));
    density += weight * inverse * nodes * (startSlope + u * (endSlope - startSlope));
  }
  out[0] = (out[0] as number) + share;
  out[1] = (out[1] as number) + density;
}
