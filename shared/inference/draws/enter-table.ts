import { halfLogTwoPi } from '../../base/normal.ts';
import { drawForm } from '../guide/series-guide.ts';
import type { PriorTables } from '../prior/tables.ts';
import type { BoundWorkspace } from './bound-workspace.ts';
import { pairLayout } from './simd/emit-draws.ts';
import { exponentBounds } from './simd/emit-exponential.ts';

/**
 * Fills the table from `workspace.own`. Parameters that are not of the common forms get nothing to add, and a value that is
 * to be replaced. The sum of the constants of log p - log q over all others.
 */
export function enterTable(priors: PriorTables, { own, table, drawn }: BoundWorkspace): number {
  const { numbers, words } = table;
  let constant = 0;
  for (let n = 0; n < 2 * table.pairs; n++) {
    const d = Math.min(n, drawn - 1);
    const at = (n >> 1) * (pairLayout.bytes / 8) + (n & 1);
    const isCommon = n < drawn && own.form[d] <= drawForm.log;
    const isLog = own.form[d] === drawForm.log;
    const put = (offset: number, value: number): void => {
      numbers[at + offset / 8] = isCommon ? value : 0;
    };
    put(pairLayout.mean, own.mean[d]);
    put(pairLayout.scale, own.scale[d]);
    put(pairLayout.lower, isLog ? Math.max(priors.lower[d], exponentBounds.least) : priors.lower[d]);
    put(pairLayout.upper, isLog ? Math.min(priors.upper[d], exponentBounds.largest) : priors.upper[d]);
    put(pairLayout.priorMean, priors.mean[d]);
    put(pairLayout.inverseSd, priors.inverseSd[d]);
    put(pairLayout.half, -0.5);
    const flag = 2 * (at + pairLayout.isLog / 8);
    words[flag] = isLog ? -1 : 0;
    words[flag + 1] = words[flag];
    words[(n >> 1) * (pairLayout.bytes / 4) + pairLayout.column / 4 + (n & 1)] = 8 * priors.column[d];
    if (isCommon) constant += priors.constant[d] + halfLogTwoPi - 0.5 * own.logPrecision[d];
  }
  return constant;
}
