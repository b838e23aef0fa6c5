import type { Method } from '../method.ts';
import { euler } from './euler.ts';
import { midpoint } from './midpoint.ts';
import { modifiedEuler } from './modified-euler.ts';
import { rk4 } from './rk4.ts';

/** Every method; a new one is a file beside these and a line here. */
export const methods: readonly Method[] = [euler, midpoint, modifiedEuler, rk4];
