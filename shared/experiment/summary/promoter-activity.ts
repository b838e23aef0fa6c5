import { leastSquares } from '../statistics/least-squares.ts';
import { studentQuantile } from '../statistics/student.ts';
import { noiseAt, readingNoise } from './reading-noise.ts';
import { type Measured, notKnown } from './summary-row.ts';

const fewestReadings = 5;

/**
 * Promoter activity (dF/dt)/OD over a stretch of time (Ronen et al., PNAS 99 (2002) 10555-10560), without derivatives of noisy
 * readings: where it is a constant a, F(t) = F(0) + a times the integral of OD, so a is the slope of a line of F over that
 * integral. A reporter that is degraded or diluted otherwise than by growth would need a model.
 *
 * @param densities at the times of `levels`, interpolated. @param window hours; null: the whole run.
 * @param steps from one reading to the next that the signals can show.
 */
export function promoterActivity(
  hours: Float64Array,
  levels: Float64Array,
  densities: Float64Array,
  window: readonly [number, number] | null,
  unit: string,
  steps: { readonly level: number; readonly density: number } = { level: 0, density: 0 },
): Measured {
  const of = `${unit === '' ? 'units' : unit}/OD/h`;
  const at = [...levels.keys()].filter((n) => {
    const hour = hours[n] ?? Number.NaN;
    const isInside = window === null || (hour >= window[0] - 1e-9 && hour <= window[1] + 1e-9);
    return isInside && Number.isFinite(levels[n]) && Number.isFinite(densities[n]);
  });
  if (at.length < fewestReadings) return notKnown(of, 'fewer than five readings while it grows');
  const integral: number[] = [0];
  const densityNoise = readingNoise(densities, steps.density);
  let integralVariance = 0;
  for (let k = 1; k < at.length; k += 1) {
    const [before, now] = [at[k - 1] ?? 0, at[k] ?? 0];
    const width = (hours[now] ?? 0) - (hours[before] ?? 0);
    const mean = ((densities[before] ?? 0) + (densities[now] ?? 0)) / 2;
    integral.push((integral[k - 1] ?? 0) + width * mean);
    integralVariance += (width * noiseAt(densityNoise, mean)) ** 2;
  }
  const noise = readingNoise(levels, steps.level);
  const line = leastSquares(
    [at.map(() => 1), integral],
    at.map((n) => levels[n] ?? 0),
    at.map((n) => 1 / Math.max(noiseAt(noise, levels[n] ?? 0), 1e-300) ** 2),
  );
  if (line === null) return notKnown(of, 'there is no density to speak of');
  const value = line.coefficients[1] ?? Number.NaN;
  // The error is at least what the noise of readings makes it, also where they lie on the line.
  const ofLine = Math.sqrt((line.unitCovariance[3] ?? Number.NaN) * Math.max(1, line.residualVariance));
  // The integral has the density's noise, summed up.
  const ofIntegral = (value * Math.sqrt(integralVariance)) / (integral.at(-1) ?? Number.NaN);
  const error = Math.hypot(ofLine, ofIntegral);
  const half = studentQuantile(0.975, line.degreesOfFreedom) * error;
  const range = [hours[at[0] ?? 0] ?? 0, hours[at.at(-1) ?? 0] ?? 0] as const;
  return { value, low: value - half, high: value + half, unit: of, window_h: range, r2: line.r2, note: '' };
}
