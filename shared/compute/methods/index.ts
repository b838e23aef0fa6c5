import type { Method } from '../method.ts';
import { dormandPrince } from './dormand-prince.ts';
import { euler } from './euler.ts';
import { heun } from './heun.ts';
import { midpoint } from './midpoint.ts';
import { modifiedEuler } from './modified-euler.ts';
import { rk4 } from './rk4.ts';
import { sdirk4 } from './sdirk4.ts';
import { tsit5 } from './tsit5.ts';

/** Every method; a new one is a file beside these and a line here. */
export const methods: readonly Method[] = [
  euler,
  midpoint,
  modifiedEuler,
  heun,
  rk4,
  dormandPrince,
  tsit5,
  sdirk4,
];
