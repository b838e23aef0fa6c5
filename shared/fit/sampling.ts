/** What is told of a fit by chains (`--posterior nuts`), while they run and when they have ended. */

/** What chains do, in their order. */
export const samplingStages = ['mode', 'warming', 'population', 'sampling'] as const;
export type SamplingStage = (typeof samplingStages)[number];

/** How well the draws of one number have mixed (INFERENCE.md, 2). NaN: they do not vary, or are too few. */
export interface Mixing {
  /** The larger of rank-normalised split R-hat and that of the folded draws. */
  readonly rHat: number;
  /** Effective draws for the middle, and for the 5 % and 95 % quantiles. */
  readonly bulkEss: number;
  readonly tailEss: number;
}

/** One number of the posterior: `dR`, `aR:part 1`, `plate/A1 r`. */
export interface NamedMixing extends Mixing {
  readonly name: string;
}

/** Of a fit by chains that is under way. */
export interface SamplingReport {
  readonly stage: SamplingStage;
  /** Transitions that every chain has made, warming up included, and asked for. */
  readonly transitions: number;
  readonly epochs: number;
  readonly seconds: number;
  /** After warming up. */
  readonly divergent: number;
  /** Of what wells share: the largest R-hat, and the fewest effective draws; null while too little is drawn. */
  readonly worstRHat: NamedMixing | null;
  readonly fewestEss: NamedMixing | null;
  /** Of a hierarchical fit: of its last step, nats a training well. */
  readonly bound?: number;
}

/** Of what wells share, or of the wells' own values: how many there are, how many miss the rule, and the worst ones. */
export interface MixingSummary {
  readonly count: number;
  readonly missed: number;
  readonly worstRHat: NamedMixing | null;
  readonly fewestEss: NamedMixing | null;
}

export interface SamplingDiagnostics {
  readonly chains: number;
  readonly warmup: number;
  /** Of each chain, after warming up. */
  readonly draws: number;
  readonly dimensions: number;
  /** Calls of the kernel, each with the gradient at one point of every chain. */
  readonly gradients: number;
  readonly seconds: number;
  readonly divergent: number;
  /** Transitions whose path was as long as is allowed. */
  readonly cut: number;
  /** E-BFMI, [chain]. */
  readonly energyFraction: readonly number[];
  /** [chain]. */
  readonly steps: readonly number[];
  readonly acceptance: readonly number[];
  /** Population parameters, values of groups and parts. */
  readonly shared: MixingSummary;
  readonly wells: MixingSummary;
  readonly converged: boolean;
  /** What the rule says: `converged`, or `not converged: ...`. */
  readonly verdict: string;
}

/** The rule under which draws are reported as a posterior (INFERENCE.md, 2). */
export const mixingRule = {
  shared: { mostRHat: 1.01, leastEss: 400 },
  wells: { mostRHat: 1.02, leastEss: 200 },
  leastEnergyFraction: 0.3,
} as const;

/** `R-hat 1.013 (dR), 154 effective draws (KR6), 0 diverged`; a few words while chains find their way. */
export function samplingText({ stage, divergent, worstRHat, fewestEss, bound }: SamplingReport): string {
  if (stage === 'mode') return 'looking for the mode';
  if (stage === 'warming') return 'warming up';
  if (stage === 'population')
    return bound === undefined || Number.isNaN(bound)
      ? 'fitting what wells share'
      : `fitting what wells share: bound ${bound.toFixed(1)} nats a well`;
  if (worstRHat === null || fewestEss === null) return bound === undefined ? 'sampling' : 'drawing';
  const ess = Math.floor(Math.min(fewestEss.bulkEss, fewestEss.tailEss));
  return `sampling: R-hat ${worstRHat.rHat.toFixed(3)} (${worstRHat.name}), ${ess} effective draws (${fewestEss.name}), ${divergent} diverged`;
}
