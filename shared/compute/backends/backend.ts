import type { Kernel } from '../kernel.ts';
import type { KernelPlan } from '../kernel-plan.ts';
import type { StepControl } from './stepper.ts';

/** A way to run plans. A new one is a folder beside the others and a line in `index.ts`. */
export interface Backend {
  /** As `--backend` takes it. */
  readonly id: string;
  readonly title: string;
  compile(plan: KernelPlan, control: StepControl): Kernel;
}
