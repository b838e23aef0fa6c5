import type { Problem } from '../../shared/base/problem.ts';
import type { Reply } from '../../shared/channels.ts';

/** Replies of the mock service. */
export function value<T>(it: T): Reply<T> {
  return { kind: 'value', value: it };
}

export function refusal(message: string, remedy: string, more: Partial<Problem> = {}): Reply<never> {
  return { kind: 'problems', problems: [{ code: 'mock', severity: 'error', message, remedy, ...more }] };
}
