import { makeMethod } from '../method.ts';

const b = [25 / 24, -49 / 48, 125 / 16, -85 / 12, 1 / 4];
const embedded = [59 / 48, -17 / 96, 225 / 32, -85 / 12, 0];

/** L-stable and stiffly accurate: for models with fast and slow parts. */
export const sdirk4 = makeMethod({
  id: 'sdirk4',
  title: 'SDIRK 4(3), L-stable, adaptive, for stiff models',
  kind: 'diagonallyImplicit',
  order: 4,
  a: [
    [1 / 4],
    [1 / 2, 1 / 4],
    [17 / 50, -1 / 25, 1 / 4],
    [371 / 1360, -137 / 2720, 15 / 544, 1 / 4],
    [25 / 24, -49 / 48, 125 / 16, -85 / 12, 1 / 4],
  ],
  b,
  c: [1 / 4, 3 / 4, 11 / 20, 1 / 2, 1],
  error: b.map((weight, stage) => weight - embedded[stage]),
  source: 'Hairer and Wanner 1996, table IV.6.5',
});
