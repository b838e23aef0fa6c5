import type { LanePrecision } from '../../../model/operations/lanes/lane-algebra.ts';
import type { KernelPlan } from '../../kernel-plan.ts';
import type { Backend } from '../backend.ts';
import { hasOwnSteps, type StepControl } from '../stepper.ts';
import { float32Lanes, float64Lanes } from './lane-type.ts';
import { recordLayout } from './record-layout.ts';
import { scratchLayout } from './scratch-layout.ts';
import { makeWasmKernel, type ShapeWithoutConstants } from './wasm-kernel.ts';

/**
 * WebAssembly with vectors of 128 bits, made when it is needed: one trajectory a lane, threads over one shared memory.
 * Given steps are taken in float32, four trajectories at a time; methods that choose their steps in float64, two at a
 * time, since their tolerances lie below what float32 can tell apart.
 */
export const wasm: Backend = {
  id: 'wasm',
  title: 'WebAssembly SIMD',
  runs: (method) => method.kind === 'explicit',
  // a function has at most 50,000 locals, and translating it takes more than its share of time
  capacity: 20_000,
  compile(plan, control, { threads, relaxed, precision }) {
    return makeWasmKernel(shapeOf(plan, control, relaxed, precision), threads);
  },
};

/** The same with float64 for given steps too, two trajectories at a time: for models that leave the range of float32. */
export const wasmFloat64: Backend = {
  ...wasm,
  id: 'wasm-float64',
  title: 'WebAssembly SIMD, float64',
  compile: (plan, control, options) => ({
    ...wasm.compile(plan, control, { ...options, precision: 'float64' }),
    backend: 'wasm-float64',
  }),
};

/** @param precision null: as the method needs. */
export function shapeOf(
  plan: KernelPlan,
  control: StepControl,
  relaxed: boolean,
  precision: LanePrecision | null,
): ShapeWithoutConstants {
  const own = hasOwnSteps(plan.method, control);
  const chosen: LanePrecision = precision ?? (own ? 'float64' : 'float32');
  const type = chosen === 'float32' ? float32Lanes : float64Lanes;
  return {
    plan,
    type,
    relaxed,
    substeps: control.substeps,
    watchEvery: control.watchEvery,
    ownSteps: own ? control : null,
    record: recordLayout(plan, type),
    scratch: scratchLayout(plan, own),
  };
}
