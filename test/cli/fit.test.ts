import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { getPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FitOrder } from '../../shared/fit/order.ts';
import { jsonLines, run, start } from './command-line.ts';

const data = fileURLToPath(new URL('../../resources/examples/vi-hds', import.meta.url));
const spec = join(data, 'auto_constant.yaml');
/** 48 wells; small enough for seconds. */
const short = ['--draws', '10', '--evaluation-draws', '20', '--evaluate-every', '2', '--json'];

/** Epochs of a fit that is to be interrupted: it never ends by itself first. */
const endless = '100000';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wellspring-fit-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** history.csv without the column that depends on the machine. */
function history(out: string): readonly string[] {
  const lines = readFileSync(join(folder, out, 'history.csv'), 'utf8').split('\n');
  return lines.map((line) =>
    line
      .split(',')
      .filter((_, column) => column !== 2)
      .join(','),
  );
}

/** Epochs to go on to: 6, or as many as a fit that was stopped late has done, and one more. */
function enough(out: string): string {
  return String(Math.max(6, history(out).length - 1));
}

/** Every file of a folder with its text. */
function contents(out: string): Readonly<Record<string, string>> {
  const files = readdirSync(join(folder, out)).sort();
  return Object.fromEntries(files.map((file) => [file, readFileSync(join(folder, out, file), 'latin1')]));
}

/** A fit that was interrupted late may have more. */
function firstEpochs(out: string): readonly string[] {
  return history(out).slice(0, 1 + 6);
}

function manifest(out: string): Readonly<Record<string, unknown>> {
  return JSON.parse(readFileSync(join(folder, out, 'fit.json'), 'utf8'));
}

function lines(out: string, file: string): number {
  return readFileSync(join(folder, out, file), 'utf8')
    .trimEnd()
    .split('\n').length;
}

describe('fit', () => {
  beforeAll(async () => {
    const ended = await run(folder, 'fit', spec, '--epochs', '6', '--out', 'whole', ...short);
    expect(ended.code, ended.stderr).toBe(0);
  });

  test('leaves every file, complete', () => {
    expect(readdirSync(join(folder, 'whole')).sort()).toEqual([
      'checkpoint.bin',
      'diagnostics.json',
      'fit.json',
      'history.csv',
      'parameters.csv',
      'posterior.csv',
      'predictions.csv',
    ]);
    expect(lines('whole', 'history.csv')).toBe(1 + 6);
    // 48 wells, 4 signals, 100 times.
    expect(lines('whole', 'predictions.csv')).toBe(1 + 48 * 4 * 100);
    const { status, individuals, evaluations, data: files } = manifest('whole');
    expect(status).toBe('done');
    const { train, validation } = individuals as { train: string[]; validation: string[] };
    expect([train.length, validation.length]).toEqual([36, 12]);
    expect(new Set([...train, ...validation]).size).toBe(48);
    expect((evaluations as { epoch: number }[]).map(({ epoch }) => epoch)).toEqual([2, 4, 6]);
    expect(files).toMatchObject([{ file: 'proc_EC10G_EtOH.csv', plate: 'proc_EC10G_EtOH' }]);
  });

  test('the same seed gives the same numbers, another seed others', async () => {
    await run(folder, 'fit', spec, '--epochs', '6', '--out', 'again', ...short);
    expect(history('again')).toEqual(history('whole'));
    const predictions = (out: string): string => readFileSync(join(folder, out, 'predictions.csv'), 'utf8');
    expect(predictions('again')).toBe(predictions('whole'));
    await run(folder, 'fit', spec, '--epochs', '6', '--seed', '1', '--out', 'other', ...short);
    expect(history('other')).not.toEqual(history('whole'));
  });

  test('evaluating more often changes no training number', async () => {
    const often = short.with(short.indexOf('2'), '1');
    await run(folder, 'fit', spec, '--epochs', '6', '--out', 'often', ...often);
    const evaluated = history('often').filter((_, line) => line % 2 === 0);
    expect(evaluated).toEqual(history('whole').filter((_, line) => line % 2 === 0));
  });

  test('inner selection names the fold that chose, keeps what it chose, and resumes to the same numbers', async () => {
    const asked = ['--selection', 'inner', '--estimator', 'dreg', ...short];
    const told = await run(folder, 'fit', spec, '--epochs', '6', '--out', 'inner', '--fold', '4', ...asked);
    expect(told.code, told.stderr).toBe(0);
    expect(told.stderr).toContain('24 wells train, 12 validate, 12 (fold 1) select');
    expect(told.stderr).toContain('(chosen on fold 1, which does nothing else)');
    expect(told.stderr).not.toContain('optimistic');
    const { selecting, individuals, evaluations, best } = manifest('inner') as {
      selecting: { fold: number; wells: string[] };
      individuals: { train: string[]; validation: string[] };
      evaluations: { epoch: number; selectionElbo: number }[];
      best: { epoch: number };
    };
    expect(selecting.fold).toBe(1);
    // what validates where fold 1 is held back
    expect(selecting.wells).toEqual((manifest('whole').individuals as typeof individuals).validation);
    const most = Math.max(...evaluations.map(({ selectionElbo }) => selectionElbo));
    expect(evaluations.find(({ epoch }) => epoch === best.epoch)?.selectionElbo).toBe(most);
    expect(history('inner')[0]).toBe(
      'epoch,step,learning_rate,train_elbo,validation_elbo,failed_draws,selection_elbo',
    );
    const sets = new Set(
      contents('inner')
        ['predictions.csv']?.split('\n')
        .map((line) => line.split(',')[4]),
    );
    expect([...sets].filter((set) => set !== undefined)).toEqual(
      expect.arrayContaining(['train', 'validation', 'selection']),
    );
    await run(folder, 'fit', spec, '--epochs', '2', '--out', 'inner-begun', '--fold', '4', ...asked);
    await run(folder, 'fit', '--resume', 'inner-begun', '--epochs', '6', '--out', 'inner-on', '--json');
    expect(history('inner-on')).toEqual(history('inner'));
    expect(manifest('inner-on').best).toEqual(best);
  });

  test('Ctrl-C leaves a fit that resumes to the same numbers', async () => {
    const running = start(folder, 'fit', spec, '--epochs', endless, '--out', 'stopped', ...short);
    await running.line('evaluation');
    running.child.kill('SIGINT');
    const ended = await running.ended;
    expect(ended.code, ended.stderr).toBe(130);
    expect(ended.stderr).toContain('wellspring fit --resume');
    expect(manifest('stopped').status).toBe('interrupted');
    const resumed = await run(folder, 'fit', '--resume', 'stopped', '--epochs', enough('stopped'), '--json');
    expect(resumed.code, resumed.stderr).toBe(0);
    expect(manifest('stopped').status).toBe('done');
    expect(firstEpochs('stopped')).toEqual(firstEpochs('whole'));
  });

  test('the death of the job is told, and the fit resumes to the same numbers', async () => {
    const running = start(folder, 'fit', spec, '--epochs', endless, '--out', 'killed', ...short);
    const { started } = await running.line('started');
    await running.line('evaluation');
    // The command line has no window to give way to.
    expect(getPriority((started as { pid: number }).pid)).toBe(getPriority());
    process.kill((started as { pid: number }).pid, 'SIGKILL');
    const ended = await running.ended;
    expect(ended.code, ended.stderr).toBe(4);
    expect(ended.stderr).toContain('SIGKILL');
    expect(ended.stderr).toContain('--resume');
    expect(manifest('killed').status).toBe('interrupted');
    const more = ['--epochs', enough('killed'), '--resume', '--json'];
    const resumed = await run(folder, 'fit', spec, '--out', 'killed', ...more);
    expect(resumed.code, resumed.stderr).toBe(0);
    expect(firstEpochs('killed')).toEqual(firstEpochs('whole'));
  });

  test('a finished fit is continued into another folder, to the numbers of one longer fit, and stays', async () => {
    await run(folder, 'fit', spec, '--epochs', '2', '--out', 'begun', ...short);
    const before = contents('begun');
    const more = ['--epochs', '6', '--json'];
    for (const into of [[], ['--out', 'begun'], ['--out', join('begun', '.', '..', 'begun')]]) {
      const refused = await run(folder, 'fit', '--resume', 'begun', ...into, ...more);
      expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('--out NEW')]);
    }
    const fewer = await run(folder, 'fit', '--resume', 'begun', '--out', 'longer', '--epochs', '2');
    expect([fewer.code, fewer.stderr]).toEqual([1, expect.stringContaining('more than 2')]);
    const taken = await run(folder, 'fit', '--resume', 'begun', '--out', 'whole', ...more);
    expect([taken.code, taken.stderr]).toEqual([1, expect.stringContaining('holds a fit already')]);
    const ended = await run(folder, 'fit', '--resume', 'begun', '--out', 'longer', ...more);
    expect(ended.code, ended.stderr).toBe(0);
    expect(history('longer')).toEqual(history('whole'));
    expect(manifest('longer').startedFrom).toEqual({ fit: join(folder, 'begun'), epoch: 2 });
    expect(contents('begun')).toEqual(before);
  });

  test('a resumed fit keeps the backend that auto chose, also one of an older version', async () => {
    await run(folder, 'fit', spec, '--epochs', '1', '--backend', 'interpreter', '--out', 'kept', ...short);
    const file = join(folder, 'kept', 'fit.json');
    // As a version wrote it for which `auto` was the interpreter, and which knew one thread and no relaxed madd.
    const { relaxedMadd: top, ...older } = manifest('kept') as { relaxedMadd: boolean; spec: FitOrder };
    const { relaxedMadd: asked, ...settings } = older.spec.settings;
    expect([top, asked, settings.backend, settings.threads]).toEqual([false, false, 'interpreter', null]);
    const order = { ...older.spec, settings: { ...settings, backend: 'auto', threads: 1 } };
    writeFileSync(file, JSON.stringify({ ...older, spec: order }));
    const ended = await run(folder, 'fit', '--resume', 'kept', '--out', 'on', '--epochs', '2', '--json');
    expect(ended.code, ended.stderr).toBe(0);
    expect(jsonLines(ended.stdout).find((line) => 'started' in line)).toMatchObject({
      started: { backend: 'interpreter', threads: 1, relaxedMadd: false },
    });
    expect(manifest('on')).toMatchObject({
      ...{ backend: 'interpreter', threads: 1, relaxedMadd: false },
      spec: { settings: { backend: 'interpreter', threads: null, relaxedMadd: false } },
    });
    const others = ['--out', 'other-backend', '--epochs', '3', '--backend', 'javascript'];
    const other = await run(folder, 'fit', '--resume', 'on', ...others);
    expect(other.code, other.stderr).toBe(0);
    expect(manifest('other-backend').backend).toBe('javascript');
  });

  test('an --out that holds a fit is refused, and left as it was', async () => {
    const before = readFileSync(join(folder, 'whole', 'fit.json'), 'utf8');
    const ended = await run(folder, 'fit', spec, '--out', 'whole', ...short);
    expect(ended.code).toBe(1);
    expect(ended.stderr).toContain('--resume');
    expect(readFileSync(join(folder, 'whole', 'fit.json'), 'utf8')).toBe(before);
  });

  test('what cannot go on is refused in words that say why, and stays as it was', async () => {
    const running = start(folder, 'fit', spec, '--epochs', endless, '--out', 'cut', ...short);
    await running.line('evaluation');
    running.child.kill('SIGINT');
    expect((await running.ended).code).toBe(130);
    const before = contents('cut');
    const refused: readonly (readonly [readonly string[], number, string])[] = [
      [['--epochs', '1'], 1, 'more than the 1 asked for'],
      [['--seed', '5'], 1, '--seed is 5, was 0'],
      [['--draws', '11', '--fold', '2'], 1, '--draws is 11, was 10'],
      [['--fold', '2'], 1, 'the choice of wells'],
      [['--set', 'learning_rate=0.5'], 1, 'params.learning_rate is 0.5'],
      [['--out', 'elsewhere', '--epochs', '1'], 1, 'and 1 are asked for'],
      [['--backend', 'interpreter'], 1, 'it would go on to other numbers'],
    ];
    for (const [options, code, told] of refused) {
      const ended = await run(folder, 'fit', '--resume', 'cut', ...options, '--json');
      expect([ended.code, ended.stderr]).toEqual([code, expect.stringContaining(told)]);
    }
    expect(contents('cut')).toEqual(before);
    const file = join(folder, 'cut', 'checkpoint.bin');
    writeFileSync(file, readFileSync(file).subarray(0, 1000));
    const ended = await run(folder, 'fit', '--resume', 'cut', '--json');
    expect([ended.code, ended.stderr]).toEqual([1, expect.stringContaining('checkpoint')]);
    rmSync(file);
    const without = await run(folder, 'fit', '--resume', 'cut', '--json');
    expect([without.code, without.stderr]).toEqual([1, expect.stringContaining('another --out')]);
    const again = await run(folder, 'fit', spec, '--out', 'cut', '--json');
    expect([again.code, again.stderr]).toEqual([1, expect.not.stringContaining('--resume')]);
  });
});

describe('problems have a place, a way out and exit code 1', () => {
  const text = readFileSync(spec, 'utf8');
  const cases: readonly (readonly [string, string, readonly string[], string])[] = [
    ['an unknown device', text.replaceAll("'EC10G'", "'EC10H'"), [], 'EC10H'],
    ['an unknown key', text.replace('  learning_rate:', '  learning_rat:'), [], 'learning_rat'],
    ['an unknown model', text.replace('model: auto_constant', 'model: auto_constnt'), [], 'auto_constant'],
    ['a missing data file', text.replace('proc_EC10G', 'proc_EC10X'), [], 'proc_EC10X'],
    ['no YAML', 'data: [1, 2', [], ':1:'],
    ['an empty spec', '', [], 'spec'],
    ['an override of nothing', text, ['--set', 'nonsense=1'], '--set'],
    ['a fold too many', text, ['--fold', '5'], 'fold 5 of 4'],
    ['an unknown held-out device', text, ['--held-out', 'R33'], 'R33'],
    ['inner selection of two folds', text, ['--selection', 'inner', '--folds', '2'], '3 or more'],
    ['an estimator of one draw for many', text, ['--estimator', 'stl'], 'Use dreg'],
    ['what is not in this version', text, ['--posterior', 'auto'], 'not in this version'],
  ];
  test.each(cases)('%s', async (name, changed, options, told) => {
    const file = join(folder, `${name.replaceAll(' ', '-')}.yaml`);
    writeFileSync(file, changed);
    const ended = await run(folder, 'fit', file, '--data', data, '--epochs', '1', ...options, '--json');
    expect(ended.code, ended.stderr).toBe(1);
    expect(ended.stderr).toContain(told);
    expect(ended.stderr).toContain('->');
    const [first] = jsonLines(ended.stdout);
    expect(first).toMatchObject({ problem: { severity: 'error', remedy: expect.any(String) } });
  });
});

describe('fit of a file that asks for an answer', () => {
  const growth = (files: string): string =>
    `data:\n  devices: [D1]\n  files: [${files}]\n  signals: [OD]\n  conditions: []\n  preprocessing: wells\n  fold_unit: well\nmodel: growth_logistic\nparams:\n  learning_rate: 0.02\n`;
  const table = (head: string): string =>
    `${head}\n${Array.from({ length: 12 }, (_, n) => `${n * 10},${0.1 + 0.02 * n},${0.1 + 0.021 * n},${0.1 + 0.022 * n},${0.1 + 0.023 * n}`).join('\n')}\n`;

  test('sends to import with what fit does not take, and following it leads to a fit', async () => {
    writeFileSync(join(folder, 'OD.csv'), table('OD\nTime,A1,A2,B1,B2'));
    writeFileSync(join(folder, 'asking.yaml'), growth('OD.csv'));
    writeFileSync(join(folder, 'd1.csv'), 'well,device\nA1,D1\nA2,D1\nB1,D1\nB2,D1\n');
    const asked = await run(folder, 'fit', 'asking.yaml', '--layout', 'd1.csv', '--out', 'asked');
    expect(asked.code).toBe(1);
    expect(asked.stderr).not.toContain('kinetic readings');
    expect(asked.stderr).toContain('--time-unit');
    const [, file = '', spec = ''] =
      /wellspring import (\S+) --project P, with the option\).*wellspring fit (\S+) --project P/.exec(
        asked.stderr,
      ) ?? [];
    expect(file, asked.stderr).toBe(join(folder, 'OD.csv'));
    const into = ['--project', 'P', '--layout', 'd1.csv'];
    const imported = await run(folder, 'import', file, '--time-unit', 'min', ...into);
    expect(imported.code, imported.stderr).toBe(0);
    const done = await run(folder, 'fit', spec, '--project', 'P', '--epochs', '1', ...short);
    expect(done.code, done.stderr).toBe(0);
  });

  test('says the same of a table that needs a mapping', async () => {
    writeFileSync(join(folder, 'odd.csv'), table('sample,one,two,three,four'));
    writeFileSync(join(folder, 'odd.yaml'), growth('odd.csv'));
    const { code, stderr } = await run(folder, 'fit', 'odd.yaml');
    expect(code).toBe(1);
    expect(stderr).toMatch(/--map mapping\.json.*fit has no such option: give it at import/s);
  });
});
