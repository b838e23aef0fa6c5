import type { LanePrecision } from '../../model/operations/lanes/lane-algebra.ts';
import type { Kernel } from '../kernel.ts';
import type { KernelPlan } from '../kernel-plan.ts';
import type { Method } from '../method.ts';
import type { ThreadHost } from '../threads.ts';
import type { StepControl } from './stepper.ts';

/** A way to run plans. A new one is a folder beside the others and a line in `index.ts`. */
export interface Backend {
  /** As `--backend` takes it. */
  readonly id: string;
  readonly title: string;
  runs(method: Method): boolean;
  /** Operations of a plan (`planSize`) that it can be made of, as measured with room to spare. */
  readonly capacity: number;
  compile(plan: KernelPlan, control: StepControl, options: BackendOptions): Kernel;
}

/** What a backend may make use of; those that cannot leave it. */
export interface BackendOptions {
  readonly threads: { readonly count: number; readonly host: ThreadHost } | null;
  /** Products and sums fused where the processor can. */
  readonly relaxed: boolean;
  /** Of the vectors' numbers; null: as the method needs. */
  readonly precision: LanePrecision | null;
}
