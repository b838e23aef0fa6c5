/**
 * `npm run long -- reference-1000`: the published fit of the double receivers, 1000 epochs, by the real command line with
 * its defaults on two threads: how long it takes, how much memory, and whether it comes to the published system's level
 * (validation elbo 1097, R2 .987 .995 .953 .945). Writes `results/reference-1000.json`. `--epochs N`: a trial, which
 * writes nothing.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { parseManifest } from '../../main/store/fit-manifest.ts';
import { present } from '../../shared/base/assert.ts';
import { start } from '../cli/command-line.ts';
import { writeLongResult } from '../helpers/long-result.ts';
import { watchPeakMemory } from '../helpers/peak-memory.ts';
import { temporaryFolder } from '../helpers/project-file.ts';

const longest_s = 360;
const most_MB = 500;
const leastElbo = 1000;
/** Of the validation wells, by signal. */
const leastR2: Readonly<Record<string, number>> = { OD: 0.97, mRFP1: 0.97, EYFP: 0.94, ECFP: 0.94 };

const { values } = parseArgs({ options: { epochs: { type: 'string', default: '1000' } } });
const spec = fileURLToPath(new URL('../../resources/examples/vi-hds/dr_constant_icml.yaml', import.meta.url));
const { folder, remove } = temporaryFolder();

const began = performance.now();
const options = ['--epochs', values.epochs, '--threads', '2', '--out', 'fit', '--json'];
const running = start(folder, 'fit', spec, ...options);
running.child.stderr.on('data', (text: string) => process.stderr.write(text));
const { started } = await running.line('started');
const memory = watchPeakMemory((started as { readonly pid: number }).pid);
const ended = await running.ended;
const seconds = (performance.now() - began) / 1000;
const peak = memory.stop();
if (ended.code !== 0) throw new Error(`the fit ended with exit code ${ended.code}`);

const text = readFileSync(join(folder, 'fit', 'fit.json'), 'utf8');
const manifest = present(parseManifest(text), 'a finished fit has its fit.json');
remove();
const { backend, threads, relaxedMadd, best, last, validation, evaluations } = manifest;
const wells = manifest.individuals;
const numbers = {
  seconds,
  peakMegabytes: peak === null ? null : peak / 1e6,
  limits: { seconds: longest_s, peakMegabytes: most_MB, bestValidationElbo: leastElbo, r2: leastR2 },
  fit: { backend, threads, relaxedMadd, seconds: manifest.seconds, settings: manifest.spec.settings },
  wells: { train: wells.train.length, validation: wells.validation.length },
  best,
  last,
  validation,
  evaluations,
};
const pass =
  seconds <= longest_s &&
  // Where the system does not say, nothing is proved.
  peak !== null &&
  peak / 1e6 <= most_MB &&
  best !== null &&
  best.validationElbo > leastElbo &&
  Object.entries(leastR2).every(([signal, least]) => (validation[signal]?.r2 ?? 0) > least);

if (values.epochs === '1000') writeLongResult('reference-1000', numbers, pass);
else console.error(JSON.stringify({ ...numbers, evaluations: evaluations.length, pass }, null, 2));
