import type { Objective } from '../objective.ts';
import { weighSeries } from './weigh-series.ts';

/**
 * The importance-weighted bound (Burda, Grosse, Salakhutdinov 2016; INFERENCE.md, 2): K joint draws per series,
 *
 *     log w_k = log p(x | theta_k) + log p(eta_k) - log q(eta_k),     bound = log (1/K) sum_k w_k,
 *
 * every level drawn anew for each series.
 */
export const iwae: Objective = {
  id: 'iwae',
  draws: ({ draws, evaluationDraws }, purpose) => (purpose === 'training' ? draws : evaluationDraws),
  weigh: weighSeries,
};
