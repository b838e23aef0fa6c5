import type { QualityFlag } from '../quality/flag.ts';
import type { Corrections, FlagDecision } from './corrections.ts';
import { stepKinds } from './kinds/index.ts';
import type { CorrectionStep } from './step.ts';

/** What becomes of a flag's proposal. */
export interface Accepted {
  readonly corrections: Corrections;
  /** added: its step is one of the steps now; there: a step that does the same was already; none: the flag proposes none. */
  readonly step: 'added' | 'there' | 'none';
}

/** Notes that a flag is right, and takes over the step that it proposes. */
export function acceptFlag(corrections: Corrections, flag: QualityFlag): Accepted {
  const decisions = decided(corrections.decisions, flag, 'accepted');
  const { correction } = flag;
  if (correction === null) return { corrections: { ...corrections, decisions }, step: 'none' };
  const isThere = corrections.steps.some((step) => doesTheSame(step, correction));
  const steps = isThere ? corrections.steps : addStep(corrections.steps, correction);
  return { corrections: { steps, decisions }, step: isThere ? 'there' : 'added' };
}

/** Notes that a flag is wrong or does not matter; a step that came from it goes. */
export function rejectFlag(corrections: Corrections, flag: QualityFlag): Corrections {
  return {
    steps: corrections.steps.filter((step) => step.flag !== flag.id),
    decisions: decided(corrections.decisions, flag, 'rejected'),
  };
}

/** Where its kind belongs: after the last step of its own kind or of one that is done before. */
export function addStep(steps: readonly CorrectionStep[], step: CorrectionStep): readonly CorrectionStep[] {
  const orderOf = ({ kind }: CorrectionStep): number => stepKinds.findIndex((each) => each.kind === kind);
  const last = steps.findLastIndex((other) => orderOf(other) <= orderOf(step));
  return steps.toSpliced(last + 1, 0, step);
}

/** A background is subtracted once: whatever its method, a second step would do it again. */
function doesTheSame(step: CorrectionStep, proposed: CorrectionStep): boolean {
  if (step.kind !== proposed.kind) return false;
  const samePlate = step.plate === null || step.plate === proposed.plate;
  if (step.kind === 'background' && proposed.kind === 'background')
    return samePlate && step.signal === proposed.signal;
  const plain = (one: CorrectionStep): string =>
    JSON.stringify({ ...one, flag: null, on: true, plate: samePlate ? null : one.plate });
  return plain(step) === plain(proposed);
}

function decided(
  decisions: readonly FlagDecision[],
  { id, reason }: QualityFlag,
  decision: FlagDecision['decision'],
): readonly FlagDecision[] {
  return [...decisions.filter(({ flag }) => flag !== id), { flag: id, decision, reason }];
}
