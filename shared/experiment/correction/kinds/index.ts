import type { CorrectionWork } from '../step.ts';
import type { StepKind } from '../step-kind.ts';
import { background } from './background.ts';
import { censor } from './censor.ts';
import { excludeReadings } from './exclude-readings.ts';
import { excludeWells } from './exclude-wells.ts';
import { mefl } from './mefl.ts';
import { odLinearity } from './od-linearity.ts';
import { particles } from './particles.ts';
import { pathLength } from './path-length.ts';

type AnyKind = {
  readonly [Kind in CorrectionWork['kind']]: StepKind<Extract<CorrectionWork, { kind: Kind }>>;
};

/**
 * Every kind of step, in the order in which they are done where nobody says otherwise: what was read at a detector’s end is
 * told in raw units, a dilution series is read less its blank, amounts come last.
 */
const byKind: AnyKind = {
  excludeWells,
  excludeReadings,
  censor,
  background,
  odLinearity,
  pathLength,
  particles,
  mefl,
};

export const stepKinds: readonly StepKind[] = Object.values(byKind) as readonly StepKind[];

/** The kind of a step, for what is done with the step. */
export function stepKindOf({ kind }: Pick<CorrectionWork, 'kind'>): StepKind {
  return byKind[kind] as StepKind;
}
