import { failure, hasError, type Outcome, type Problem, success } from '../../base/problem.ts';
import type { Experiment, Individual } from '../../experiment/experiment.ts';
import { pinnedValues } from '../../inference/plan/draw-plan.ts';
import { factorsOf } from '../../inference/plan/factor.ts';
import type { FitPlan } from '../../inference/plan/fit-plan.ts';
import { additionProblems, kernelIndividual } from '../../inference/plan/kernel-individual.ts';
import { matchTreatments } from '../../inference/plan/match-data.ts';
import { resolveParameters } from '../../inference/plan/resolve-parameters.ts';
import { deviceFactor } from '../../model/prior.ts';

/** A well that a plan does not have, and the guide's view of which of the fit's wells is its own (-1: none). */
export interface AddedWell {
  readonly individual: Individual;
  readonly seenAs: number;
  /** What the encoder sees of it, where that is its own; null, or left out: that of `seenAs`. */
  readonly encoderInput?: Float64Array | null;
}

/**
 * A finished fit's plan with wells more, and perhaps a device more: whatever the fit has keeps its index, and what training
 * made goes with it as before. `experiment` is the plan's, or the plan's with devices after its own.
 */
export function extendPlan(
  plan: FitPlan,
  experiment: Experiment,
  added: readonly AddedWell[],
): Outcome<FitPlan> {
  const { spec, model, signals } = plan;
  const wells = added.map(({ individual }) => withLevels(individual, plan));
  const extended: Experiment = { ...experiment, individuals: [...experiment.individuals, ...wells] };
  const noticed: Problem[] = [];
  const parameters = resolveParameters(spec, model, extended, noticed);
  const treatments = matchTreatments(spec, model, extended, noticed);
  const refused = additionProblems(model, { ...extended, individuals: wells }, { treatments });
  if (hasError(refused)) return failure(refused.map(inWords));
  const parts = plan.network?.parts ?? 0;
  const factors = factorsOf(extended, parameters.drawn, noticed);
  const own = experiment.individuals.length;
  const noInput = new Float64Array(plan.features[0]?.encoderInput.length ?? 0);
  return success({
    ...plan,
    experiment: extended,
    ...{ parameters, factors, pinned: pinnedValues(parameters, factors) },
    individuals: [
      ...plan.individuals.slice(0, own),
      ...wells.map((individual) => kernelIndividual(individual, model, { signals, treatments, parts })),
    ],
    features: [
      ...plan.features.slice(0, own),
      ...added.map(({ individual: { partsHot, logTreatments }, seenAs, encoderInput }) => ({
        encoderInput: encoderInput ?? plan.features[seenAs]?.encoderInput ?? noInput,
        partsHot,
        logTreatments,
      })),
    ],
  });
}

/** Of a factor that nothing is said of the well has a level of its own, whose values are drawn from their prior. */
function withLevels(individual: Individual, { factors }: FitPlan): Individual {
  const own = individual.factors ?? {};
  const lacking = [...factors.keys()].filter((name) => name !== deviceFactor && !(name in own));
  if (lacking.length === 0) return individual;
  const levels = Object.fromEntries(lacking.map((name) => [name, 'scenario']));
  return { ...individual, factors: { ...own, ...levels } };
}

/** The well is one that the user asks for: it has no layout to be put right. */
function inWords(problem: Problem): Problem {
  const { code, severity, message } = problem;
  const remedy =
    'State the dose without a time; a model takes it later if it says “NAME in steps” or “NAME added to” a state.';
  return { code, severity, message, remedy };
}

/** How wells are drawn; null, or left out: as the fit has it. */
export interface AskedDraws {
  readonly draws: number | null;
  readonly seed: number | null;
  readonly refinement?: FitPlan['settings']['refinement'] | null;
}

/** The plan as it draws then. */
export function withDraws(plan: FitPlan, { draws, seed, refinement = null }: AskedDraws): FitPlan {
  const { settings } = plan;
  return {
    ...plan,
    settings: {
      ...settings,
      evaluationDraws: draws ?? settings.evaluationDraws,
      seed: seed ?? settings.seed,
      refinement: refinement ?? settings.refinement,
    },
  };
}
