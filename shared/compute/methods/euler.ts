import { makeMethod } from '../method.ts';

export const euler = makeMethod({
  id: 'euler',
  title: 'Euler',
  kind: 'explicit',
  error: null,
  order: 1,
  a: [[]],
  b: [1],
  c: [0],
  source: 'Euler 1768',
});
