import type { ResidualSettings } from '../../compute/residual-settings.ts';

/** One signal of one trajectory at some times. */
interface SeriesAt {
  /** Hours, ascending, [time]. */
  readonly times_h: ArrayLike<number>;
  /** Residual standard deviation of a reading, a discrepancy included, [time]. */
  readonly sd: ArrayLike<number>;
}

/** Readings that are known. */
export interface SeenErrors extends SeriesAt {
  readonly settings: ResidualSettings;
  /** Reading less prediction, [time]; NaN: there is no reading. */
  readonly errors: ArrayLike<number>;
}

/** Of readings to come, given those that are known: what their errors are expected to be, and their sd about that, [time]. */
export interface ErrorForecast {
  readonly mean: Float64Array;
  readonly sd: Float64Array;
}

/** What lasts: the correlated error, and value and slope of a discrepancy, each of variance 1 at rest. */
const size = 3;

/** gap / tau of two readings at one instant, as the density has it (`compute/error-processes.ts`). */
const leastAge = 1e-6;

/**
 * Errors of readings after the last one known (INFERENCE.md, 5): the errors of a signal are
 *
 *     own (sqrt(1 - w) e + sqrt(w) white) + discrepancy,    own^2 = sd^2 - sd of the discrepancy^2,
 *
 * e with the correlation exp(-gap / tau). A Kalman filter (R. E. Kalman 1960) goes over the readings that are known; without
 * white share and discrepancy it comes to exp(-gap / tau) times the last error. Exact where errors are normal; of others it
 * has their mean and variance.
 *
 * @param ahead times after the last reading that is known.
 */
export function errorForecast(seen: SeenErrors, ahead: SeriesAt): ErrorForecast {
  const { settings } = seen;
  const state = new Float64Array(size);
  const spread = atRest();
  let last = Number.NEGATIVE_INFINITY;
  for (let t = 0; t < seen.times_h.length; t++) {
    const error = seen.errors[t];
    if (Number.isNaN(error)) continue;
    advance(state, spread, seen.times_h[t] - last, settings);
    last = seen.times_h[t];
    const { loading, white } = reading(seen.sd[t], settings);
    const { mean, variance, gain } = told(state, spread, loading, white);
    if (!(variance > 0)) continue;
    for (let i = 0; i < size; i++) {
      state[i] += (gain[i] / variance) * (error - mean);
      for (let j = 0; j < size; j++) spread[i * size + j] -= (gain[i] * gain[j]) / variance;
    }
  }
  const out = { mean: new Float64Array(ahead.sd.length), sd: Float64Array.from(ahead.sd) };
  if (last === Number.NEGATIVE_INFINITY) return out;
  for (let t = 0; t < out.mean.length; t++) {
    const [later, about] = [state.slice(), spread.slice()];
    advance(later, about, ahead.times_h[t] - last, settings);
    const { loading, white } = reading(ahead.sd[t], settings);
    const { mean, variance } = told(later, about, loading, white);
    out.mean[t] = mean;
    out.sd[t] = Math.sqrt(Math.max(variance, 0));
  }
  return out;
}

function atRest(): Float64Array {
  return Float64Array.from({ length: size ** 2 }, (_, at) => (at % (size + 1) === 0 ? 1 : 0));
}

/** How a reading sees what lasts, and the variance that is its own. */
function reading(
  sd: number,
  { correlation, whiteShare, discrepancy }: ResidualSettings,
): { readonly loading: Float64Array; readonly white: number } {
  const missed = discrepancy?.sd ?? 0;
  const own = Math.max(sd * sd - missed * missed, 0);
  const share = correlation === null ? 1 : (whiteShare ?? 0);
  return { loading: Float64Array.of(Math.sqrt(own * (1 - share)), missed, 0), white: own * share };
}

/** Mean and variance of an error, and its covariance with what lasts. */
function told(
  state: Float64Array,
  spread: Float64Array,
  loading: Float64Array,
  white: number,
): { readonly mean: number; readonly variance: number; readonly gain: Float64Array } {
  const gain = new Float64Array(size);
  let [mean, variance] = [0, white];
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) gain[i] += spread[i * size + j] * loading[j];
    mean += loading[i] * state[i];
    variance += loading[i] * gain[i];
  }
  return { mean, variance, gain };
}

/** F x and F P F' + (1 - F F'), in place: what is at rest stays at rest. */
function advance(
  state: Float64Array,
  spread: Float64Array,
  gap: number,
  { correlation, discrepancy }: ResidualSettings,
): void {
  const step = transition(gap, correlation, discrepancy?.time ?? null);
  const before = state.slice();
  // of P - 1, so that little is lost where the gap is short
  const moved = spread.map((value, at) => value - (at % (size + 1) === 0 ? 1 : 0));
  for (let i = 0; i < size; i++) {
    state[i] = 0;
    for (let k = 0; k < size; k++) state[i] += step[i * size + k] * before[k];
    for (let j = 0; j < size; j++) {
      let sum = i === j ? 1 : 0;
      for (let k = 0; k < size; k++)
        for (let l = 0; l < size; l++) sum += step[i * size + k] * moved[k * size + l] * step[j * size + l];
      spread[i * size + j] = sum;
    }
  }
}

function transition(gap: number, tau: number | null, lasts: number | null): Float64Array {
  const out = new Float64Array(size ** 2);
  // readings begin with what is at rest
  if (!Number.isFinite(gap)) return out;
  if (tau !== null) out[0] = Math.exp(-Math.max(gap / tau, leastAge));
  if (lasts !== null) {
    const u = Math.min((Math.sqrt(3) * gap) / lasts, 700);
    const left = Math.exp(-u);
    out[4] = left * (1 + u);
    out[5] = left * u;
    out[7] = -left * u;
    out[8] = left * (1 - u);
  }
  return out;
}
