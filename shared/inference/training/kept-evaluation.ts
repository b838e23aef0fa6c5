import type { Evaluation } from '../../fit/fit-result.ts';

/** What an evaluation is chosen by: the elbo of wells that do nothing else (selection `inner`), or of those it reports. */
export type Choosing = Pick<Evaluation, 'validationElbo' | 'selectionElbo'>;

export function choosingElbo({ validationElbo, selectionElbo }: Choosing): number {
  return selectionElbo ?? validationElbo;
}

/**
 * Which evaluation a fit keeps: the one with the highest elbo of the wells that choose; of equal ones the first. One that is
 * not a number is worse than any other.
 */
export function isBetter(next: Choosing, kept: Choosing | null): boolean {
  if (kept === null) return true;
  const [is, was] = [choosingElbo(next), choosingElbo(kept)];
  return is > was || (Number.isNaN(was) && !Number.isNaN(is));
}

/** The kept one of all; null where there is none. */
export function keptEvaluation<T extends Choosing>(evaluations: readonly T[]): T | null {
  return evaluations.reduce<T | null>((kept, next) => (isBetter(next, kept) ? next : kept), null);
}
