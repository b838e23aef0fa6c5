/**
 * `npm run long -- posterior`: the joint posterior of the published fold (fold 1 of 4, learned population) by chains, through the
 * real command line on two threads, under constant noise and under the model's own, two seeds each: whether the chains converge
 * by the rule of INFERENCE.md, 2, in less than five minutes, and whether the seeds agree. Writes `results/posterior.json`.
 * `--noise constant --seeds 1`: a trial, which writes nothing.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { SamplingDiagnostics } from '../../shared/fit/sampling.ts';
import { start } from '../cli/command-line.ts';
import { writeLongResult } from '../helpers/long-result.ts';
import { parseCsv } from '../helpers/parse-csv.ts';
import { temporaryFolder } from '../helpers/project-file.ts';

const longest_s = 300;
const mostErrors = 4;
const settings = ['--warmup', '250', '--epochs', '700', '--threads', '2', '--json'];

const data = fileURLToPath(new URL('../../resources/examples/vi-hds/', import.meta.url));
/** The data and folds of the published spec, and every prior as the model has it. */
const published = readFileSync(join(data, 'dr_constant_icml.yaml'), 'utf8');
const dataSection = published.slice(published.indexOf('data:'), published.indexOf('\nmodel:'));
const signals = ['x', 'rfp', 'yfp', 'cfp'];
const constants = signals.flatMap((s) => [`    s1_${s}: 0`, `    tau_${s}: 1.0e-6`]);
const spec = (constant: readonly string[]): string =>
  [
    dataSection,
    'model: dr_constant_learned',
    'params:',
    '  solver: midpoint',
    ...(constant.length === 0 ? [] : ['  constant:', ...constant]),
    '',
  ].join('\n');
const noises = { constant: spec(constants), default: spec([]) } as const;
type Noise = keyof typeof noises;

const { values: given } = parseArgs({
  options: { noise: { type: 'string' }, seeds: { type: 'string', default: '2' } },
});

interface SharedValue {
  readonly name: string;
  readonly mean: number;
  readonly sd: number;
  readonly meanError: number;
}

interface Run {
  readonly seed: number;
  /** The whole command, tables and held-out wells included. */
  readonly seconds: number;
  readonly sampling: SamplingDiagnostics;
  readonly validationDensity: number;
  readonly shared: readonly SharedValue[];
}

const { folder, remove } = temporaryFolder();
const results: Record<string, { readonly runs: readonly Run[]; readonly apart: readonly string[] }> = {};
for (const [noise, text] of Object.entries(noises)) {
  if (given.noise !== undefined && given.noise !== noise) continue;
  writeFileSync(join(folder, `${noise}.yaml`), text);
  const runs: Run[] = [];
  for (let seed = 1; seed <= Number(given.seeds); seed++) runs.push(await sample(noise as Noise, seed));
  results[noise] = { runs, apart: apartOf(runs) };
}
remove();

const limits = { seconds: longest_s, monteCarloErrors: mostErrors };
const all = Object.values(results);
const pass = all.every(
  ({ runs, apart }) =>
    apart.length === 0 && runs.every(({ sampling, seconds }) => sampling.converged && seconds <= longest_s),
);
if (given.noise === undefined && given.seeds === '2') writeLongResult('posterior', { limits, results }, pass);
else console.error(JSON.stringify({ limits, results, pass }, null, 2));

async function sample(noise: Noise, seed: number): Promise<Run> {
  const out = `${noise}-${seed}`;
  const began = performance.now();
  const options = [...settings, '--seed', String(seed), '--posterior', 'nuts', '--data', data, '--out', out];
  const running = start(folder, 'fit', join(folder, `${noise}.yaml`), ...options);
  running.child.stderr.on('data', (line: string) => process.stderr.write(line));
  const ended = await running.ended;
  const seconds = (performance.now() - began) / 1000;
  if (ended.code !== 0) throw new Error(`the fit ended with exit code ${ended.code}`);
  const read = (file: string): string => readFileSync(join(folder, out, file), 'utf8');
  const { sampling } = JSON.parse(read('diagnostics.json')) as { readonly sampling: SamplingDiagnostics };
  const { best } = JSON.parse(read('fit.json')) as { readonly best: { readonly validationElbo: number } };
  return {
    seed,
    seconds,
    sampling,
    validationDensity: best.validationElbo,
    shared: sharedOf(read('parameters.csv')),
  };
}

function sharedOf(text: string): readonly SharedValue[] {
  const [header = [], ...rows] = parseCsv(text);
  const cell = (row: readonly string[], name: string): string => row[header.indexOf(name)] ?? '';
  return rows
    .filter((row) => cell(row, 'individual') === '')
    .map((row) => ({
      name: cell(row, 'group') === '' ? cell(row, 'parameter') : cell(row, 'group'),
      mean: Number(cell(row, 'mean')),
      sd: Number(cell(row, 'sd')),
      meanError: Number(cell(row, 'mcse_mean')),
    }));
}

/** Means that two seeds have further apart than their errors allow. */
function apartOf([one, other]: readonly Run[]): readonly string[] {
  if (one === undefined || other === undefined) return [];
  return one.shared.flatMap((a, n) => {
    const b = other.shared[n];
    if (b === undefined || b.name !== a.name) return [`${a.name} has no counterpart`];
    const errors = Math.abs(a.mean - b.mean) / Math.hypot(a.meanError, b.meanError);
    return errors <= mostErrors
      ? []
      : [`${a.name}: ${a.mean} and ${b.mean}, ${errors.toFixed(1)} errors apart`];
  });
}
