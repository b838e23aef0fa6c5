import type { Estimator } from '../estimator.ts';

/**
 * The `dreg` estimator, doubly reparameterised (Tucker, Lawson, Gu, Maddison 2019; INFERENCE.md, 3): with wn_k = w_k / sum w
 *
 *     d bound / d moments = sum_k wn_k^2 (d log w_k / d eta_k) (d eta_k / d moments),
 *
 * eta_k the joint draw and the guide's own numbers held inside log q. Its mean is that of `plain`; its noise falls as draws
 * become more, where that of `plain` drowns what the guide is to learn (`test/laws/estimators.test.ts`).
 */
export const dreg: Estimator = {
  id: 'dreg',
  refuses: () => [],
  coefficients: ({ weight, squared }) => {
    for (let t = 0; t < weight.length; t++) squared[t] = weight[t] * weight[t];
    return squared;
  },
  density: 'path',
};
