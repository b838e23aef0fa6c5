import { kernelFor } from '../helpers/kernels.ts';
import type { Benchmark } from './measure/benchmark.ts';
import { interleave, speedUp } from './measure/interleave.ts';
import { kernelTask, kernelWork, method } from './work/kernel-work.ts';

/** Whether fusing products and sums is worth its price: last digits that differ from processor to processor. */
export const relaxed: Benchmark = {
  name: 'relaxed',
  summary: 'one gradient evaluation on wasm: relaxed madd against plain',
  async run() {
    const work = await kernelWork();
    const [plain, fused] = [false, true].map((relaxed) => ({
      what: relaxed ? 'relaxed madd' : 'plain',
      ...kernelTask(kernelFor(work.model, method, 'wasm', { relaxed }), work),
    }));
    const [slow, quick] = await interleave([plain!, fused!], 'processor', 25);
    return [speedUp('relaxed', [slow!, quick!], null)];
  },
};
