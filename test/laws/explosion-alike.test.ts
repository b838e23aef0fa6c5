import { describe, expect, test } from 'vitest';
import { backends } from '../../shared/compute/backends/index.ts';
import { modelFromText } from '../helpers/library-model.ts';
import { explicitMethods, statusOf } from '../helpers/trajectory-statuses.ts';

/** Explosions that end, turn or look like something else, and what only looks like one; `explosion.test.ts` has the plain ones. */
const backendIds = backends.map(({ id }) => id);

const fading = modelFromText(`model fading "Lost fast, and ever slower"
parameters
  fast population LogNormal(0, 1)
  prec population LogNormal(4, 1)
states
  E starts at 1
  X starts at 0
rates
  E' = -0.5 [1/h] * E
  X' = 1 [1/h] - (0.1 [1/h] + fast * E) * X
observables
  G = X with precision prec
`);
const turning = modelFromText(`model turning "An oscillator"
parameters
  rate population LogNormal(0, 1)
  prec population LogNormal(4, 1)
states
  X starts at 1
  Y starts at 0
rates
  X' = rate * Y
  Y' = -rate * X
observables
  G = X with precision prec
`);

describe.each(backendIds)('every step watched, on %s', (backend) => {
  const halfHours = (points: number) => Array.from({ length: points }, (_, n) => 0.5 * n);

  test.each(explicitMethods)(
    'an explosion that ends before the last reading is seen (%s)',
    async (method) => {
      const draws = [
        [30, 1],
        // the same, slow enough for these steps all along
        [1, 1],
      ];
      for (const points of [34, 60, 100]) {
        const found = await statusOf(fading, backend, method, halfHours(points), draws, 1);
        expect(found, `${points} points`).toEqual(['unstable', 'ok']);
      }
    },
  );

  test.each(explicitMethods)(
    'steps that carry an oscillator away are seen, whatever its phase (%s)',
    async (method) => {
      for (const points of [34, 66, 100]) {
        const times = Array.from({ length: points }, (_, n) => 0.1 * n);
        const found = await statusOf(
          turning,
          backend,
          method,
          times,
          [
            [50, 1],
            [0.3, 1],
          ],
          1,
        );
        expect(['unstable', 'notFinite']).toContain(found[0]);
        expect(found[1], `${points} points`).toBe('ok');
      }
    },
  );
});

/** Steps that leap over the equilibrium until what is left of the state is another equation's. */
const logistic = modelFromText(`model logistic "Growth to a limit"
parameters
  rate population LogNormal(0, 1)
  prec population LogNormal(4, 1)
states
  X starts at 0.01
rates
  X' = rate * X * (1 - X)
observables
  G = X with precision prec
`);

/** Rates that change by a bound, at once: one step does not know of it, and none after it is wrong. */
const triggered = modelFromText(`model triggered "Made once there is enough of another"
parameters
  made population LogNormal(0, 1)
  prec population LogNormal(4, 1)
states
  X starts at 0.1
  P starts at 0
  Q starts at 0
rates
  X' = 0.5 [1/h] * X * (1 - X)
  P' = (if X > 0.5 then made else 0) - 0.1 [1/h] * P
  Q' = (if P > 20 then made else 0) - 0.1 [1/h] * Q
observables
  G = Q with precision prec
`);

describe.each(backendIds)('what looks alike, on %s', (backend) => {
  const times = (points: number, h: number) => Array.from({ length: points }, (_, n) => h * n);

  test.each(['euler', 'modified-euler', 'midpoint', 'heun'])(
    'a limit that is leapt over, by %s',
    async (method) => {
      for (const points of [8, 9, 10, 11, 24]) {
        const draws = [
          [8, 1],
          [1, 1],
        ];
        const found = await statusOf(logistic, backend, method, times(points, 0.5), draws, 1);
        expect(['unstable', 'notFinite'], `${points} points`).toContain(found[0]);
        expect(found[1], `${points} points`).toBe('ok');
      }
    },
  );

  test.each(explicitMethods)('rates that change at a bound are none, by %s', async (method) => {
    const draws = [
      [1, 1],
      [1000, 1],
      [1e6, 1],
    ];
    const found = await statusOf(triggered, backend, method, times(60, 0.25), draws, 1);
    expect(found).toEqual(['ok', 'ok', 'ok']);
  });
});
