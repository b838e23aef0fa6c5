import { makeMethod } from '../method.ts';

export const heun = makeMethod({
  id: 'heun',
  title: 'Heun, third order',
  kind: 'explicit',
  order: 3,
  a: [[], [1 / 3], [0, 2 / 3]],
  b: [1 / 4, 0, 3 / 4],
  c: [0, 1 / 3, 2 / 3],
  error: null,
  source: 'Heun 1900',
});
