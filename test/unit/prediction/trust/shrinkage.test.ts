import { expect, test } from 'vitest';
import { jointLayout } from '../../../../shared/inference/posterior/joint/joint-layout.ts';
import { ownPlace, startPosterior } from '../../../../shared/inference/posterior/posterior-state.ts';
import { shrinkages } from '../../../../shared/prediction/trust/shrinkage.ts';
import { pairModel, togetherPlan } from '../../../helpers/together.ts';

test('where a mean goes with a part, wells shrink to what their part makes of it', () => {
  const plan = togetherPlan(pairModel, 20, () => 0);
  const layout = jointLayout(plan, plan.split.train);
  const place = (name: string): number => layout.shared.findIndex(({ parameter }) => parameter === name);
  const state = startPosterior(4);
  const [kept, slope, logPart, sd] = [0.5, 3, 1.2, 0.4];
  // standardised, and apart from the device
  const spread = Array.from(layout.wells, (_, w) => (w % 4 < 2 ? 1 : -1) * Math.sqrt(19 / 20));
  for (const { draws } of state.record) {
    for (let n = 0; n < 10; n++) {
      const draw = new Float32Array(layout.size);
      draw[place('a')] = logPart;
      draw[place('p_a')] = slope;
      draw[place('p_sd')] = Math.log(sd);
      spread.forEach((value, w) => {
        const isBaseline = plan.experiment.individuals[layout.wells[w] ?? 0]?.device === 0;
        const k = layout.own.findIndex(({ parameter }) => parameter === 'p');
        draw[ownPlace(layout, w, k)] = (isBaseline ? 0 : slope * logPart) + kept * sd * value;
      });
      draws.push(draw);
    }
  }
  const found = shrinkages(plan, layout, state);
  if (!found.ok) throw new Error(found.reason);
  expect(found.value.find(({ parameter }) => parameter === 'p')?.shrinkage).toBeCloseTo(1 - kept ** 2, 4);
});
