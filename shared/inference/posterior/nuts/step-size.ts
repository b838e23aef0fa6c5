import type { TransitionEnd } from './transition.ts';

/**
 * The step of a chain while it warms up: dual averaging of its logarithm towards a mean acceptance (Yu. Nesterov 2009, as in
 * M. D. Hoffman, A. Gelman, JMLR 15, 2014, section 3.2, with their constants). Plain data, so that it is in checkpoints.
 */
export interface ChainStep {
  /** What the next transition takes. */
  readonly step: number;
  /** What is kept when warming up ends. */
  readonly averaged: number;
  /** What logarithms are drawn to. */
  readonly centre: number;
  readonly count: number;
  /** Mean of what acceptance lacked. */
  readonly lack: number;
  readonly logAverage: number;
  /** Mean acceptance aimed at. */
  readonly target: number;
  /** Transitions that have diverged. */
  readonly diverged: number;
}

/**
 * Mean acceptance aimed at while steps vary. At the step that is kept it is higher, since too long ones lose more than too short ones gain:
 * Stan's 0.8 comes to 0.9 on the published fold, at half the speed. So less is aimed at after a stretch in which no path diverged, and
 * more where some did: in funnels steps must be short.
 */
export const aims = { first: 0.8, bold: 0.65, careful: 0.9 } as const;

const gamma = 0.05;
const offset = 10;
const kappa = 0.75;

/** @param boldness how many times as long steps are tried at first: 10 where little is known of them. */
export function startStep(step: number, boldness: number, target: number): ChainStep {
  return {
    ...{ step, averaged: step, centre: Math.log(boldness * step), count: 0, lack: 0, logAverage: 0 },
    ...{ target, diverged: 0 },
  };
}

/** What to aim at after steps that were adapted like this. */
export function nextAim(steps: readonly ChainStep[]): number {
  return steps.every(({ diverged }) => diverged === 0) ? aims.bold : aims.careful;
}

export function adaptStep(
  before: ChainStep,
  { acceptance, divergent }: Pick<TransitionEnd, 'acceptance' | 'divergent'>,
): ChainStep {
  const count = before.count + 1;
  const weight = 1 / (count + offset);
  const lack = (1 - weight) * before.lack + weight * (before.target - acceptance);
  const logStep = before.centre - (Math.sqrt(count) / gamma) * lack;
  const share = count ** -kappa;
  const logAverage = share * logStep + (1 - share) * before.logAverage;
  return {
    step: Math.exp(logStep),
    averaged: Math.exp(logAverage),
    centre: before.centre,
    count,
    lack,
    logAverage,
    target: before.target,
    diverged: before.diverged + (divergent ? 1 : 0),
  };
}
