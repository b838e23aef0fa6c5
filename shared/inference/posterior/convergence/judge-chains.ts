import { largest, lowest } from '../../../base/lists.ts';
import type { Problem } from '../../../base/problem.ts';
import { type MixingSummary, mixingRule, type SamplingDiagnostics } from '../../../fit/sampling.ts';
import type { FitPlan } from '../../plan/fit-plan.ts';
import type { JointLayout } from '../joint/joint-layout.ts';
import type { PosteriorState } from '../posterior-state.ts';
import { energyFraction } from './chains.ts';
import { essOf, mixingSummary, sharedMixing, wellsMixing } from './mixing.ts';

/** Whether chains that have ended may be reported as a posterior, by the rule of INFERENCE.md, 2. */
export function judgeChains(plan: FitPlan, state: PosteriorState, layout: JointLayout): SamplingDiagnostics {
  const { record, chains, gradients, seconds } = state;
  const sum = (of: (one: (typeof record)[number]) => number): number =>
    record.reduce((total, one) => total + of(one), 0);
  const facts = {
    chains: chains.length,
    warmup: plan.settings.warmup,
    draws: record[0].draws.length,
    dimensions: layout.size,
    ...{ gradients, seconds },
    divergent: sum(({ divergent }) => divergent),
    cut: sum(({ cut }) => cut),
    energyFraction: record.map(({ energy }) => energyFraction(Float64Array.from(energy))),
    steps: chains.map(({ step }) => step.averaged),
    acceptance: record.map(({ acceptance }) => acceptance),
    shared: mixingSummary(sharedMixing(state, layout), mixingRule.shared),
    wells: mixingSummary(wellsMixing(plan, state, layout), mixingRule.wells),
  };
  const faults = faultsOf(facts);
  const converged = faults.length === 0;
  return { ...facts, converged, verdict: converged ? 'converged' : `not converged: ${faults.join('; ')}` };
}

type Facts = Omit<SamplingDiagnostics, 'converged' | 'verdict'>;

function faultsOf({ shared, wells, divergent, energyFraction: fractions }: Facts): readonly string[] {
  const least = lowest(fractions, Number.POSITIVE_INFINITY);
  return [
    ...mixingFaults('shared parameters', shared, mixingRule.shared),
    ...mixingFaults('values of wells', wells, mixingRule.wells),
    ...(divergent > 0 ? [`${divergent} transitions diverged`] : []),
    ...(least > mixingRule.leastEnergyFraction
      ? []
      : [
          `the energy moves too little (E-BFMI ${least.toFixed(2)}, above ${mixingRule.leastEnergyFraction} is wanted)`,
        ]),
  ];
}

function mixingFaults(
  what: string,
  { count, missed, worstRHat, fewestEss }: MixingSummary,
  { mostRHat, leastEss }: { readonly mostRHat: number; readonly leastEss: number },
): readonly string[] {
  if (missed === 0 || worstRHat === null || fewestEss === null) return [];
  const rHat =
    worstRHat.rHat < mostRHat
      ? []
      : [`R-hat of ${worstRHat.name} is ${worstRHat.rHat.toFixed(3)} (below ${mostRHat} is wanted)`];
  const effective = essOf(fewestEss);
  const ess =
    effective > leastEss
      ? []
      : [`${fewestEss.name} has ${Math.floor(effective)} effective draws (above ${leastEss} are wanted)`];
  return [`${missed} of ${count} ${what} miss the rule: ${[...rHat, ...ess].join(', ')}`];
}

/** Epochs are asked for in steps of so many. */
const roundTo = 100;
/** Beyond it the chains are not yet at the same place, and more draws of the same kind will not do. */
const apart = 1.1;

/** What a user must know who reads the numbers of chains that have not converged; null: they have. */
export function convergenceProblem(found: SamplingDiagnostics): Problem | null {
  if (found.converged) return null;
  return {
    code: 'posterior.notConverged',
    severity: 'warning',
    message: `the chains have ${found.verdict}. Means, ranges and bands may be off by more than their Monte Carlo errors.`,
    ...remedyOf(found),
  };
}

function remedyOf({
  shared,
  wells,
  divergent,
  warmup,
  draws,
  energyFraction: fractions,
}: SamplingDiagnostics): Pick<Problem, 'remedy' | 'inWindow'> {
  const parts = [
    { ...shared, ...mixingRule.shared },
    { ...wells, ...mixingRule.wells },
  ];
  const rHat = largest(
    parts.map(({ worstRHat }) => worstRHat?.rHat ?? 1),
    1,
  );
  const moves = lowest(fractions, Number.POSITIVE_INFINITY) > mixingRule.leastEnergyFraction;
  if (divergent > 0 || !(rHat < apart) || !moves) {
    const [longer, all] = [2 * warmup, 2 * (warmup + draws)];
    const otherwise =
      'If that does not help, the model has what these data do not decide: narrow the priors of the parameters named, or fix them.';
    return {
      remedy: `Start a new fit that warms up longer: --warmup ${longer} --epochs ${all}. ${otherwise}`,
      inWindow: `Start a new fit that warms up longer: ${longer} of ${all} transitions. ${otherwise}`,
    };
  }
  const factor = largest(
    parts.flatMap(({ worstRHat, fewestEss, mostRHat, leastEss }) => [
      fewestEss === null ? 1 : leastEss / essOf(fewestEss),
      // an R-hat above its bound falls with the number of draws
      worstRHat === null ? 1 : (worstRHat.rHat - 1) / (mostRHat - 1),
    ]),
    1,
  );
  const epochs = Math.ceil((warmup + draws * factor * 1.2) / roundTo) * roundTo;
  return {
    remedy: `Continue the fit, which goes on from its draws: --epochs ${epochs}.`,
    inWindow: `Continue the fit up to transition ${epochs}: it goes on from its draws.`,
  };
}
