import { givenSteps } from './given-steps.ts';
import { ownSteps } from './own-steps.ts';
import type { Stepping } from './stepping.ts';
import type { Trajectory } from './trajectory.ts';

export function steppingOf(trajectory: Trajectory): Stepping {
  const { ownSteps: control } = trajectory.shape;
  return control === null ? givenSteps(trajectory) : ownSteps(trajectory, control);
}
