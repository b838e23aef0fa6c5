import { failure, type Outcome, type Problem, success } from '../../base/problem.ts';
import { type FitPlan, fittedSignals } from '../../inference/plan/fit-plan.ts';
import type { ZeroShotKind, ZeroShotQuestion } from './zero-shot.ts';

/** One way to predict the wells of a device left out. */
export interface Way {
  readonly kind: ZeroShotKind;
  /** Signals by name; none: blind. */
  readonly seen: readonly string[];
}

/** The ways that a question asks for, blind always: or why signals cannot be seen. */
export function waysOf(plan: FitPlan, { seenSignals }: ZeroShotQuestion): Outcome<readonly Way[]> {
  const blind: Way = { kind: 'blind', seen: [] };
  if (seenSignals === null) return success([blind]);
  const signals = fittedSignals(plan);
  // names of signals may have commas in them
  const named = seenSignals.flatMap((text) =>
    signals.includes(text) ? [text] : text.split(',').map((name) => name.trim()),
  );
  const seen = [...new Set(named)];
  const refused = seenProblem(signals, seen);
  return refused === null ? success([blind, { kind: 'informed', seen }]) : failure([refused]);
}

/** What stands beside every number: that it is zero-shot, and what was seen. */
export function wayMark({ kind, seen }: Way): string {
  return kind === 'blind'
    ? 'zero-shot, blind: no reading of the device was used'
    : `zero-shot: of the device only each well’s own readings of ${seen.join(' and ')} were seen`;
}

function seenProblem(signals: readonly string[], seen: readonly string[]): Problem | null {
  const known = signals.join(', ');
  const refused = (message: string, remedy: string): Problem => ({
    code: 'predict.seenSignals',
    severity: 'error',
    message,
    remedy,
  });
  const unknown = seen.find((name) => !signals.includes(name));
  if (unknown !== undefined) return refused(`the fit has no signal “${unknown}”`, `It has ${known}.`);
  if (signals.some((name) => !seen.includes(name))) return null;
  return refused(
    'with every signal seen there is nothing left to predict',
    `Name fewer of ${known}; what the fit makes of wells that are fully seen is in its own predictions (set held-out).`,
  );
}
