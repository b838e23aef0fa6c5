import { halfLogTwoPi } from '../../../base/normal.ts';
import { drawForm, type SeriesForms } from '../../draws/series-forms.ts';
import { exponentBounds } from '../../draws/simd/emit-exponential.ts';
import type { PriorTables } from '../../prior/tables.ts';
import { pairLayout } from './emit-draws.ts';
import type { FactorisedWorkspace } from './workspace.ts';

/**
 * Fills the table from the moments of the series at hand. Parameters that are not of the common forms get nothing to add, and
 * a value that is to be replaced. The sum of the constants of log p - log q over all others.
 */
export function enterTable(
  priors: PriorTables,
  { form }: SeriesForms,
  { own, table }: Pick<FactorisedWorkspace, 'own' | 'table'>,
): number {
  const { numbers, words } = table;
  const drawn = form.length;
  let constant = 0;
  for (let n = 0; n < 2 * table.pairs; n++) {
    const d = Math.min(n, drawn - 1);
    const at = (n >> 1) * (pairLayout.bytes / 8) + (n & 1);
    const isCommon = n < drawn && form[d] <= drawForm.log;
    const isLog = form[d] === drawForm.log;
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
