/**
 * Which evaluation a fit keeps (selection `reported`): the one with the highest validation elbo; of equal ones the first.
 * One that is not a number is worse than any other.
 */
export function isBetter(
  next: { readonly validationElbo: number },
  kept: { readonly validationElbo: number } | null,
): boolean {
  return kept === null || next.validationElbo > kept.validationElbo || isFirstNumber(next, kept);
}

function isFirstNumber(
  next: { readonly validationElbo: number },
  kept: { readonly validationElbo: number },
): boolean {
  return Number.isNaN(kept.validationElbo) && !Number.isNaN(next.validationElbo);
}

/** The kept one of all; null where there is none. */
export function keptEvaluation<T extends { readonly validationElbo: number }>(
  evaluations: readonly T[],
): T | null {
  return evaluations.reduce<T | null>((kept, next) => (isBetter(next, kept) ? next : kept), null);
}
