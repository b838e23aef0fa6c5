import { nodeThreads } from '../../main/jobs/threads.ts';
import { kernelFor } from '../helpers/kernels.ts';
import type { Benchmark } from './measure/benchmark.ts';
import { interleave, speedUp } from './measure/interleave.ts';
import { kernelTask, kernelWork, method } from './work/kernel-work.ts';

/** Only a machine with two free cores can tell. */
export const threads: Benchmark = {
  name: 'threads',
  summary: 'one gradient evaluation on wasm: two threads against one',
  async run() {
    const work = await kernelWork();
    const host = nodeThreads();
    const kernels = [1, 2].map((count) =>
      kernelFor(work.model, method, 'wasm', { threads: { count, host } }),
    );
    const [one, two] = kernels.map((kernel) => ({
      what: `wasm, ${kernel.threads} thread${kernel.threads === 1 ? '' : 's'}`,
      ...kernelTask(kernel, work),
    }));
    const [slow, quick] = await interleave([one!, two!], 'wall', 25);
    for (const kernel of kernels) await kernel.close();
    return [speedUp('threads', [slow!, quick!], { atLeast: 1.7 })];
  },
};
