import { initFit, stepFit } from '../../shared/inference/training/fit.ts';
import { drawWell, predictWell } from '../../shared/prediction/predict-well.ts';
import type { Benchmark } from './measure/benchmark.ts';
import { median, spreadOf } from './measure/spread.ts';
import { trainingKernel, trainingPlan } from './work/training-work.ts';

/** Twenty epochs: until then a draw or two have all the weight, and bands of so few are quickly made. */
const trainingSteps = 140;
const draws = 200;
const rounds = 5;

/** What a trained model says of a well that it has never seen: encode, draw, weigh, predict with bands. */
export const amortised: Benchmark = {
  name: 'amortised',
  summary: 'the answer for a new well from a trained model, 200 draws',
  async run() {
    const plan = await trainingPlan(draws);
    const kernel = trainingKernel(plan, 2);
    const state = initFit(plan);
    const now = () => performance.now() / 1000;
    for (let step = 0; step < trainingSteps; step++) await stepFit(plan, state, kernel, now);
    const { weights, workspace } = state;
    const answers: number[] = [];
    const evenAnswers: number[] = [];
    const sizes: number[] = [];
    let first: number | null = null;
    for (let round = 0; round < rounds; round++) {
      for (const well of plan.split.validation) {
        const start = performance.now();
        const drawn = await drawWell(plan, weights, kernel, well, state.step, workspace.bound);
        const between = performance.now();
        await predictWell(plan, kernel, drawn);
        const end = performance.now();
        // The most that bands can cost: every draw counts, and as much as any other.
        await predictWell(plan, kernel, { ...drawn, weights: new Float64Array(draws).fill(1 / draws) });
        first ??= end - start;
        sizes.push(drawn.ess);
        if (round === 0) continue;
        answers.push(end - start);
        evenAnswers.push(performance.now() - end + between - start);
      }
    }
    await kernel.close();
    const on = `${kernel.backend}, ${kernel.threads} threads`;
    const common = { unit: 'ms', target: { atMost: 50 } } as const;
    const note = `${on}; effective draws ${median(sizes).toFixed(1)}; the first answer of all ${first?.toFixed(0)} ms`;
    const even = { ...spreadOf(evenAnswers), note: 'were all draws of the same weight' };
    return [
      { name: 'amortised', ...common, ...spreadOf(answers), note },
      { name: 'amortised.even', ...common, target: null, ...even },
    ];
  },
};
