/** What is told of a fit that approximates its joint posterior by a normal (`--objective hierarchical`). */
export interface ApproximationDiagnostics {
  /** Of training, each over all training wells. */
  readonly steps: number;
  /** Joint draws that are kept. */
  readonly draws: number;
  readonly dimensions: number;
  /** Calls of the kernel with gradients. */
  readonly gradients: number;
  readonly seconds: number;
  /** Hierarchical bound, nats a training well, with its Monte Carlo standard error. */
  readonly bound: number;
  readonly boundError: number;
  /** Shape of the tail of the weights that draws of what wells share have, and what the draws are worth by them. */
  readonly kHat: number;
  readonly ess: number;
  /** What a well's inner draws are worth, as a share of them: the median over wells and the 5 % quantile. */
  readonly innerEss: { readonly median: number; readonly fifth: number };
  /** Whether the weights say that the approximation may be read as a posterior. */
  readonly converged: boolean;
  /** `close to the posterior (k-hat 0.31)`, or why not. */
  readonly verdict: string;
}
