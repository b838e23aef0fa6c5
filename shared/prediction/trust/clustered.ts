/** A number and how well it is known. */
export interface Estimate {
  readonly value: number;
  /** Standard error; NaN: it is not known, for there is one cluster. */
  readonly error: number;
  /** That are taken for independent of each other. */
  readonly clusters: number;
}

/**
 * sum numerators / sum denominators with the standard error of a ratio whose terms may depend on each other within a cluster
 * (linearised, with G / (G - 1); W. G. Cochran, Sampling Techniques, 1977, 6.3 and 9A): what the terms of a cluster leave over is summed before
 * it is squared. A mean where all denominators are 1.
 *
 * @param clusters name of each term's cluster, [term].
 */
export function clusteredRatio(
  numerators: readonly number[],
  denominators: readonly number[],
  clusters: readonly string[],
): Estimate {
  let above = 0;
  let below = 0;
  for (let i = 0; i < numerators.length; i++) {
    above += numerators[i];
    below += denominators[i];
  }
  const value = above / below;
  const left = new Map<string, number>();
  for (let i = 0; i < numerators.length; i++)
    left.set(clusters[i], (left.get(clusters[i]) ?? 0) + numerators[i] - value * denominators[i]);
  const count = left.size;
  let squares = 0;
  for (const rest of left.values()) squares += rest * rest;
  const error = count < 2 ? Number.NaN : Math.sqrt((count / (count - 1)) * squares) / Math.abs(below);
  return { value, error, clusters: count };
}

/**
 * A share of readings, clustered by well. Where all or none are inside, the wells' spread is nothing and says nothing: the error
 * is then that of a share of so many wells with two inside and two outside added (A. Agresti, B. A. Coull 1998).
 */
export function clusteredShare(
  inside: readonly number[],
  readings: readonly number[],
  clusters: readonly string[],
): Estimate {
  const found = clusteredRatio(inside, readings, clusters);
  const least = found.clusters + 4;
  const near = (found.value * found.clusters + 2) / least;
  return found.error > 0 ? found : { ...found, error: Math.sqrt((near * (1 - near)) / least) };
}
