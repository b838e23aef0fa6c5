import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseCsv } from '../helpers/parse-csv.ts';
import { run } from './command-line.ts';

const model = `model cost "A part that costs growth, and wells whose values go together"
parameters
  r      individual  LogNormal(r_mean + r_a * log(a), r_sd)
  K      individual  LogNormal(0, K_sd)
  correlated r, K by LKJ(2)
  a      part
  r_mean population  Normal(-0.5, 0.3)
  r_a    population  Normal(0, 0.3)
  r_sd   population  LogNormal(-1.5, 0.5)
  K_sd   population  LogNormal(-1.5, 0.5)
states
  OD  starts at 0.01
  GFP starts at 0
rates
  OD'  = r * OD * (1 - OD / K)
  GFP' = a * OD - GFP
observables
  OD  = OD with sd 0.02
  GFP = GFP with sd 0.02
`;
const spec = `data:
  devices: [one, two, three]
  files: [plate.csv]
  signals: [OD, GFP]
  conditions: [C6]
  groups: {a: [0, 1, 1]}
  default_devices: {a: 0}
model: cost.model
params:
  solver: midpoint
`;
const design = [
  'plate,well,device,C6 (nM)',
  ...Array.from({ length: 18 }, (_, n) => {
    const well = `${'ABC'[Math.floor(n / 6)]}${1 + (n % 6)}`;
    return `plate,${well},${['one', 'two', 'three'][n % 3]},${n}`;
  }),
].join('\n');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wellspring-correlated-'));
  writeFileSync(join(folder, 'cost.model'), model);
  writeFileSync(join(folder, 'cost.yaml'), spec);
  writeFileSync(join(folder, 'design.csv'), design);
});
afterAll(() => rmSync(folder, { recursive: true }));

const tableOf = (...path: string[]) => {
  const [header = [], ...rows] = parseCsv(readFileSync(join(folder, ...path), 'utf8'));
  return rows.map((cells) => Object.fromEntries(header.map((name, n) => [name, cells[n] ?? ''])));
};

describe('a model in which wells’ values go together', () => {
  const made = [
    ...['simulate', 'cost.yaml', '--design', 'design.csv', '--until', '12', '--every', '60'],
    ...['--value', 'r_a=-0.3', '--value', 'a:1=3', '--value', 'K_sd=0.3', '--out', 'made', '--json'],
  ];
  const fit = ['fit', 'made/spec.yaml', '--layout', 'made/layout.csv', '--fold-unit', 'well', '--json'];
  const few = ['--epochs', '6', '--draws', '20', '--evaluate-every', '3', '--evaluation-draws', '80'];

  test('is simulated with a stated correlation', async () => {
    const simulated = await run(folder, ...made, '--value', 'corr(r, K)=-0.7');
    expect(simulated.code, simulated.stderr).toBe(0);
    const truth = tableOf('made', 'truth.csv');
    const stated = truth.find(({ parameter }) => parameter === 'corr(r, K)');
    expect(Number(stated?.value)).toBeCloseTo(-0.7, 6);
  });

  test('is not trained well by well, and the refusal says what does', async () => {
    const refused = await run(folder, ...fit, ...few, '--out', 'trained');
    expect(refused.code).toBe(1);
    expect(refused.stdout + refused.stderr).toContain('fit.jointOnly');
    expect(refused.stdout + refused.stderr).toContain('--objective hierarchical or --posterior nuts');
  });

  test('is fitted hierarchically, and its tables name the correlation and the slope', async () => {
    const fitted = await run(folder, ...fit, ...few, '--objective', 'hierarchical', '--out', 'whole');
    expect(fitted.code, fitted.stderr).toBe(0);
    const rows = tableOf('whole', 'parameters.csv');
    const correlation = rows.find(({ parameter }) => parameter === 'corr(r, K)');
    expect(correlation).toMatchObject({ level: 'population', individual: '', prior: 'LKJ(2)' });
    // 2 Beta(2, 2) - 1
    expect(Number(correlation?.prior_sd)).toBeCloseTo(Math.sqrt(0.2), 4);
    expect(Math.abs(Number(correlation?.mean))).toBeLessThan(1);
    expect(rows.some(({ parameter }) => parameter === 'r_a')).toBe(true);
    expect(rows.find(({ parameter }) => parameter === 'r')?.prior).toContain('r_mean + r_a * log(a)');
    expect(tableOf('whole', 'posterior.csv').some(({ parameter }) => parameter === 'corr(r, K)')).toBe(true);
  });

  test('predict, diagnose and simulate read it', async () => {
    const predicted = await run(folder, 'predict', 'whole', '--device', 'two', '--json');
    expect(predicted.code, predicted.stderr).toBe(0);
    const diagnosed = await run(folder, 'diagnose', 'whole', '--profile', 'corr(r, K)', '--json');
    expect(diagnosed.code, diagnosed.stderr).toBe(0);
    expect(diagnosed.stdout).not.toContain('no profile');
    const simulated = await run(folder, 'simulate', 'whole', '--out', 'again', '--json');
    expect(simulated.code, simulated.stderr).toBe(0);
  });
});
