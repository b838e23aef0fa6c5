import { makeMethod } from '../method.ts';

/** One evaluation at the beginning, one in the middle of the step; the default of the published models. */
export const midpoint = makeMethod({
  id: 'midpoint',
  title: 'Explicit midpoint',
  kind: 'explicit',
  error: null,
  order: 2,
  a: [[], [0.5]],
  b: [0, 1],
  c: [0, 0.5],
  source: 'Runge 1895',
});
