import { present } from '../../../base/assert.ts';
import type { Problem } from '../../../base/problem.ts';
import type { ApproximationDiagnostics } from '../../../fit/approximation.ts';
import { tailLimit } from '../../diagnostics/pareto.ts';
import type { JointLayout } from '../joint/joint-layout.ts';
import type { PosteriorState } from '../posterior-state.ts';

/** Shares of its inner draws that a well's are worth, below which the bound is too far from the evidence to say much. */
const leastInner = 0.1;

/** Whether a hierarchical fit that has ended may be read as a posterior (INFERENCE.md, 7). */
export function judgePopulation(state: PosteriorState, { size }: JointLayout): ApproximationDiagnostics {
  const { guide, check } = present(state.population, 'a hierarchical fit has a guide');
  const known = present(check, 'a fit that has ended was checked');
  const draws = state.record.reduce((sum, one) => sum + one.draws.length, 0);
  const most = tailLimit(draws);
  const { kHat, ess, innerEss } = known;
  const faults = [
    ...(Number.isNaN(kHat)
      ? ['the weights of what wells share are too unequal, or too few, for anything to be told by them']
      : []),
    ...(Number.isNaN(kHat) || kHat <= most
      ? []
      : [
          `the weights of what wells share have k-hat ${kHat.toFixed(2)} (at most ${most.toFixed(2)} is wanted)`,
        ]),
    ...(innerEss.fifth >= leastInner
      ? []
      : [
          `in one well of twenty the inner draws are worth ${(100 * innerEss.fifth).toFixed(0)} % or less of their number (${100 * leastInner} % is wanted)`,
        ]),
  ];
  return {
    ...{ steps: guide.steps, draws, dimensions: size, gradients: state.gradients, seconds: state.seconds },
    ...known,
    converged: faults.length === 0,
    verdict:
      faults.length === 0
        ? `close to the posterior (k-hat ${kHat.toFixed(2)}, ${Math.floor(ess)} effective draws of ${draws})`
        : `not close to the posterior: ${faults.join('; ')}`,
  };
}

/** What a user must know who reads the numbers of an approximation that is not close; null: it is. */
export function approximationProblem({
  converged,
  verdict,
  steps,
}: ApproximationDiagnostics): Problem | null {
  if (converged) return null;
  return {
    code: 'posterior.notClose',
    severity: 'warning',
    message: `the approximation is ${verdict}. Means, ranges and bands may be off.`,
    remedy: `Draw by chains, which do not approximate (--posterior nuts), or train longer: --epochs ${2 * steps}.`,
    inWindow: 'Start a new fit for the posterior of record: its chains do not approximate.',
  };
}
