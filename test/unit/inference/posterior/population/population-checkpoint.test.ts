import { describe, expect, test } from 'vitest';
import { jointDensity } from '../../../../../shared/inference/posterior/joint/joint-density.ts';
import { jointLayout } from '../../../../../shared/inference/posterior/joint/joint-layout.ts';
import { judgePopulation } from '../../../../../shared/inference/posterior/population/judge-population.ts';
import { dealtDraws } from '../../../../../shared/inference/posterior/population/population-plan.ts';
import { trainPopulation } from '../../../../../shared/inference/posterior/population/train-population.ts';
import {
  restorePosterior,
  serializePosterior,
} from '../../../../../shared/inference/posterior/posterior-checkpoint.ts';
import {
  type PosteriorState,
  startPosterior,
} from '../../../../../shared/inference/posterior/posterior-state.ts';
import { everyLevel, planOf } from '../../../../helpers/linear-fit.ts';
import { linearKernel, linearSettings } from '../../../../helpers/linear-kernel.ts';

const settings = { ...linearSettings, objective: 'hierarchical', epochs: 20, draws: 12 } as const;
const plan = planOf(everyLevel({ settings }));
const layout = jointLayout(plan, plan.split.train);

/** Trains until stopping was asked for so many times; left out: to the end. */
async function trained(
  state: PosteriorState,
  stop = Number.POSITIVE_INFINITY,
  epochs: number = settings.epochs,
) {
  const kernel = linearKernel();
  kernel.bind(plan.individuals);
  const of = (points: number) => jointDensity(plan, layout, kernel, points);
  let asked = 0;
  await trainPopulation(
    { coarse: of(4), fine: of(4), inner: of(dealtDraws(settings.draws).inner) },
    state,
    { seed: settings.seed, epochs, draws: settings.draws, kept: 80 },
    {
      now: () => 0,
      // the mode asks as well
      shouldStop: async () => state.whitening !== null && asked++ >= stop,
      onTransition: () => {},
      onStage: () => {},
    },
  );
  return state;
}

function restored(bytes: Uint8Array, of = plan): PosteriorState {
  const state = restorePosterior(of, layout, bytes);
  if (!state.ok) throw new Error(state.problems.map(({ message }) => message).join());
  return state.value;
}

describe('a checkpoint of a hierarchical fit', () => {
  test.each([0, 1, 240, 700, 1201, 1215, 1230, 1290])(
    'after %i steps and draws is gone on with to the same bits',
    async (stop) => {
      const whole = await trained(startPosterior(4));
      expect(whole.population?.check).not.toBeNull();
      const begun = await trained(startPosterior(4), stop);
      expect(begun.population?.check).toBeNull();
      const bytes = serializePosterior(plan, begun);
      const again = restored(bytes);
      expect(serializePosterior(plan, again)).toEqual(bytes);
      const ended = await trained(again);
      expect(ended.record).toEqual(whole.record);
      expect(ended.population).toEqual(whole.population);
    },
  );

  test('of one that is done is taken up as it is, or gone on with to more steps and other draws', async () => {
    const ended = await trained(startPosterior(4));
    const bytes = serializePosterior(plan, ended);
    const again = restored(bytes);
    expect(again.record).toEqual(ended.record);
    await trained(again);
    expect(again.record).toEqual(ended.record);
    const longer = planOf(everyLevel({ settings: { ...settings, epochs: 30 } }));
    const more = await trained(restored(bytes, longer), Number.POSITIVE_INFINITY, 30);
    expect(more.population?.guide.steps).toBe(30);
    // of the last tenth of thirty steps, and of none before
    expect(more.population?.guide.summed).toBe(3);
    expect(more.record).not.toEqual(ended.record);
    expect(more.record.map(({ draws }) => draws.length)).toEqual([20, 20, 20, 20]);
  });

  test('keeps what could not be told as what could not be told', async () => {
    const ended = await trained(startPosterior(4));
    const { population } = ended;
    if (population?.check === null || population === null) throw new Error('it was checked');
    population.check = { ...population.check, kHat: Number.NaN, boundError: Number.NaN };
    population.bound = Number.NaN;
    const again = restored(serializePosterior(plan, ended));
    expect(again.population).toEqual(population);
    expect(judgePopulation(again, layout)).toMatchObject({ converged: false, kHat: Number.NaN });
    expect(judgePopulation(again, layout).verdict).not.toContain('NaN');
  });

  test('of more steps than are asked for is not gone on with', async () => {
    const bytes = serializePosterior(plan, await trained(startPosterior(4)));
    const shorter = planOf(everyLevel({ settings: { ...settings, epochs: 10 } }));
    const refused = restorePosterior(shorter, layout, bytes);
    expect(refused.problems.map(({ code }) => code)).toEqual(['fit.fewerEpochs']);
    expect(refused.problems[0]?.message).toContain('20 steps');
  });

  test('is not taken for one of chains', async () => {
    const bytes = serializePosterior(plan, await trained(startPosterior(4)));
    const chains = planOf(
      everyLevel({ settings: { ...linearSettings, posterior: 'nuts', warmup: 30, epochs: 50 } }),
    );
    expect(restorePosterior(chains, layout, bytes).ok).toBe(false);
  });
});
