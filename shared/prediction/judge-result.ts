import { failure, type Outcome, type Problem, success } from '../base/problem.ts';
import type { Kernel } from '../compute/kernel.ts';
import type { FitResult } from '../fit/fit-result.ts';
import { diagnoseFailures, diagnosisText } from '../inference/diagnostics/diagnose-failures.ts';
import { tailLimit } from '../inference/diagnostics/pareto.ts';
import type { FitPlan } from '../inference/plan/fit-plan.ts';
import type { FitState } from '../inference/training/fit-state.ts';
import { noSolution } from '../inference/training/training-problems.ts';
import { leastEffective } from './parameter-summary.ts';
import { reportPurpose } from './predict-well.ts';

/** Most wells that a sentence names. */
const named = 5;

/**
 * Whether a result says anything: where no validation well has a solution in any draw nothing was predicted, and where no
 * well that chooses has one the kept evaluation was chosen by nothing. Where only some wells have none, a warning names them.
 * The kernel must be bound.
 */
export async function judgeResult(
  plan: FitPlan,
  state: FitState,
  kernel: Kernel,
  result: FitResult,
): Promise<Outcome<FitResult>> {
  const { evaluationDraws } = plan.settings;
  const unsolved = result.diagnostics.wells.filter(({ failedDraws }) => failedDraws === evaluationDraws);
  const { best } = state;
  const few = fewDraws(result.diagnostics.wells, evaluationDraws);
  if (unsolved.length === 0 || best === null) return success(result, few);
  const indexOf = new Map(plan.experiment.individuals.map(({ id }, index) => [id, index]));
  const wells = Int32Array.from(unsolved, ({ individual }) => indexOf.get(individual) ?? 0);
  const { weights, step } = best;
  const request = { weights, wells, draws: evaluationDraws, purpose: reportPurpose, step } as const;
  const why = await diagnoseFailures(plan, kernel, request, state.workspace.bound);
  const { validation, selecting } = plan.split;
  for (const [set, words, count] of [
    ['validation', 'validation wells', validation.length],
    ['selection', 'wells of the fold that selects', selecting?.wells.length ?? 0],
  ] as const) {
    if (count === 0 || unsolved.filter((well) => well.set === set).length < count) continue;
    const when = `At the kept evaluation, epoch ${best.epoch},`;
    return failure([noSolution(plan, state, { when, wells: `${count} ${words}` }, why)]);
  }
  const ids = unsolved.slice(0, named).map(({ individual }) => individual);
  const more = unsolved.length > named ? ` and ${unsolved.length - named} more` : '';
  const have = unsolved.length === 1 ? 'has' : 'have';
  const message = `${ids.join(', ')}${more} ${have} no solution in any draw, so no prediction, and the elbo is a stand-in${why === null ? '' : `: ${diagnosisText(why)}`}.`;
  const warning: Problem = {
    code: 'fit.unsolvedWells',
    severity: 'warning',
    message,
    remedy: why?.remedy ?? 'Narrow the priors of rates.',
  };
  return success(result, [warning, ...few]);
}

/** What is weak about wells that had no part in a fit by chains: their draws are weighted. */
export function judgeHeldOut({ diagnostics: { wells } }: FitResult, draws: number): readonly Problem[] {
  const others = wells.filter(({ set }) => set !== 'train');
  return fewDraws(others, draws).map((problem) => ({
    ...problem,
    message: `of wells that had no part in the fit, ${problem.message}`,
    remedy:
      'Read their curves as one good solution and not as a range; --posterior variational has ranges of its own.',
    inWindow:
      'Read their curves as one good solution and not as a range; a preview by training has ranges of its own.',
  }));
}

/** That a spread rests on next to nothing is said where the fit ends, not in a table that nobody opens. */
function fewDraws(wells: FitResult['diagnostics']['wells'], draws: number): readonly Problem[] {
  const few = wells.filter(({ ess }) => ess < leastEffective).length;
  const uneven = wells.filter(({ ess, kHat = 0 }) => ess >= leastEffective && kHat > tailLimit(draws)).length;
  if (few + uneven === 0) return [];
  const spread = `in ${few} of ${wells.length} wells fewer than ${leastEffective} draws count, about their own modes too: their bands are too narrow, and their parameters have no sd and no quantiles`;
  const tail = `in ${uneven} of ${wells.length} wells a few draws have nearly all the weight (k-hat above ${tailLimit(draws).toFixed(2)}): their bands are rough`;
  const remedy =
    'Read their curves as one good solution and not as a range; more epochs help, more draws hardly.';
  return [
    ...(few > 0 ? [{ code: 'fit.fewDraws', severity: 'warning' as const, message: spread, remedy }] : []),
    ...(uneven > 0
      ? [{ code: 'fit.unevenWeights', severity: 'warning' as const, message: tail, remedy }]
      : []),
  ];
}
