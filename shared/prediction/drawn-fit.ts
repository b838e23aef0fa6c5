import type { Kernel } from '../compute/kernel.ts';
import type { BoundWorkspace } from '../inference/draws/bound-workspace.ts';
import type { FitPlan } from '../inference/plan/fit-plan.ts';
import type { RefinedModes } from '../inference/refinement/refine-modes.ts';

/** Where a fit's wells are drawn: its kernel, and one of float64 for curvature; both bound. */
export interface DrawnFit {
  readonly plan: FitPlan;
  readonly weights: Float64Array;
  readonly kernel: Kernel;
  readonly fine: Kernel;
  /** Of the evaluation that is shown. */
  readonly step: number;
  readonly workspace: BoundWorkspace;
}

/** Where a well's mode is. */
export interface WellModes {
  readonly place: number;
  readonly modes: RefinedModes;
  /** Points that have a coordinate there (`seriesLayout`), the same of all wells of these modes; left out: none. */
  readonly fresh?: readonly number[];
}
