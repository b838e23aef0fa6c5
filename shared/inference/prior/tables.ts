import { halfLogTwoPi } from '../../base/normal.ts';
import { type DrawnEntry, hasParents } from '../plan/parameter-layout.ts';
import type { EtaPrior } from './eta-prior.ts';

/** The drawn parameters' priors as flat tables for inner loops, [drawn]; all in eta. */
export interface PriorTables {
  readonly mean: Float64Array;
  readonly inverseSd: Float64Array;
  /** -log sd - log(2 pi) / 2. */
  readonly constant: Float64Array;
  /** The simulator sees eta within these: prior mean +- 4 prior sd; without end for bounded parameters. */
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** 0 identity, 1 log, both with a prior normal in eta; 2 anything else. */
  readonly kind: Uint8Array;
  /** Index into the model's parameters. */
  readonly column: Int32Array;
  /** Index into `drawn` of what stands for the prior's mean and sd; -1: the tables' own number. */
  readonly meanParent: Int32Array;
  readonly sdParent: Int32Array;
}

export function priorTables(drawn: readonly DrawnEntry[]): PriorTables {
  const of = (f: (prior: EtaPrior) => number) => Float64Array.from(drawn, (entry) => f(entry.prior));
  const kinds = { identity: 0, log: 1, logit: 2 } as const;
  return {
    mean: of((prior) => prior.mean),
    inverseSd: of((prior) => 1 / prior.sd),
    constant: of((prior) => -Math.log(prior.sd) - halfLogTwoPi),
    // a learned mean and sd may go anywhere, so a draw is not cut where they started
    lower: limits(drawn, -1),
    upper: limits(drawn, 1),
    kind: Uint8Array.from(drawn, (entry) => kinds[entry.prior.transform.kind]),
    column: Int32Array.from(drawn, (entry) => entry.model),
    meanParent: Int32Array.from(drawn, (entry) => entry.parents.mean ?? -1),
    sdParent: Int32Array.from(drawn, (entry) => entry.parents.sd ?? -1),
  };
}

/** Mean and sd in eta of one parameter's prior: numbers, or where a trajectory's row of parameters has them. */
export interface PriorNumbers {
  readonly mean: number;
  readonly sd: number;
  /** Columns of the parents that stand for them; -1: the numbers. */
  readonly meanColumn: number;
  readonly sdColumn: number;
}

export function priorNumbers(tables: PriorTables, d: number): PriorNumbers {
  const [meanParent, sdParent] = [tables.meanParent[d], tables.sdParent[d]];
  return {
    mean: tables.mean[d],
    sd: 1 / tables.inverseSd[d],
    meanColumn: meanParent < 0 ? -1 : tables.column[meanParent],
    sdColumn: sdParent < 0 ? -1 : tables.column[sdParent],
  };
}

function limits(drawn: readonly DrawnEntry[], side: 1 | -1): Float64Array {
  return Float64Array.from(drawn, (entry) => {
    const { prior } = entry;
    return prior.normal && !hasParents(entry) ? prior.mean + side * 4 * prior.sd : side * Infinity;
  });
}
