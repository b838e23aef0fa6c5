import { inverted } from '../statistics/least-squares.ts';
import { studentQuantile } from '../statistics/student.ts';

/** response = base + span x^n / (x^n + ec50^n); the curve falls where span is below 0. */
export interface HillFit {
  readonly base: number;
  readonly span: number;
  readonly ec50: number;
  /** 95 % by profile: the fit with that EC50 held is worse by no more than an F test allows; 0 or infinity: open. */
  readonly low: number;
  readonly high: number;
  readonly slope: number;
  readonly r2: number;
}

/** A dose, 0 or more, and what was read for it. */
export interface DoseResponse {
  readonly dose: number;
  readonly response: number;
}

/** Slopes (Hill coefficients) that are looked among; the data of a plate hardly tell steeper ones apart. */
const leastSlope = 0.3;
const mostSlope = 6;
const slopeSteps = 24;
/** EC50 are looked for from a tenth of the least dose to ten times the largest, in steps of this factor. */
const beyond = 10;
const ec50Steps = 120;

/**
 * Least squares over a grid of EC50 and slope, base and span by linear regression at each point, so no start can mislead;
 * the best point is refined by halving steps. null: fewer than four doses, or a response that does not change.
 */
export function fitHill(points: readonly DoseResponse[]): HillFit | null {
  const doses = [...new Set(points.map(({ dose }) => dose))].sort((a, b) => a - b);
  const positive = doses.filter((dose) => dose > 0);
  const [least, most] = [positive[0], positive.at(-1)];
  if (doses.length < 4 || least === undefined || most === undefined || points.length < 5) return null;
  const [from, to] = [Math.log(least / beyond), Math.log(most * beyond)];
  const profile: { readonly logEc50: number; readonly best: Linear }[] = [];
  const logged = points.map(({ dose, response }) => ({ logDose: Math.log(dose), response }));
  for (let step = 0; step <= ec50Steps; step += 1) {
    const logEc50 = from + (step / ec50Steps) * (to - from);
    const best = bestSlope(logged, logEc50);
    if (best !== null) profile.push({ logEc50, best });
  }
  const start = profile.reduce<(typeof profile)[number] | null>(
    (a, b) => (a === null || b.best.squares < a.best.squares ? b : a),
    null,
  );
  if (start === null) return null;
  let top = start;
  for (let width = (to - from) / ec50Steps; width > 1e-4; width /= 2) {
    for (const logEc50 of [top.logEc50 - width, top.logEc50 + width]) {
      const best = bestSlope(logged, logEc50);
      if (best !== null && best.squares < top.best.squares) top = { logEc50, best };
    }
  }
  const mean = points.reduce((sum, { response }) => sum + response, 0) / points.length;
  const total = points.reduce((sum, { response }) => sum + (response - mean) ** 2, 0);
  const freedom = points.length - 4;
  // A parameter held: F(1, freedom), the square of t.
  const limit = top.best.squares * (1 + studentQuantile(0.975, freedom) ** 2 / freedom);
  const inside = profile.filter(({ best }) => best.squares <= limit).map(({ logEc50 }) => logEc50);
  const step = (to - from) / ec50Steps;
  const [first = top.logEc50, last = top.logEc50] = [inside[0], inside.at(-1)];
  const { base, span, slope, squares } = top.best;
  return {
    base,
    span,
    slope,
    ec50: Math.exp(top.logEc50),
    low: first <= from + step / 2 ? 0 : Math.exp(Math.min(first, top.logEc50) - step / 2),
    high: last >= to - step / 2 ? Number.POSITIVE_INFINITY : Math.exp(Math.max(last, top.logEc50) + step / 2),
    r2: total > 0 ? 1 - squares / total : Number.NaN,
  };
}

interface Linear {
  readonly base: number;
  readonly span: number;
  readonly slope: number;
  readonly squares: number;
}

/** Its dose as a logarithm, -infinity or NaN where nothing was given: thousands of curves are laid through the same points. */
interface LoggedPoint {
  readonly logDose: number;
  readonly response: number;
}

function bestSlope(points: readonly LoggedPoint[], logEc50: number): Linear | null {
  let best: Linear | null = null;
  for (let step = 0; step <= slopeSteps; step += 1) {
    const slope = leastSlope * (mostSlope / leastSlope) ** (step / slopeSteps);
    const fit = linear(points, logEc50, slope);
    if (fit !== null && (best === null || fit.squares < best.squares)) best = fit;
  }
  return best;
}

function linear(points: readonly LoggedPoint[], logEc50: number, slope: number): Linear | null {
  let [n, x1, x2, y1, xy, y2] = [0, 0, 0, 0, 0, 0];
  for (const { logDose, response } of points) {
    const share = Number.isFinite(logDose) ? 1 / (1 + Math.exp(slope * (logEc50 - logDose))) : 0;
    n += 1;
    x1 += share;
    x2 += share * share;
    y1 += response;
    xy += share * response;
    y2 += response * response;
  }
  const inverse = inverted(Float64Array.of(n, x1, x1, x2), 2);
  if (inverse === null) return null;
  const base = (inverse[0] ?? 0) * y1 + (inverse[1] ?? 0) * xy;
  const span = (inverse[2] ?? 0) * y1 + (inverse[3] ?? 0) * xy;
  return { base, span, slope, squares: Math.max(0, y2 - base * y1 - span * xy) };
}
