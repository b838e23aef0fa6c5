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
  /**
   * Transitions of all stretches so far, but for the first few of each, whose steps are too long on purpose; and those that diverged. Under
   * the map of the mode alone many may, which says nothing of later ones: a stretch counts a quarter of the one after it.
   */
  readonly made: number;
  readonly diverged: number;
}

/**
 * Mean acceptance aimed at while steps vary. At the step that is kept it is higher, since too long ones lose more than too short ones gain:
 * Stan's 0.8 comes to 0.9 on the published fold, at half the speed. So less is aimed at where hardly a path has diverged so far, and
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
    ...{ target, made: 0, diverged: 0 },
  };
}

/** Transitions of a stretch that find what steps are too long. */
const finding = 8;
/** Share of the paths. */
const hardly = 0.005;

const fading = 0.25;

/** The step at the begin of the next stretch. */
export function carriedStep(
  { made, diverged }: ChainStep,
  step: number,
  boldness: number,
  target: number,
): ChainStep {
  return { ...startStep(step, boldness, target), made: fading * made, diverged: fading * diverged };
}

/** What to aim at after steps that were adapted like this, [chain]. */
export function nextAim(steps: readonly ChainStep[]): number {
  const sum = (of: (step: ChainStep) => number): number => steps.reduce((all, step) => all + of(step), 0);
  return sum(({ diverged }) => diverged) <= hardly * sum(({ made }) => made) ? aims.bold : aims.careful;
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
    made: before.made + (count > finding ? 1 : 0),
    diverged: before.diverged + (divergent && count > finding ? 1 : 0),
  };
}
