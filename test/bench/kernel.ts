import { kernelFor } from '../helpers/kernels.ts';
import type { Benchmark } from './measure/benchmark.ts';
import { interleave, speedUp } from './measure/interleave.ts';
import { kernelTask, kernelWork, method } from './work/kernel-work.ts';

/**
 * The fast backend against the plain one. The second target is that of 25 times PyTorch and 3 times the best JAX, of which
 * the product has none: both were measured beside this same JavaScript kernel.
 */
export const kernel: Benchmark = {
  name: 'kernel',
  summary: 'one gradient evaluation: wasm against javascript, one thread each',
  async run() {
    const work = await kernelWork();
    const [plain, fast] = ['javascript', 'wasm'].map((backend) => ({
      what: `${backend}, 1 thread`,
      ...kernelTask(kernelFor(work.model, method, backend), work),
    }));
    const [slow, quick] = await interleave([plain!, fast!], 'processor', 25);
    const measured = speedUp('kernel', [slow!, quick!], { atLeast: 5 });
    return [measured, { ...measured, name: 'kernel.references', target: { atLeast: 5.2 } }];
  },
};
