import { makeMethod } from '../method.ts';

export const rk4 = makeMethod({
  id: 'rk4',
  title: 'Classical Runge-Kutta',
  kind: 'explicit',
  error: null,
  order: 4,
  a: [[], [0.5], [0, 0.5], [0, 0, 1]],
  b: [1 / 6, 1 / 3, 1 / 3, 1 / 6],
  c: [0, 0.5, 0.5, 1],
  source: 'Kutta 1901',
});
