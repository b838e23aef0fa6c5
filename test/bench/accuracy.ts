import { kernelFor } from '../helpers/kernels.ts';
import type { Benchmark, Measurement } from './measure/benchmark.ts';
import { median } from './measure/spread.ts';
import { kernelTask, kernelWork, method } from './work/kernel-work.ts';

/**
 * How far single precision is from double, worst of all trajectories: log likelihoods relative to themselves, gradients
 * relative to their largest component. Where the fit is good both pass through zero, so that what a trajectory is compared
 * with is no smaller than in the middle one of its series' draws.
 */
export const accuracy: Benchmark = {
  name: 'accuracy',
  summary: 'log likelihood and gradient of wasm against double precision',
  async run() {
    const work = await kernelWork();
    const exact = kernelTask(kernelFor(work.model, method, 'javascript'), work);
    const found = kernelTask(kernelFor(work.model, method, 'wasm'), work);
    await exact.run();
    await found.run();
    const { draws } = work.request;
    const width = work.model.parameters.length;
    const others = exact.answer.status.filter((status, row) => status !== found.answer.status[row]).length;
    /** Of numbers in rows of so many. */
    const worst = (name: string, want: Float64Array, got: Float64Array, columns: number, atMost: number) => {
      const sizes = largestByRow(want, columns);
      const distances = largestByRow(
        want.map((value, at) => (got[at] as number) - value),
        columns,
      );
      const own = distances.map((distance, row) => distance / (sizes[row] as number));
      const usual = distances.map((distance, row) => {
        const series = Math.floor(row / draws) * draws;
        return distance / Math.max(sizes[row] as number, median(sizes.slice(series, series + draws)));
      });
      const alone = `relative to itself alone: median ${own.length > 0 ? median(own).toPrecision(2) : ''}`;
      const note = `worst of ${own.length}, ${others} of another status; ${alone}`;
      return { name, value: Math.max(...usual), unit: 'relative', target: { atMost }, note } as Measurement;
    };
    const [want, got] = [exact.answer, found.answer];
    return [
      worst('accuracy.logLik', want.logLik, got.logLik, 1, 5e-6),
      worst('accuracy.gradient', want.gradient, got.gradient, width, 2e-5),
    ];
  },
};

function largestByRow(values: Float64Array, columns: number): readonly number[] {
  return Array.from({ length: values.length / columns }, (_, row) =>
    values
      .subarray(row * columns, (row + 1) * columns)
      .reduce((most, value) => Math.max(most, Math.abs(value)), 0),
  );
}
