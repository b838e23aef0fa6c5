/**
 * `npm run long -- circuit`: a circuit of our own (a toggle switch of two parts, four devices, two inducers, two plates of 48 wells;
 * `circuit/`), 20 data sets simulated with truths from the priors and fitted by chains, all through the real command line: how
 * often the 95 % intervals of all that wells share hold the truth. Each must in at least 16 sets, and of all together 90 to 99 %.
 * Chains that do not converge are continued once. `--sets 2`: a trial, which writes nothing.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { SamplingDiagnostics } from '../../shared/fit/sampling.ts';
import { run } from '../cli/command-line.ts';
import { writeLongResult } from '../helpers/long-result.ts';
import { parseCsv } from '../helpers/parse-csv.ts';
import { temporaryFolder } from '../helpers/project-file.ts';

const all = 20;
const leastHeld = 16;
const pooledBounds = [0.9, 0.99] as const;
const circuit = fileURLToPath(new URL('circuit/', import.meta.url));
const chains = ['--posterior', 'nuts', '--warmup', '400', '--folds', '24'];

const { values: given } = parseArgs({ options: { sets: { type: 'string', default: String(all) } } });
const sets = Number(given.sets);
const { folder, remove } = temporaryFolder();

const held = new Map<string, number>();
const misses: string[] = [];
const notConverged: string[] = [];
let seconds = 0;
await must(
  'simulate',
  join(circuit, 'toggle.yaml'),
  '--design',
  join(circuit, 'design.csv'),
  '--until',
  '14',
  '--sets',
  String(sets),
  '--seed',
  '1',
  '--out',
  'sets',
);
for (let set = 1; set <= sets; set++) {
  const name = sets === 1 ? 'sets' : `sets/set-${String(set).padStart(String(sets).length, '0')}`;
  const began = performance.now();
  const spec = [`${name}/spec.yaml`, '--layout', `${name}/layout.csv`];
  await must('fit', ...spec, ...chains, '--epochs', '1000', '--seed', String(set), '--out', `${name}/fit`);
  let fit = `${name}/fit`;
  if (!samplingOf(fit).converged) {
    await must('fit', '--resume', fit, '--epochs', '2000', '--out', `${name}/more`);
    fit = `${name}/more`;
  }
  const { converged, verdict } = samplingOf(fit);
  if (!converged) notConverged.push(`set ${set}: ${verdict}`);
  seconds += (performance.now() - began) / 1000;
  compare(set, tableOf(`${name}/truth.csv`), tableOf(`${fit}/parameters.csv`));
  console.error(`set ${set}: ${converged ? 'converged' : verdict}; ${misses.length} misses so far`);
}
remove();

const rates = Object.fromEntries([...held].sort());
const pooled = Object.values(rates).reduce((sum, count) => sum + count, 0) / (held.size * sets);
const numbers = { sets, seconds, pooled, held: rates, misses, notConverged };
const pass =
  notConverged.length === 0 &&
  Object.values(rates).every((count) => count >= leastHeld) &&
  pooled >= pooledBounds[0] &&
  pooled <= pooledBounds[1];
if (sets === all) writeLongResult('circuit', numbers, pass);
else console.error(JSON.stringify(numbers, null, 2));

/** Counts which intervals of what wells share hold the truth. */
function compare(set: number, truth: readonly Row[], found: readonly Row[]): void {
  for (const row of truth.filter(({ individual }) => individual === '')) {
    const key = row.group === '' ? row.parameter : row.group;
    const interval = found.find(
      (one) => one.individual === '' && one.parameter === row.parameter && one.group === row.group,
    );
    if (key === undefined || interval === undefined) throw new Error(`${key} is not in parameters.csv`);
    const inside = Number(row.value) >= Number(interval.q025) && Number(row.value) <= Number(interval.q975);
    held.set(key, (held.get(key) ?? 0) + (inside ? 1 : 0));
    if (!inside)
      misses.push(`set ${set}: ${key} is ${row.value}, found ${interval.q025} .. ${interval.q975}`);
  }
}

type Row = Readonly<Record<string, string>>;

function tableOf(file: string): readonly Row[] {
  const [header = [], ...rows] = parseCsv(readFileSync(join(folder, file), 'utf8'));
  return rows.map((cells) => Object.fromEntries(header.map((name, n) => [name, cells[n] ?? ''])));
}

function samplingOf(fit: string): SamplingDiagnostics {
  return JSON.parse(readFileSync(join(folder, fit, 'diagnostics.json'), 'utf8')).sampling;
}

async function must(...args: string[]): Promise<void> {
  const { code, stderr } = await run(folder, ...args);
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}: ${stderr}`);
}
