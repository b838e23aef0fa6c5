import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseCsv } from '../helpers/parse-csv.ts';
import { run } from './command-line.ts';

const resources = fileURLToPath(new URL('../../resources', import.meta.url));
const data = join(resources, 'examples/vi-hds');
const spec = join(data, 'auto_constant.yaml');

const iwae = (epochs: number) => [
  ...['--epochs', String(epochs), '--draws', '10', '--evaluation-draws', '20', '--evaluate-every', '3'],
];
const answers: Readonly<Record<'iwae' | 'hierarchical' | 'chains', readonly string[]>> = {
  iwae: iwae(3),
  hierarchical: ['--objective', 'hierarchical', '--epochs', '4', '--draws', '20', '--evaluation-draws', '40'],
  chains: ['--posterior', 'nuts', '--warmup', '20', '--epochs', '40', '--evaluation-draws', '20'],
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wellspring-constraints-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function text(out: string, file: string): string {
  return readFileSync(join(folder, out, file), 'utf8');
}

/** Rows of parameters.csv by what `prior` says. */
function rows(out: string, told: (prior: string) => boolean) {
  const [header = [], ...all] = parseCsv(text(out, 'parameters.csv'));
  const cell = (row: readonly string[], name: string): string => row[header.indexOf(name)] ?? '';
  return all
    .filter((row) => told(cell(row, 'prior')))
    .map((row) => Object.fromEntries(header.map((name) => [name, cell(row, name)])));
}

const isConstrained = (prior: string) => prior === 'fixed' || prior.startsWith('tied to ');

async function make(out: string, ...args: readonly string[]): Promise<void> {
  const ended = await run(folder, 'fit', ...args, '--data', data, '--threads', '1', '--out', out);
  expect([0, 4], ended.stderr).toContain(ended.code);
}

/** A spec with a model of its own: the library's, with lines changed. */
function written(name: string, change: (model: string) => string, without: string): string {
  const model = readFileSync(join(resources, 'models/auto_constant/auto_constant.model'), 'utf8');
  writeFileSync(join(folder, `${name}.model`), change(model));
  const lines = readFileSync(spec, 'utf8')
    .replace('model: auto_constant', `model: ${name}.model`)
    .split('\n');
  const path = join(folder, `${name}.yaml`);
  writeFileSync(path, lines.filter((line) => !new RegExp(`^ +${without}:`).test(line)).join('\n'));
  return path;
}

/** An option, what a model's text says in its place, and the line that the spec must then not have. */
const asText = [
  {
    given: ['--fix', 'drfp=0.3'],
    change: (model: string) => model.replace(/drfp +population +LogNormal\S+ \S+/, 'drfp constant = 0.3 '),
    without: 'drfp',
  },
  {
    given: ['--tie', 'a480=a530'],
    change: (model: string) => model.replace(/^ +a480 +population.*\n/m, '').replaceAll(/\ba480\b/g, 'a530'),
    without: 'a480',
  },
  {
    given: ['--bound', 'K=0.5..3'],
    change: (model: string) => model.replace(/^( +K .*within) 0 .. 4/m, '$1 0.5 .. 3'),
    without: 'nothing',
  },
];

/** Fits by options, and by a text that says the same: the same bits. */
async function sameBits(answer: keyof typeof answers, changes: typeof asText): Promise<void> {
  const given = changes.flatMap((one) => one.given);
  const own = [answer, ...given.filter((word) => word.startsWith('--'))].join('');
  const other = `${own}-text`;
  await make(own, spec, ...answers[answer], ...given);
  const change = (model: string): string => changes.reduce((text, one) => one.change(text), model);
  const without = `(${changes.map((one) => one.without).join('|')})`;
  await make(other, written(other.replaceAll('-', '_'), change, without), ...answers[answer]);
  for (const file of ['posterior.csv', 'predictions.csv']) expect(text(own, file)).toBe(text(other, file));
  expect(rows(own, (prior) => !isConstrained(prior))).toEqual(rows(other, () => true));
}

test.each(asText)('$given gives the bits of a model text that says the same', async (one) => {
  await sameBits('iwae', [one]);
});

test.each(['hierarchical', 'chains'] as const)('so do all of them at once by %s', async (answer) => {
  await sameBits(answer, asText);
});

test('the spec may say the same, and says another thing than none of it', async () => {
  const stated = join(folder, 'stated.yaml');
  writeFileSync(stated, `${readFileSync(spec, 'utf8')}\n  fix: {drfp: 0.3}\n`);
  await make('stated', stated, ...answers.iwae);
  await make('free', spec, ...answers.iwae);
  expect(text('stated', 'posterior.csv')).toBe(text('iwae--fix', 'posterior.csv'));
  expect(text('free', 'predictions.csv')).not.toBe(text('iwae--fix', 'predictions.csv'));
});

test('parameters.csv says what is fixed, and what is tied to what, with its numbers', async () => {
  await make('told', spec, ...answers.iwae, '--fix', 'drfp=0.3', '--tie', 'a480=a530', '--tie', 'rc=a530');
  const [fixed, ...tied] = rows('told', isConstrained);
  expect(fixed).toMatchObject({ level: 'constant', parameter: 'drfp', prior: 'fixed', mean: '0.3', sd: '0' });
  const [other] = rows('told', (prior) => prior === 'LogNormal(mu 0, sigma 2)');
  expect(other?.parameter).toBe('a530');
  const takes = (parameter: string) => ({ ...other, parameter, prior: 'tied to a530' });
  expect(tied).toEqual([takes('a480'), takes('rc')]);
});

describe('a fit that has them', () => {
  const given = ['--fix', 'drfp=0.3', '--tie', 'a480=a530', '--bound', 'K=0.5..3'];

  test('goes on by itself, and not as another', async () => {
    await make('long', spec, ...iwae(6), ...given);
    await make('short', spec, ...answers.iwae, ...given);
    await make('longer', '--resume', 'short', '--epochs', '6');
    expect(text('longer', 'posterior.csv')).toBe(text('long', 'posterior.csv'));
    const other = ['--fix', 'drfp=0.2', '--tie', 'a480=a530', '--bound', 'K=0.5..2'];
    const ended = await run(folder, 'fit', '--resume', 'short', '--out', 'other', '--epochs', '6', ...other);
    expect(ended.code).toBe(1);
    expect(ended.stderr).toMatch(
      /params\.fix\.drfp is 0\.2, was 0\.3; params\.bound\.K is 0\.5 \.\. 2, was 0\.5 \.\. 3\./,
    );
    expect(ended.stderr).toContain('without --set, --fix, --tie and --bound');
  });

  test('predicts wells that were never there, and data are made up by it', async () => {
    const fitted = await run(
      folder,
      'predict',
      'hierarchical--fix--tie--bound',
      '--device',
      'EC10G',
      '--treatment',
      'EtOH=1',
    );
    expect(fitted.code, fitted.stderr).toBe(0);
    const made = await run(
      folder,
      'simulate',
      spec,
      '--data',
      data,
      ...given,
      '--seed',
      '1',
      '--out',
      'made',
    );
    expect(made.code, made.stderr).toBe(0);
    expect(text('made', 'spec.yaml')).toMatch(/fix:\n +drfp: 0\.3\n +tie:\n +a480: a530/);
    const laid = ['--layout', join('made', 'layout.csv')];
    const again = await run(
      folder,
      'fit',
      join('made', 'spec.yaml'),
      ...answers.iwae,
      ...laid,
      '--out',
      'again',
    );
    expect(again.code, again.stderr).toBe(0);
    expect(rows('again', isConstrained).map(({ parameter }) => parameter)).toEqual(['drfp', 'a480']);
  });
});
