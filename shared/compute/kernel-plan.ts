import type { Term } from '../model/operations/operation.ts';
import type { Graph } from './graph.ts';
import type { Method } from './method.ts';

/**
 * A model and a method as straight-line code, with its exact reverse sweep (discretise, then differentiate). Backends
 * only arrange loops around these blocks:
 *
 *     once                                     parameters, doses -> hoisted quantities, initial states
 *     for each grid point n:   observe         t_n, y_n -> predictions, log densities
 *                              step            t_n, h_n, y_n -> y_(n+1), keeping `tape`
 *     backwards, lambda = 0:   reverseObserve  lambda += d logLik_n / d y_n, accumulators += ...
 *                              reverseStep     lambda_n = (d y_(n+1) / d y_n)^T lambda_(n+1), accumulators += ...
 *     reverseOnce              lambda_0, accumulators -> d logLik / d parameters
 *
 * All blocks share one graph. An operand of an instruction is a constant, an input, a quantity of `once`, a taped
 * quantity (in reverseStep), or the result of an earlier instruction of the same block.
 *
 * Example: `x' = -k x` by midpoint. `once` holds nothing but k; step computes k x, then k (x - h/2 k x); reverseStep
 * needs the middle state for d/dk, which is on the tape.
 */
export interface KernelPlan {
  readonly graph: Graph;
  readonly method: Method;
  readonly states: number;
  readonly signals: number;
  readonly parameters: number;
  readonly doses: number;

  readonly once: Block;
  /** [state]; computed by `once`. */
  readonly initial: readonly Term[];

  readonly step: Block;
  /** y_(n+1), [state]; outputs of `step`. */
  readonly next: readonly Term[];
  /** What `step` keeps for `reverseStep`, beside y_n. */
  readonly tape: readonly Term[];

  readonly observe: Block;
  /** [signal]. */
  readonly predictions: readonly Term[];
  /** 1/variance of a reading, [signal]. */
  readonly precisions: readonly Term[];
  /** Log density of a reading times its mask, nats, [signal]. */
  readonly logDensities: readonly Term[];

  /** Hoisted quantities that receive gradient, [accumulator]. */
  readonly accumulated: readonly Term[];
  readonly reverseObserve: Block;
  /** To be added to lambda, [state]; a constant 0 where a reading does not depend on a state. */
  readonly observedAdjoints: readonly Term[];
  /** To be added to the accumulators, [accumulator]. */
  readonly observedFlows: readonly Term[];

  readonly reverseStep: Block;
  /** New lambda, [state]. */
  readonly stepAdjoints: readonly Term[];
  readonly stepFlows: readonly Term[];

  readonly reverseOnce: Block;
  /** d logLik / d parameter, [parameter]. Inputs `adjoint` are lambda_0, [state], then accumulators. */
  readonly gradient: readonly Term[];
}

/** Operation nodes to compute, in order. */
export interface Block {
  readonly instructions: readonly Term[];
}
