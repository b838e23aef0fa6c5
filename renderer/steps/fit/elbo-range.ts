import type { Evaluation } from '../../../shared/fit/fit-result.ts';
import { padded } from '../../charts/scale.ts';

/** Range of the elbo axis, nats, and how many evaluations lie below it. */
export interface ElboRange {
  readonly range: readonly [number, number];
  readonly below: number;
}

/** How many times the distance from the median up to the best is shown below the median; arbitrary, keeps late progress visible. */
const REACH = 4;

/** An elbo starts thousands of nats down; showing that would flatten all that matters, so the axis follows the upper half. */
export function elboRange(evaluations: readonly Evaluation[]): ElboRange {
  const values = evaluations
    .flatMap((evaluation) => [evaluation.trainElbo, evaluation.validationElbo])
    .filter(Number.isFinite)
    .sort((a, b) => a - b);
  const most = values.at(-1);
  const least = values[0];
  if (most === undefined || least === undefined) return { range: [0, 1], below: 0 };
  const median = values[Math.floor(values.length / 2)] ?? most;
  const floor = values.length < 8 ? least : Math.max(least, median - REACH * Math.max(most - median, 1));
  const below = evaluations.filter((one) => one.trainElbo < floor || one.validationElbo < floor).length;
  return { range: padded([floor, most], 0.06), below };
}
