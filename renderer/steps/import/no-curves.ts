import type { FileView } from '../../../shared/channels.ts';

/** Why there is no curve of a plate that has readings. */
export function noCurves({ questions: { timeUnit_s, interval_s } }: Pick<FileView, 'questions'>): string {
  return timeUnit_s === null || interval_s === null
    ? 'No curves yet: the times are not known. Say above what the file does not say.'
    : 'No curves: each well was read once, not over time.';
}
