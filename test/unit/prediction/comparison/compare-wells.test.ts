import { describe, expect, it } from 'vitest';
import type { Kernel } from '../../../../shared/compute/kernel.ts';
import type { FitPlan } from '../../../../shared/inference/plan/fit-plan.ts';
import { compareGrounds } from '../../../../shared/prediction/comparison/compare-grounds.ts';
import { pairedDifferences, pairWells } from '../../../../shared/prediction/comparison/compare-wells.ts';
import { type ComparisonGround, groundOf } from '../../../../shared/prediction/comparison/ground.ts';
import { scoreWell, type WellScore } from '../../../../shared/prediction/trust/well-score.ts';
import { everyLevel, planOf } from '../../../helpers/linear-fit.ts';
import {
  linearExperiment,
  linearKernel,
  linearSettings,
  linearSpec,
  standardNormal,
} from '../../../helpers/linear-kernel.ts';

const names = ['one', 'two'] as const;

function problemOf(first: ComparisonGround, other: ComparisonGround): string {
  const compared = compareGrounds(first, other, names);
  return compared.ok ? 'compared' : compared.problem.message;
}

function notesOf(first: ComparisonGround, other: ComparisonGround) {
  const compared = compareGrounds(first, other, names);
  if (!compared.ok) throw new Error(compared.problem.message);
  return { likelihood: compared.comparable.likelihood, notes: compared.comparable.notes.join(' ') };
}

describe('grounds', () => {
  const ground = groundOf(planOf(everyLevel()));

  it('the same readings are compared, whatever the model', () => {
    expect(notesOf(ground, { ...ground, model: 'other' }).likelihood).toBe('bound');
  });

  it.each([
    [{ data: { 'plate.csv': '11' } }, 'the data file plate.csv has other content (SHA-256 00 and 11)'],
    [{ data: { 'plate.csv': '00', 'b.csv': '22' } }, 'only one of them has the data file b.csv'],
    [{ preprocessing: 'wells' }, 'the preprocessing is reference and wells'],
    [{ corrections: 'x' }, 'other corrections of the readings act'],
    [{ scales: { A: 2, B: 11 } }, 'B is scaled by 10 and 11'],
    [
      { sets: { ...ground.sets, validation: ['plate/A6'], train: [...ground.sets.train, 'plate/A7'] } },
      'the folds differ: only one of them has plate/A7 among its training wells',
    ],
    [{ readings: { ...ground.readings, A: 'x' } }, 'the prepared readings of A differ'],
    [{ readings: { C: 'x' }, scales: { C: 1 } }, 'they fit other signals (A, B and C)'],
  ] as const)('refused, by name: %j', (change, told) => {
    const other = { ...ground, ...change } as ComparisonGround;
    expect(problemOf(ground, other)).toContain(told);
    expect(problemOf(ground, other)).toContain('one and two');
  });

  it('readings of the same files that were prepared otherwise are seen in the plan itself', () => {
    const { experiment } = planOf(everyLevel());
    const individuals = experiment.individuals.map((one, n) =>
      n === 3 ? { ...one, mask: one.mask.map((known, at) => (at === 5 ? 0 : known)) } : one,
    );
    const masked = groundOf(planOf(everyLevel({ experiment: { ...experiment, individuals } })));
    expect(problemOf(ground, masked)).toContain('the prepared readings of A differ');
  });

  it('law: bounds of other objectives, draws or noise models, and bounds beside densities, are never compared', () => {
    for (const [change, told] of [
      [{ draws: 7 }, 'of 20 and 7 draws'],
      [{ objective: 'hierarchical' }, 'log predictive density'],
      [{ noise: 'other' }, 'the noise models differ'],
      [{ posterior: 'nuts' }, 'predictive density'],
    ] as const) {
      const found = notesOf(ground, { ...ground, ...change });
      expect(found.likelihood).toBeNull();
      expect(found.notes).toContain(told);
    }
    const chains = { ...ground, posterior: 'nuts' as const };
    expect(notesOf(chains, { ...chains, draws: 7 })).toEqual({ likelihood: 'density', notes: '' });
    expect(notesOf(chains, { ...chains, noise: 'other' }).notes).toContain('other noise models');
  });

  it('the noise is that of its parameters’ priors too', () => {
    const residual = {
      family: 'normal' as const,
      precision: { kind: 'name' as const, role: 'parameter' as const, name: 'prec', index: 4 },
      ...{ nu: null, correlation: null, whiteShare: null, discrepancy: null },
    };
    const request = everyLevel();
    const observables = request.model.observables.map((one) => ({ ...one, residual }));
    const withPrec = (prec: number): ComparisonGround =>
      groundOf(
        planOf({
          ...request,
          model: { ...request.model, observables },
          spec: { ...request.spec, constants: new Map([['prec', prec]]) },
        }),
      );
    expect(withPrec(20).noise).toBe(withPrec(20).noise);
    expect(withPrec(20).noise).not.toBe(withPrec(30).noise);
  });
});

/** 40 wells on 5 plates of the model A = 0.3 + 0.4 t with errors of sd 0.2. */
function plan(): FitPlan {
  const experiment = linearExperiment(
    40,
    (_, t, well) => 0.3 + 0.4 * t + 0.2 * Math.sin(well * 37.7 + t * 991),
  );
  const individuals = experiment.individuals.map((one, n) => ({ ...one, plate: `plate ${n % 5}` }));
  const spec = linearSpec([['z', 'individual', standardNormal]], { u: 0.4, prec: 25, a: 0.4, y: 0.3 });
  const settings = { ...linearSettings, posterior: 'nuts' as const };
  return planOf(everyLevel({ spec, settings, experiment: { ...experiment, individuals } }));
}

async function scores(slope: number, kernel: Kernel = linearKernel()): Promise<readonly WellScore[]> {
  const made = plan();
  kernel.bind(made.individuals);
  return Promise.all(
    made.individuals.map((_, well) =>
      scoreWell(
        made,
        kernel,
        {
          ...{ well, weights: Float64Array.of(1), parameters: Float64Array.of(0.3, slope, 0.3, slope, 25) },
          ...{ elbo: -slope, ess: 50, kHat: 0, largestWeight: 1, failedDraws: 0 },
        },
        'validation',
      ),
    ),
  );
}

const both = { signals: ['A', 'B'], likelihood: 'density', notes: [] } as const;

describe('paired differences', () => {
  it('law: order a right model before a wrong one, whichever comes first', async () => {
    const [right, wrong] = [await scores(0.4), await scores(1.2)];
    const rows = pairedDifferences(pairWells(right, wrong, both));
    expect(rows.map(({ quantity, signal, better }) => [quantity, signal, better])).toEqual([
      ['density', '', 'first'],
      ['crps', 'A', 'first'],
      ['crps', 'B', 'first'],
    ]);
    for (const { wells, plates, errorOver } of rows)
      expect([wells, plates, errorOver]).toEqual([40, 5, 'plates']);
    const turned = pairedDifferences(pairWells(wrong, right, both));
    expect(turned.filter(({ quantity }) => quantity === 'crps').map(({ better }) => better)).toEqual([
      'other',
      'other',
    ]);
  });

  it('of models that differ by nothing are undecided', async () => {
    const one = await scores(0.4);
    for (const { difference, better } of pairedDifferences(pairWells(one, one, both)))
      expect([difference, better]).toEqual([0, 'undecided']);
  });

  it('wells of which few draws count are told, and what remains without them', async () => {
    const [right, wrong] = [await scores(0.4), await scores(1.2)];
    const weak = wrong.map((well, n) => (n < 4 ? { ...well, ess: 2 } : well));
    const row = pairedDifferences(pairWells(right, weak, both)).find(({ signal }) => signal === 'A');
    expect(row?.weak).toBe(4);
    expect(row?.withoutWeak?.difference).toBeGreaterThan(0);
  });

  it('wells that are in other sets are left out', async () => {
    const one = await scores(0.4);
    const moved = one.map((well, n) => (n === 0 ? { ...well, set: 'train' as const } : well));
    expect(pairedDifferences(pairWells(one, moved, both)).map(({ wells }) => wells)).toEqual([39, 39, 39]);
  });

  it('of one plate have an error over wells, and say so', async () => {
    const one = (await scores(0.4)).map((well) => ({ ...well, plate: 'plate' }));
    const other = (await scores(1.2)).map((well) => ({ ...well, plate: 'plate' }));
    const [, row] = pairedDifferences(pairWells(one, other, both));
    expect([row?.errorOver, row?.plates]).toEqual(['wells', 1]);
  });
});
