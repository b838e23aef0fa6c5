/** Trains so many steps and prints what memory it took on the way, as JSON. */
import { initFit, stepFit } from '../../../shared/inference/training/fit.ts';
import { trainingKernel, trainingPlan } from './training-work.ts';

export interface MemoryUse {
  readonly step: number;
  /** Of the whole process, megabytes. */
  readonly rss: number;
  /** Of all WebAssembly memories, megabytes. */
  readonly wasm: number;
}

const megabyte = 1e6;
/** Steps between two looks. */
const every = 200;
const steps = Number(process.argv[2]);

const memories: WebAssembly.Memory[] = [];
const Memory = WebAssembly.Memory;
WebAssembly.Memory = class extends Memory {
  constructor(descriptor: WebAssembly.MemoryDescriptor) {
    super(descriptor);
    memories.push(this);
  }
};

const plan = await trainingPlan(1000);
const kernel = trainingKernel(plan, 2);
const state = initFit(plan);
const uses: MemoryUse[] = [];
for (let step = 1; step <= steps; step++) {
  await stepFit(plan, state, kernel, () => performance.now() / 1000);
  if (step % every !== 0) continue;
  const wasm = memories.reduce((sum, memory) => sum + memory.buffer.byteLength, 0);
  uses.push({ step, rss: process.memoryUsage.rss() / megabyte, wasm: wasm / megabyte });
}
await kernel.close();
process.stdout.write(JSON.stringify(uses));
