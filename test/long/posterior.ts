/**
 * `npm run long -- posterior`: the joint posterior of the published fold (fold 1 of 4, learned population) by chains, through the
 * real command line on two threads, under constant noise and under the model's own, two seeds each: whether the chains converge
 * by the rule of INFERENCE.md, 2, in less than five minutes, and whether the seeds agree; then the hierarchical approximation beside
 * the chains of the first seed: how many shared means it has within 0.3 sd and sds within 20 %, and which not. Writes `results/posterior.json`.
 * `--noise constant --seeds 1`: a trial, which writes nothing.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { ApproximationDiagnostics } from '../../shared/fit/approximation.ts';
import type { FitDiagnostics } from '../../shared/fit/fit-result.ts';
import type { SamplingDiagnostics } from '../../shared/fit/sampling.ts';
import { start } from '../cli/command-line.ts';
import { writeLongResult } from '../helpers/long-result.ts';
import { parseCsv } from '../helpers/parse-csv.ts';
import { temporaryFolder } from '../helpers/project-file.ts';

const longest_s = 300;
const mostErrors = 4;
/** Of the approximation beside chains: sds of a mean, share of an sd, and the share of parameters that must keep both. */
const near = { mean: 0.3, sd: 0.2, share: 0.9 };
const answers = {
  chains: ['--posterior', 'nuts', '--warmup', '250', '--epochs', '850'],
  hierarchical: ['--objective', 'hierarchical', '--epochs', '100'],
} as const;

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

/** The hierarchical approximation beside chains. */
interface Approximated {
  readonly seconds: number;
  readonly approximation: ApproximationDiagnostics;
  readonly validationDensity: number;
  /** Share of the shared parameters. */
  readonly near: number;
  readonly missed: readonly string[];
}

interface Result {
  readonly runs: readonly Run[];
  readonly apart: readonly string[];
  readonly approximation: Approximated;
}

const { folder, remove } = temporaryFolder();
const results: Record<string, Result> = {};
for (const [noise, text] of Object.entries(noises)) {
  if (given.noise !== undefined && given.noise !== noise) continue;
  writeFileSync(join(folder, `${noise}.yaml`), text);
  const runs: Run[] = [];
  for (let seed = 1; seed <= Number(given.seeds); seed++) runs.push(await sample(noise as Noise, seed));
  const approximation = await approximated(noise as Noise, runs[0]?.shared ?? []);
  results[noise] = { runs, apart: apartOf(runs), approximation };
}
remove();

const limits = { seconds: longest_s, monteCarloErrors: mostErrors, near };
const all = Object.values(results);
const pass = all.every(
  ({ runs, apart, approximation }) =>
    apart.length === 0 &&
    approximation.near >= near.share &&
    runs.every(({ sampling, seconds }) => sampling.converged && seconds <= longest_s),
);
if (given.noise === undefined && given.seeds === '2') writeLongResult('posterior', { limits, results }, pass);
else console.error(JSON.stringify({ limits, results, pass }, null, 2));

async function sample(noise: Noise, seed: number): Promise<Run> {
  const { seconds, diagnostics, validationDensity, shared } = await fitted(noise, 'chains', seed);
  const { sampling } = diagnostics;
  if (sampling === undefined) throw new Error('a fit by chains says how they mixed');
  return { seed, seconds, sampling, validationDensity, shared };
}

async function approximated(noise: Noise, chains: readonly SharedValue[]): Promise<Approximated> {
  const { seconds, diagnostics, validationDensity, shared } = await fitted(noise, 'hierarchical', 1);
  const { approximation } = diagnostics;
  if (approximation === undefined) throw new Error('a hierarchical fit says how near it came');
  const missed = shared.flatMap((own, n) => {
    const of = chains[n];
    if (of === undefined || of.name !== own.name) return [`${own.name} has no counterpart`];
    const mean = (own.mean - of.mean) / of.sd;
    const ratio = own.sd / of.sd;
    return Math.abs(mean) <= near.mean && Math.abs(ratio - 1) <= near.sd
      ? []
      : [
          `${own.name}: the mean is off by ${mean.toFixed(2)} sd, the sd is ${ratio.toFixed(2)} of the chains'`,
        ];
  });
  return {
    ...{ seconds, approximation, validationDensity, near: 1 - missed.length / shared.length, missed },
  };
}

interface Fitted {
  readonly seconds: number;
  readonly diagnostics: Pick<FitDiagnostics, 'sampling' | 'approximation'>;
  readonly validationDensity: number;
  readonly shared: readonly SharedValue[];
}

async function fitted(noise: Noise, answer: keyof typeof answers, seed: number): Promise<Fitted> {
  const out = `${noise}-${answer}-${seed}`;
  const began = performance.now();
  const options = [...answers[answer], '--threads', '2', '--json', '--seed', String(seed), '--data', data];
  const running = start(folder, 'fit', join(folder, `${noise}.yaml`), ...options, '--out', out);
  running.child.stderr.on('data', (line: string) => process.stderr.write(line));
  const ended = await running.ended;
  const seconds = (performance.now() - began) / 1000;
  if (ended.code !== 0) throw new Error(`the fit ended with exit code ${ended.code}`);
  const read = (file: string): string => readFileSync(join(folder, out, file), 'utf8');
  const diagnostics = JSON.parse(read('diagnostics.json')) as Fitted['diagnostics'];
  const { best } = JSON.parse(read('fit.json')) as { readonly best: { readonly validationElbo: number } };
  return {
    seconds,
    diagnostics,
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
