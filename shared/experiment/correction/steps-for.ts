import type { CorrectionStep } from './step.ts';

/** What is known of a plate without its readings. */
export interface KnownPlate {
  readonly plate: string;
  readonly signals: readonly string[];
}

/** Those of a project's steps that concern some of its plates: a fit of these has nothing to do with the others. */
export function stepsFor(
  plates: readonly KnownPlate[],
  steps: readonly CorrectionStep[],
): readonly CorrectionStep[] {
  return steps.filter((step) => {
    const signal = 'signal' in step ? step.signal : null;
    return plates.some(
      ({ plate, signals }) =>
        (step.plate === null || step.plate === plate) && (signal === null || signals.includes(signal)),
    );
  });
}
