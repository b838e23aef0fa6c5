/** P(X >= count) for X binomial with `trials` and probability `p`, summed from its largest term down; exact to rounding. */
export function binomialTail(count: number, trials: number, p: number): number {
  if (count <= 0) return 1;
  if (count > trials) return 0;
  let sum = 0;
  let logTerm = logChoose(trials, count) + count * Math.log(p) + (trials - count) * Math.log1p(-p);
  for (let n = count; n <= trials; n += 1) {
    const term = Math.exp(logTerm);
    sum += term;
    if (n > trials * p && term < 1e-17 * sum) break;
    logTerm += Math.log((trials - n) / (n + 1)) + Math.log(p) - Math.log1p(-p);
  }
  return Math.min(1, sum);
}

function logChoose(n: number, k: number): number {
  let sum = 0;
  const least = Math.min(k, n - k);
  for (let i = 1; i <= least; i += 1) sum += Math.log((n - least + i) / i);
  return sum;
}
