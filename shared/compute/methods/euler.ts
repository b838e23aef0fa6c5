import { makeMethod } from '../method.ts';

export const euler = makeMethod({
  id: 'euler',
  title: 'Euler',
  order: 1,
  a: [[]],
  b: [1],
  c: [0],
  source: 'Euler 1768',
});
