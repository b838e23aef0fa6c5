import type { Estimator } from '../estimator.ts';

/**
 * The `plain` estimator of the gradient of the importance-weighted bound (INFERENCE.md, 3), the derivative as it stands: with
 * wn_k = w_k / sum w
 *
 *     d bound = sum_k wn_k d log p(x, eta_k) - sum_k wn_k d log q(eta_k),   sum_k wn_k = 1,
 *
 * each draw and its density moving with the guide's moments.
 */
export const plain: Estimator = {
  id: 'plain',
  refuses: () => [],
  coefficients: ({ weight }) => weight,
  density: 'whole',
};
