import { initFit, stepFit } from '../../shared/inference/training/fit.ts';
import type { Benchmark, Measurement } from './measure/benchmark.ts';
import { median, spreadOf } from './measure/spread.ts';
import { timedKernel } from './work/timed-kernel.ts';
import { trainingKernel, trainingPlan } from './work/training-work.ts';

const steps = 60;
const warmUp = 20;

/** Everything that a step of training does, and how it is shared between kernel and rest. Full batches only. */
export const step: Benchmark = {
  name: 'step',
  summary: 'training steps a second of dr_constant_icml on two threads, and the share of the kernel',
  async run() {
    const plan = await trainingPlan(1000);
    const { kernel, take } = timedKernel(trainingKernel(plan, 2));
    const state = initFit(plan);
    const whole: number[] = [];
    const solving: number[] = [];
    for (let done = -warmUp; done < steps; ) {
      const start = performance.now();
      await stepFit(plan, state, kernel, () => performance.now() / 1000);
      const took = performance.now() - start;
      const { spent, series } = take();
      // The last batch of an epoch is smaller.
      if (series < plan.settings.batch) continue;
      if (done >= 0) {
        whole.push(took);
        solving.push(spent);
      }
      done++;
    }
    await kernel.close();
    const what = `${kernel.backend}, ${kernel.threads} threads`;
    const rest = whole.map((took, step) => took - (solving[step] as number));
    const perSecond = spreadOf(whole.map((took) => 1000 / took));
    const ratios = rest.map((took, step) => took / (solving[step] as number));
    const rate: Measurement = {
      name: 'step',
      unit: '1/s',
      target: { atLeast: 25 },
      ...perSecond,
      note: what,
    };
    const share: Measurement = {
      ...{ name: 'step.rest', unit: 'x', target: { atMost: 1.5 } },
      ...spreadOf(ratios),
      numerator: { what: 'rest of the step', value: median(rest), unit: 'ms' },
      denominator: { what: `kernel on ${what}`, value: median(solving), unit: 'ms' },
    };
    return [rate, share];
  },
};
