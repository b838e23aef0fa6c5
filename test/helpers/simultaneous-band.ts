/**
 * Where the empirical distribution function of uniform numbers stays throughout with a given probability: T. Saeilynoja, P.-C.
 * Buerkner, A. Vehtari, Graphical test for discrete uniformity and its applications in goodness-of-fit evaluation and multiple
 * sample comparison, Statistics and Computing 32:32, 2022. At k / points the count is binomial; the band has its quantiles at one
 * level for all k, the smallest with which all hold together as often as is asked for.
 */
export interface SimultaneousBand {
  /** Of how many of the ranks are below k, [k], k from 0 to `points`. */
  readonly lower: Int32Array;
  readonly upper: Int32Array;
}

/** @param missed probability that `count` uniform ranks 0 .. `points` - 1 leave the band anywhere. */
export function simultaneousBand(count: number, points: number, missed: number): SimultaneousBand {
  let [low, high] = [missed / points / 10, missed];
  for (let n = 0; n < 40; n++) {
    const level = Math.sqrt(low * high);
    if (1 - stays(count, points, bandOf(count, points, level)) > missed) high = level;
    else low = level;
  }
  return bandOf(count, points, low);
}

/** Whether the ranks, 0 .. `points` - 1, leave it anywhere. */
export function leavesBand(ranks: readonly number[], { lower, upper }: SimultaneousBand): boolean {
  return lower.some((least, k) => {
    const below = ranks.filter((rank) => rank < k).length;
    return below < least || below > (upper[k] ?? 0);
  });
}

function bandOf(count: number, points: number, level: number): SimultaneousBand {
  const lower = new Int32Array(points + 1);
  const upper = new Int32Array(points + 1).fill(count);
  lower[points] = count;
  upper[0] = 0;
  for (let k = 1; k < points; k++) {
    const p = k / points;
    let sum = 0;
    let from = -1;
    let to = -1;
    for (let c = 0; c <= count && to < 0; c++) {
      sum += binomial(count, c, p);
      if (from < 0 && sum > level / 2) from = c;
      if (sum >= 1 - level / 2) to = c;
    }
    lower[k] = Math.max(0, from);
    upper[k] = to < 0 ? count : to;
  }
  return { lower, upper };
}

/**
 * Probability that the counts stay within: from one k to the next the ranks that are not below k yet fall below k + 1 each with
 * probability 1 / (points - k).
 */
function stays(count: number, points: number, { lower, upper }: SimultaneousBand): number {
  let at = new Float64Array(count + 1);
  at[0] = 1;
  for (let k = 0; k < points; k++) {
    const next = new Float64Array(count + 1);
    for (let c = lower[k] ?? 0; c <= (upper[k] ?? 0); c++) {
      const here = at[c] ?? 0;
      if (here === 0) continue;
      for (let d = Math.max(c, lower[k + 1] ?? 0); d <= (upper[k + 1] ?? 0); d++)
        next[d] = (next[d] ?? 0) + here * binomial(count - c, d - c, 1 / (points - k));
    }
    at = next;
  }
  return at[count] ?? 0;
}

const logFactorials: number[] = [0];

function logFactorial(n: number): number {
  for (let i = logFactorials.length; i <= n; i++)
    logFactorials.push((logFactorials[i - 1] ?? 0) + Math.log(i));
  return logFactorials[n] ?? Number.NaN;
}

function binomial(n: number, k: number, p: number): number {
  if (p >= 1) return k === n ? 1 : 0;
  const ways = logFactorial(n) - logFactorial(k) - logFactorial(n - k);
  return Math.exp(ways + k * Math.log(p) + (n - k) * Math.log1p(-p));
}
