import type { Estimator } from '../estimator.ts';

/**
 * The `stl` estimator, sticking the landing (Roeder, Wu, Duvenaud 2017; INFERENCE.md, 3): the derivative with the guide's own
 * numbers held inside log q, whose part in it has mean 0 for one draw a series, and none where the guide is the posterior. Of
 * more draws it is biased, and refused.
 */
export const stl: Estimator = {
  id: 'stl',
  refuses: ({ id }, { draws }) =>
    draws === 1
      ? []
      : [
          {
            code: 'fit.refusedEstimator',
            severity: 'error',
            message: `The estimator stl is biased for the objective ${id} of ${draws} training draws: it is for one.`,
            remedy: 'Use dreg (--estimator dreg), or one training draw (--draws 1).',
            inWindow: 'Use dreg.',
            place: { where: '--estimator' },
          },
        ],
  coefficients: ({ weight }) => weight,
  density: 'path',
};
