import { shortNumber } from '../../plate/checks/short-number.ts';
import { studentQuantile } from '../statistics/student.ts';
import { type DoseResponse, fitHill } from './hill-fit.ts';
import { type Measured, notKnown } from './summary-row.ts';

/** Spans must be this many times the scatter about the curve, or there is no response whose half could be found. */
const leastSpan = 3;

/**
 * The dose of half the response of one device to one treatment, by a Hill curve through the end points. “Not reached” where
 * the doses do not bracket it: it lies beyond them, or its interval is open.
 */
export function ec50Of(points: readonly DoseResponse[], unit: string): Measured {
  const doses = [...new Set(points.map(({ dose }) => dose))].filter((dose) => dose > 0).sort((a, b) => a - b);
  const fit = fitHill(points);
  const [least, most] = [doses[0], doses.at(-1)];
  if (fit === null || least === undefined || most === undefined)
    return notKnown(
      unit,
      `a curve needs four doses and five wells; there are ${doses.length} above 0 in ${points.length} wells`,
    );
  const { base, span, ec50, low, high, slope, r2 } = fit;
  const freedom = points.length - 4;
  const scatter = Math.sqrt(
    points.reduce((sum, { dose, response }) => {
      const share = dose <= 0 ? 0 : 1 / (1 + (ec50 / dose) ** slope);
      return sum + (response - base - span * share) ** 2;
    }, 0) / freedom,
  );
  const change = studentQuantile(0.975, freedom) * scatter;
  if (!(Math.abs(span) > Math.max(leastSpan * scatter, change)))
    return notKnown(unit, 'not reached: the response does not change with the dose');
  const between = `doses from ${shortNumber(least)} to ${shortNumber(most)}`;
  if (ec50 < least || ec50 > most)
    return { ...notKnown(unit, `not reached within ${between}`), low, high, r2 };
  if (low === 0 || !Number.isFinite(high))
    return { ...notKnown(unit, `not bracketed by ${between}: its interval is open`), low, high, r2 };
  const note = `Hill slope ${slope.toFixed(1)}, from ${shortNumber(base)} to ${shortNumber(base + span)}`;
  return { value: ec50, low, high, unit, window_h: null, r2, note };
}
