import { expect, test } from 'vitest';
import { fillNormals } from '../../../../shared/base/random.ts';
import { type ResidualSettings, residualSettings } from '../../../../shared/compute/residual-settings.ts';
import { errorParts, residualErrors } from '../../../../shared/prediction/simulation/residual-errors.ts';
import { individual, kernelFor, solve } from '../../../helpers/kernels.ts';
import { modelFromText } from '../../../helpers/library-model.ts';

const families = {
  normal: 'with sd s',
  laplace: 'with laplace sd s',
  student: 'with student sd s',
  white: 'with sd s',
  missed: 'with sd s',
} as const;
/** What stands behind the correlation. */
const extras: Partial<Record<keyof typeof families, string>> = {
  white: ' with white share w',
  missed: ' with white share w with discrepancy sd d over long',
};

const series = 3000;
const times_h = [0, 0.2, 0.3, 0.7, 1.5, 1.6, 2.4, 4];
/** Without a reading: errors go on across it. */
const missing = 3;
const truth = { u: 1.5, s: 0.4, tau: 0.8, n: 5, w: 0.3, d: 0.6, long: 2 };

/** Readings of a constant with errors; the mean of d logLik / d (u, s, tau, ...) at the truth over all series, in its standard errors. */
async function scores(
  family: keyof typeof families,
  tau: number,
  other: Partial<ResidualSettings> = {},
): Promise<readonly number[]> {
  const nu = family === 'student' ? ' nu n' : '';
  const extra = extras[family] ?? '';
  const model = modelFromText(`model flat "A constant"
parameters
  u population Normal(0, 1)
  s population LogNormal(0, 1)
  tau population LogNormal(0, 1) [h]
  ${family === 'student' ? 'n population LogNormal(1, 0.5)' : ''}
  ${extra.includes('share') ? 'w population Kumaraswamy(1, 1)' : ''}
  ${extra.includes('long') ? 'd population LogNormal(0, 1)\n  long population LogNormal(0, 1)' : ''}
states
  x starts at 0
rates
  x' = 0 * x
observables
  A = u + x ${families[family]}${nu} correlated over tau${extra}
`);
  const parameters = Float64Array.from(model.parameters, ({ name }) => truth[name as keyof typeof truth]);
  const written = residualSettings(model, parameters, { doses: new Float64Array(0) });
  const [settings] = written ?? [];
  if (settings === undefined) throw new Error('the settings are plain');
  expect(settings.correlation).toBe(truth.tau);
  const spread =
    family === 'student'
      ? truth.s * Math.sqrt(truth.n / (truth.n - 2))
      : Math.hypot(truth.s, settings.discrepancy?.sd ?? 0);
  const wells = Array.from({ length: series }, (_, well) => {
    const normals = Array.from({ length: errorParts }, (_, step) => {
      const of = new Float64Array(times_h.length);
      fillNormals({ seed: 4, purpose: 'test', step, individual: well }, of);
      return of;
    });
    const errors = residualErrors(
      {
        ...{
          family: model.observables[0]?.residual.family ?? 'normal',
          times_h: Float64Array.from(times_h),
          isRead: (t) => t !== missing,
        },
        settings: { ...settings, correlation: tau, ...other },
        sd: times_h.map(() => spread),
      },
      normals,
    );
    const readings = times_h.map((_time, t) => (t === missing ? null : truth.u + (errors[t] ?? 0)));
    return individual(times_h, [], [readings]);
  });
  const rows = new Float64Array(series * parameters.length);
  for (let well = 0; well < series; well++) rows.set(parameters, well * parameters.length);
  const kernel = kernelFor(model, 'dormand-prince', 'javascript');
  const { gradient, status } = await solve(kernel, wells, 1, rows, 1);
  expect(status.every((code) => code === 0)).toBe(true);
  return model.parameters.map((_, p) => {
    let [sum, squares] = [0, 0];
    for (let well = 0; well < series; well++) {
      const value = gradient[well * parameters.length + p] ?? Number.NaN;
      sum += value;
      squares += value * value;
    }
    return sum / Math.sqrt(squares);
  });
}

test.for(Object.keys(families) as (keyof typeof families)[])(
  'at the truth the mean slope of the likelihood of %s errors is 0',
  async (family) => {
    for (const score of await scores(family, truth.tau)) expect(Math.abs(score)).toBeLessThan(4);
  },
);

test('errors of another correlation time show', async () => {
  const shown = (await scores('normal', 2 * truth.tau)).map(Math.abs);
  expect(Math.max(...shown)).toBeGreaterThan(8);
});

test('so do a white share and a discrepancy that are not those of the likelihood', async () => {
  for (const other of [{ whiteShare: 0.7 }, { discrepancy: { sd: 0.6, time: 6 } }]) {
    const shown = (await scores('missed', truth.tau, other)).map(Math.abs);
    expect(Math.max(...shown)).toBeGreaterThan(8);
  }
});

test('where there is no reading there is no error', () => {
  const errors = residualErrors(
    {
      ...{ family: 'normal', times_h: Float64Array.of(0, 1) },
      settings: { nu: null, correlation: null, whiteShare: null, discrepancy: null },
      ...{ sd: [1, 1], isRead: (t) => t === 1 },
    },
    [Float64Array.of(1, 2)],
  );
  expect([...errors]).toEqual([0, 2]);
});
