import type { Backend } from '../backend.ts';
import { makeDriver } from '../drive.ts';
import { makeSeriesKernel } from '../series-kernel.ts';
import { interpret } from './interpret.ts';

/**
 * Runs a plan block by block, one operation at a time over a group of trajectories, in float64. Nothing is generated:
 * it is the judge of all other backends.
 */
export const interpreter: Backend = {
  id: 'interpreter',
  title: 'interpreter, float64',
  runs: () => true,
  capacity: Number.POSITIVE_INFINITY,
  compile: (plan, control) => makeSeriesKernel('interpreter', plan, makeDriver(plan, control, interpret)),
};
