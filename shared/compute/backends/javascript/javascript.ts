import type { Backend } from '../backend.ts';
import { makeDriver } from '../drive.ts';
import { makeSeriesKernel } from '../series-kernel.ts';
import { hasOwnSteps } from '../stepper.ts';
import { makeFusedSolver } from './fused-solver.ts';
import { generated } from './generated.ts';

/**
 * Scalar float64 code generated as text. Methods with given steps run in one fused function, one trajectory after
 * another; those that choose their steps run the common driver on generated blocks. Node only: pages forbid it.
 */
export const javascript: Backend = {
  id: 'javascript',
  title: 'generated JavaScript, float64',
  runs: () => true,
  // a value each on the stack of one call
  capacity: 50_000,
  compile: (plan, control) =>
    makeSeriesKernel(
      'javascript',
      plan,
      hasOwnSteps(plan.method, control)
        ? makeDriver(plan, control, generated)
        : makeFusedSolver(plan, control),
    ),
};
