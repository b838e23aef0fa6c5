import { makeMethod } from '../method.ts';

/** The mean of the slopes at both ends, the far one reached by an Euler step: what the reference calls modified Euler. */
export const modifiedEuler = makeMethod({
  id: 'modified-euler',
  title: 'Modified Euler (explicit trapezoid)',
  kind: 'explicit',
  error: null,
  order: 2,
  a: [[], [1]],
  b: [0.5, 0.5],
  c: [0, 1],
  source: 'Heun 1900',
});
