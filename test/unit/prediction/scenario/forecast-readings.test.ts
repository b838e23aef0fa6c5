import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadFit } from '../../../../main/jobs/load-fit.ts';
import { formatProblem } from '../../../../shared/base/problem.ts';
import { compileKernel } from '../../../../shared/compute/compile.ts';
import type { Kernel } from '../../../../shared/compute/kernel.ts';
import { settingDefaults } from '../../../../shared/fit/settings.ts';
import { type FitPlan, kernelChoice } from '../../../../shared/inference/plan/fit-plan.ts';
import { solveDraws } from '../../../../shared/prediction/predict-well.ts';
import { forecastReadings } from '../../../../shared/prediction/scenario/forecast-readings.ts';
import { smallModel, writeSmall } from '../../../helpers/small-plate.ts';

const seen_h = 5;
/** Index of the reading at 5.5 h, the next one. */
const next = 11;

async function planOf(sd: string): Promise<FitPlan> {
  const folder = mkdtempSync(join(tmpdir(), 'wellspring-forecast-'));
  try {
    const file = writeSmall(folder, smallModel({ sd }));
    const spec = { file, text: readFileSync(file, 'utf8') };
    const order = { spec, model: null, data: folder, overrides: [], layouts: [], corrections: [] };
    const settings = { ...settingDefaults, preprocessing: 'wells' } as const;
    const loaded = await loadFit({ ...order, settings }, folder);
    if (!loaded.ok) throw new Error(loaded.problems.map(formatProblem).join('\n'));
    return loaded.value.plan;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Mean and sd of the next reading of GFP given those seen, by the likelihood: a parabola in it. */
async function byLikelihood(plan: FitPlan, kernel: Kernel, parameters: Float64Array) {
  const [well] = plan.individuals;
  if (well === undefined) throw new Error('there are wells');
  const times = well.times_h.length;
  const mask = well.mask.map((code, at) => (at >= times && at - times <= next ? code : 0));
  const values = [0, 0.5, 1];
  kernel.bind(
    values.map((value) => {
      const observations = well.observations.slice();
      observations[times + next] = value;
      return { ...well, observations, mask };
    }),
  );
  const logs: number[] = [];
  for (const index of values.keys()) {
    const [logLik, status] = [new Float64Array(1), new Uint8Array(1)];
    await kernel.logLikelihood(
      { individuals: Int32Array.of(index), draws: 1, parameters },
      { logLik, status },
    );
    logs.push(logLik[0] ?? Number.NaN);
  }
  const [left = 0, middle = 0, right = 0] = logs;
  const precision = (2 * middle - left - right) / 0.25;
  return { mean: 0.5 + (right - left) / precision, sd: 1 / Math.sqrt(precision) };
}

test.each([
  '0.05 correlated over 2',
  '0.05 correlated over 2 with white share 0.2',
  '0.05 correlated over 2 with white share 0.2 with discrepancy sd 0.03 over 4',
  '0.05 + 0.1 * prediction correlated over 3 with white share 0.1',
])('the next reading under errors “%s” is what the likelihood says it is', async (sd) => {
  const plan = await planOf(sd);
  const made = compileKernel(kernelChoice(plan, 'interpreter'));
  if (!made.ok) throw new Error(made.problems.map(formatProblem).join('\n'));
  const kernel = made.value;
  const parameters = Float64Array.from(plan.model.parameters, ({ name }) => (name === 's0' ? 0.1 : 0.9));
  const wanted = await byLikelihood(plan, kernel, parameters);
  kernel.bind(plan.individuals);
  const draws = { well: 0, weights: Float64Array.of(1), parameters };
  const solved = await solveDraws(plan, kernel, draws);
  const times_h = plan.individuals[0]?.times_h ?? new Float64Array(0);
  const told = forecastReadings(plan, { well: 0, seen_h, solved }, draws, solved, times_h);
  const at = times_h.length + next;
  expect(told?.observables[at]).toBeCloseTo(wanted.mean, 6);
  expect(told?.residualSd[at]).toBeCloseTo(wanted.sd, 6);
  // which is not the curve, nor its error
  expect(Math.abs((solved.observables[at] ?? 0) - wanted.mean)).toBeGreaterThan(0.005);
  expect(solved.residualSd[at]).toBeGreaterThan(1.1 * wanted.sd);
  await kernel.close();
});
