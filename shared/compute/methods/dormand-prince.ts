import { makeMethod } from '../method.ts';

const b = [35 / 384, 0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84, 0];
const embedded = [5179 / 57600, 0, 7571 / 16695, 393 / 640, -92097 / 339200, 187 / 2100, 1 / 40];

export const dormandPrince = makeMethod({
  id: 'dormand-prince',
  title: 'Dormand-Prince 5(4), adaptive',
  kind: 'explicit',
  order: 5,
  a: [
    [],
    [1 / 5],
    [3 / 40, 9 / 40],
    [44 / 45, -56 / 15, 32 / 9],
    [19372 / 6561, -25360 / 2187, 64448 / 6561, -212 / 729],
    [9017 / 3168, -355 / 33, 46732 / 5247, 49 / 176, -5103 / 18656],
    [35 / 384, 0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84],
  ],
  b,
  c: [0, 1 / 5, 3 / 10, 4 / 5, 8 / 9, 1, 1],
  error: b.map((weight, stage) => weight - embedded[stage]),
  source: 'Dormand and Prince 1980',
});
