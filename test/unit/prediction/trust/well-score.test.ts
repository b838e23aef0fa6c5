import { describe, expect, it } from 'vitest';
import { fillNormals } from '../../../../shared/base/random.ts';
import type { Kernel } from '../../../../shared/compute/kernel.ts';
import { residualCorrelations } from '../../../../shared/prediction/trust/residual-correlation.ts';
import { scoreTable } from '../../../../shared/prediction/trust/score-table.ts';
import { scoreWell, type WellScore } from '../../../../shared/prediction/trust/well-score.ts';
import { everyLevel, planOf } from '../../../helpers/linear-fit.ts';
import {
  linearExperiment,
  linearKernel,
  linearSpec,
  linearSplit,
  standardNormal,
} from '../../../helpers/linear-kernel.ts';

const wells = 60;
const prec = 20;
/** Errors of a signal: independent, or the last one carried on with this share. */
function planWith(carried: number) {
  const errors = Array.from({ length: wells }, (_, well) => {
    const normals = new Float64Array(20);
    fillNormals({ seed: 2, purpose: 'test', step: well, individual: 0 }, normals);
    for (let n = 1; n < 20; n++)
      if (n !== 10)
        normals[n] = carried * (normals[n - 1] ?? 0) + Math.sqrt(1 - carried ** 2) * (normals[n] ?? 0);
    return normals;
  });
  const experiment = linearExperiment(
    wells,
    (signal, t, well) =>
      (signal === 0 ? 0.3 + 0.4 * t : 0.1 + 0.5 * t) +
      (errors[well]?.[10 * signal + Math.round(10 * t)] ?? 0) / Math.sqrt(prec),
  );
  const spec = linearSpec([['z', 'individual', standardNormal]], { u: 0.4, prec, a: 0.5, y: 0.1 });
  return planOf(everyLevel({ spec, experiment, split: linearSplit(wells, wells - 1) }));
}

/** All wells as validation wells whose draws are the truth, on a kernel. */
async function scoredOn(kernel: Kernel, carried = 0): Promise<readonly WellScore[]> {
  const plan = planWith(carried);
  kernel.bind(plan.individuals);
  const scores: WellScore[] = [];
  for (let well = 0; well < wells; well++)
    scores.push(
      await scoreWell(
        plan,
        kernel,
        {
          ...{ well, weights: Float64Array.of(1), parameters: Float64Array.of(0.3, 0.4, 0.1, 0.5, prec) },
          ...{ elbo: -1, ess: 1, kHat: Number.NaN, largestWeight: 1, failedDraws: 0 },
        },
        'validation',
      ),
    );
  return scores;
}

/** A kernel that states errors so many times their size. */
function stating(times: number): Kernel {
  const kernel = linearKernel();
  return {
    ...kernel,
    async simulate(request, out) {
      await kernel.simulate(request, out);
      out.residualSd?.forEach((sd, n) => {
        if (out.residualSd !== undefined) out.residualSd[n] = times * sd;
      });
    },
  };
}

describe('coverage', () => {
  it('law: of a right model is what the bands state, within its own error', async () => {
    const rows = scoreTable(await scoredOn(linearKernel())).filter(({ by }) => by === 'all');
    expect(rows.map(({ signal }) => signal)).toEqual(['A', 'B']);
    for (const { coverage50, coverage95, readings } of rows) {
      expect(readings).toBe(600);
      expect(Math.abs(coverage95.value - 0.95)).toBeLessThan(3 * coverage95.error);
      expect(Math.abs(coverage50.value - 0.5)).toBeLessThan(3 * coverage50.error);
      // independent readings: the wells' spread is that of a binomial share
      expect(coverage95.error / Math.sqrt((0.95 * 0.05) / 600)).toBeGreaterThan(0.7);
      expect(coverage95.error / Math.sqrt((0.95 * 0.05) / 600)).toBeLessThan(1.4);
    }
  });

  it('which it is not where errors are stated half as large', async () => {
    for (const { coverage95 } of scoreTable(await scoredOn(stating(0.5))).filter(({ by }) => by === 'all'))
      expect(coverage95.value).toBeLessThan(0.95 - 5 * coverage95.error);
  });

  it('law: CRPS and interval score are least where errors are as stated', async () => {
    const of = async (times: number) =>
      scoreTable(await scoredOn(stating(times))).find(({ by }) => by === 'all');
    const [half, right, twice] = [await of(0.5), await of(1), await of(2)];
    for (const key of ['crps', 'interval95', 'interval50'] as const) {
      expect(right?.[key].value).toBeLessThan(half?.[key].value ?? 0);
      expect(right?.[key].value).toBeLessThan(twice?.[key].value ?? 0);
    }
  });

  it('is told by device, dose and third of the run, whose readings add up', async () => {
    const rows = scoreTable(await scoredOn(linearKernel()));
    for (const by of ['device', 'dose', 'time'] as const) {
      const own = rows.filter((row) => row.by === by && row.signal === 'A');
      expect(own.reduce((sum, { readings }) => sum + readings, 0)).toBe(600);
    }
    expect(new Set(rows.filter(({ by }) => by === 'time').map(({ group }) => group)).size).toBe(3);
    expect(
      rows.filter(({ by, signal }) => by === 'device' && signal === 'A').map(({ wells: n }) => n),
    ).toEqual([30, 30]);
  });
});

describe('residual autocorrelation', () => {
  it.each([0, 0.8])('law: of errors that carry on %f is found within its error', async (carried) => {
    const rows = residualCorrelations(await scoredOn(linearKernel(), carried));
    expect(rows.length).toBe(2);
    for (const { lag1, error } of rows) {
      expect(error).toBeGreaterThan(0);
      expect(Math.abs((lag1 ?? 0) - carried)).toBeLessThan(3.5 * (error ?? 0));
    }
  });
});

it('a well has a bound from a fit that was trained, and a density from chains, never both', async () => {
  const [one] = await scoredOn(linearKernel());
  expect([one?.density, one?.bound]).toEqual([null, -1]);
  expect(one?.densityError).toBe(0);
});
