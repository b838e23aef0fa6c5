import type { Kernel } from '../../../shared/compute/kernel.ts';

/** A kernel that knows how long its log likelihoods took. */
export interface TimedKernel {
  readonly kernel: Kernel;
  /** Milliseconds and series since the last call. */
  take(): { readonly spent: number; readonly series: number };
}

export function timedKernel(kernel: Kernel): TimedKernel {
  let spent = 0;
  let series = 0;
  return {
    kernel: {
      ...kernel,
      logLikelihood: async (request, out) => {
        const start = performance.now();
        await kernel.logLikelihood(request, out);
        spent += performance.now() - start;
        series += request.individuals.length;
      },
    },
    take: () => {
      const taken = { spent, series };
      spent = 0;
      series = 0;
      return taken;
    },
  };
}
