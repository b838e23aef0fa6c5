import type { Term } from '../model/operations/operation.ts';

/** One reading's prediction and residual error as terms. */
export interface ResidualTerms {
  readonly signal: number;
  readonly prediction: Term;
  /** Normal and Laplace: 1/variance. Student: 1/scale^2. */
  readonly precision: Term;
  readonly nu: Term | null;
  /** tau, hours. */
  readonly correlation: Term | null;
  /** White share of the variance of errors that are correlated. */
  readonly whiteShare: Term | null;
  /** Standard deviation, and how long it lasts in hours. */
  readonly discrepancy: { readonly sd: Term; readonly time: Term } | null;
}
