import type { ApproximationDiagnostics } from '../../shared/fit/approximation.ts';

/** The verdict on a hierarchical fit that has ended, and what it rests on, for people. */
export function approximationText(found: ApproximationDiagnostics, validationDensity: number): string {
  const { verdict, steps, draws, dimensions, gradients, seconds, bound, boundError, innerEss } = found;
  const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;
  return [
    `approximation: ${verdict}.`,
    `${steps} steps in ${dimensions} dimensions: ${gradients} gradients of all wells in ${seconds.toFixed(0)} s; ${draws} joint draws.`,
    `bound: ${bound.toFixed(2)} nats a training well (Monte Carlo error ${boundError.toFixed(2)}).`,
    `a well’s inner draws are worth ${percent(innerEss.median)} of their number in the middle, ${percent(innerEss.fifth)} in one well of twenty or less.`,
    `log predictive density of validation wells: ${validationDensity.toFixed(1)} nats a well.`,
  ].join('\n');
}
