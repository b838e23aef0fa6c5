import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fineKernel } from '../../../../main/jobs/fine-kernel.ts';
import { loadFit } from '../../../../main/jobs/load-fit.ts';
import { formatProblem } from '../../../../shared/base/problem.ts';
import { compileKernel } from '../../../../shared/compute/compile.ts';
import { settingDefaults } from '../../../../shared/fit/settings.ts';
import { type FitPlan, kernelChoice } from '../../../../shared/inference/plan/fit-plan.ts';
import { writeSmall } from '../../../helpers/small-plate.ts';

/** log p of the first well's readings, and of the same of which the last is known from below only. */
async function densities(plan: FitPlan, own: FitPlan): Promise<number> {
  const made = compileKernel(kernelChoice(own, 'wasm-float64'));
  if (!made.ok) throw new Error(made.problems.map(formatProblem).join('\n'));
  const fine = fineKernel(plan, made.value, own);
  fine.bind(plan.individuals);
  const [logLik, status] = [new Float64Array(1), new Uint8Array(1)];
  const parameters = Float64Array.from(plan.model.parameters, ({ name }) => (name === 's0' ? 0.1 : 1));
  await fine.logLikelihood({ individuals: Int32Array.of(0), draws: 1, parameters }, { logLik, status });
  await fine.close();
  if (fine !== made.value) await made.value.close();
  return logLik[0] ?? Number.NaN;
}

test('wells with readings that are known from below, which the fit has none of, are weighed as such', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'wellspring-fine-'));
  try {
    const file = writeSmall(folder);
    const spec = { file, text: readFileSync(file, 'utf8') };
    const order = { spec, model: null, data: folder, overrides: [], layouts: [], corrections: [] };
    const settings = { ...settingDefaults, preprocessing: 'wells' } as const;
    const loaded = await loadFit({ ...order, settings }, folder);
    if (!loaded.ok) throw new Error(loaded.problems.map(formatProblem).join('\n'));
    const { plan } = loaded.value;
    const censored = plan.individuals.map((well) => ({ ...well, mask: well.mask.slice().fill(2, -1) }));
    const others = { ...plan, individuals: censored };
    // a kernel made for such wells, and one that was made for the fit's alone
    const wanted = await densities(others, others);
    expect(await densities(others, plan)).toBe(wanted);
    expect(await densities(plan, plan)).not.toBe(wanted);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
