import { once } from 'node:events';
import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openProject } from '../../main/store/open-project.ts';
import type { ProjectStore } from '../../main/store/project-store.ts';
import { backends } from '../../shared/compute/backends/index.ts';
import { jsonLines, run, start } from './command-line.ts';

const data = fileURLToPath(new URL('../../resources/examples/vi-hds/', import.meta.url));
const spec = join(data, 'auto_constant.yaml');
const plate = join(data, 'proc_EC10G_EtOH.csv');
const short = ['--draws', '4', '--evaluation-draws', '8', '--evaluate-every', '1', '--json'];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wellspring-project-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What a project holds; it is closed again. */
function look<T>(name: string, what: (store: ProjectStore) => T): T {
  const store = openProject(join(folder, `${name}.wellspring`), { who: 'test', now: () => new Date() });
  if (!store.ok) throw new Error(JSON.stringify(store.problems));
  try {
    return what(store.value);
  } finally {
    store.value.close();
  }
}

describe('names', () => {
  test('a project with # in its name is imported into, fitted in and gone on with', async () => {
    expect((await run(folder, 'import', plate, '--project', 'h#1')).code).toBe(0);
    const begun = await run(folder, 'fit', spec, '--project', 'h#1', '--epochs', '1', ...short);
    expect(begun.code, begun.stderr).toBe(0);
    for (const name of ['h#1.wellspring', 'h#1', 'h#1.wellspring#fit-1']) {
      const again = await run(folder, 'fit', '--resume', name);
      expect(again.stderr, name).toContain('is done');
      expect(again.stderr, name).toMatch(/wellspring fit --resume \S*h#1\.wellspring#fit-1 --epochs 2/);
    }
  });

  test('a fit that could not begin is not kept as one that failed', async () => {
    expect((await run(folder, 'import', plate, '--project', 'refused')).code).toBe(0);
    for (const option of ['--folds=200', '--draws=1000000', '--held-out=nobody']) {
      const ended = await run(folder, 'fit', spec, '--project', 'refused', option);
      expect([ended.code, ended.stdout], ended.stderr).toEqual([1, '']);
    }
    look('refused', (store) => expect(store.fits()).toEqual([]));
  });

  test('no folder of a fit is made under a project’s name, and a folder is no project', async () => {
    const ended = await run(folder, 'fit', spec, '--out', 'foo.wellspring', ...short);
    expect(ended.code).toBe(1);
    expect(ended.stderr).toContain('--project foo');
    expect(existsSync(join(folder, 'foo.wellspring'))).toBe(false);
    const nameless = await run(folder, 'import', plate, '--project', './');
    expect([nameless.code, existsSync(join(folder, '.wellspring'))]).toEqual([1, false]);
    expect(nameless.stderr).toContain('a name is missing');
  });
});

describe('import', () => {
  test('makes the project, keeps what can be read, and says what cannot', async () => {
    writeFileSync(join(folder, 'empty.csv'), '');
    const ended = await run(folder, 'import', plate, 'empty.csv', 'none.csv', '--project', 'first', '--json');
    expect(ended.code, ended.stderr).toBe(1);
    expect(ended.stderr).toContain('empty.csv');
    expect(ended.stderr).toContain('none.csv');
    const lines = jsonLines(ended.stdout);
    expect(lines[0]).toMatchObject({
      imported: { file: 'proc_EC10G_EtOH.csv', wells: 96, cycles: 100, plates: ['proc_EC10G_EtOH'] },
    });
    expect(lines.filter((line) => 'problem' in line)).toHaveLength(2);
    look('first', (store) => {
      expect(store.title()).toBe('first');
      const bytes = store.readFile('proc_EC10G_EtOH.csv');
      expect(bytes.ok && Buffer.from(bytes.value).equals(readFileSync(plate))).toBe(true);
    });
    const again = await run(folder, 'import', plate, '--project', 'first.wellspring');
    expect(again.code, again.stderr).toBe(0);
    expect(again.stderr).toContain('already');
  });

  test('leaves the project itself alone that lies among the files, and stays its only writer', async () => {
    const others = mkdtempSync(join(folder, 'others-'));
    copyFileSync(plate, join(others, 'a.csv'));
    expect((await run(others, 'import', 'a.csv', '--project', 'P')).code).toBe(0);
    linkSync(join(others, 'P.wellspring'), join(others, 'link.wellspring'));
    const names = ['b.csv', 'c.csv', 'd.csv'];
    // what is in the project already would not come in again under another name
    for (const [n, name] of names.entries()) {
      const other = ['proc140930.csv', 'proc141006.csv', 'proc141021.csv'][n] ?? '';
      copyFileSync(join(dirname(plate), other), join(others, name));
    }
    const first = ['import', 'P.wellspring', 'link.wellspring', ...names, '--project', 'P', '--json'];
    const running = start(others, ...first);
    running.child.stderr.on('data', (text: string) => {
      if (text.includes('reading')) running.child.emit('reading');
    });
    await once(running.child, 'reading');
    const second = await run(others, 'import', plate, '--project', 'link');
    expect(second.code, second.stderr).toBe(1);
    expect(second.stderr).toContain('the project is open');
    const ended = await running.ended;
    expect(ended.code).toBe(1);
    expect(ended.stderr).toContain('it is the project that is open');
    expect(jsonLines(ended.stdout).filter((line) => 'imported' in line)).toHaveLength(3);
    expect((await run(others, 'import', plate, '--project', 'link')).code).toBe(0);
  });

  test('of two that make the same project at once none replaces the other’s', async () => {
    const names = ['one', 'two', 'three'];
    for (const name of names) copyFileSync(plate, join(folder, `${name}.csv`));
    const all = await Promise.all(
      names.map(async (name) => ({
        name,
        ...(await run(folder, 'import', `${name}.csv`, '--project', 'together')),
      })),
    );
    const done = all.flatMap(({ name, code }) => (code === 0 ? [`${name}.csv`] : []));
    expect(done).not.toEqual([]);
    for (const { code, stderr } of all.filter(({ code }) => code !== 0)) {
      expect(code, stderr).toBe(1);
      expect(stderr).toMatch(/has made this project meanwhile|the project is open/);
    }
    look('together', (store) =>
      expect(
        store
          .files()
          .map(({ file }) => file)
          .sort(),
      ).toEqual(done.sort()),
    );
  });

  test('leaves no empty project behind', async () => {
    const ended = await run(folder, 'import', spec, '--project', 'nothing');
    expect(ended.code).toBe(1);
    expect(existsSync(join(folder, 'nothing.wellspring'))).toBe(false);
  });

  test.each([
    [['import', plate], 2, '--project P is missing'],
    [['import', plate, '--project', 'x', '--layout', 'l.csv'], 1, 'the layout cannot be read'],
    [['import', '--project', 'x'], 2, '<file...> is missing'],
    [['import', plate, '--project', 'x', '--format', 'tecan'], 1, 'Tecan i-control'],
    [['fit', spec, '--project', 'none'], 1, 'none.wellspring'],
    [['fit', spec, '--project', 'none', '--out', 'o'], 2, '--out'],
    [['fit', '--resume', 'none.wellspring#fit-1'], 1, 'none.wellspring'],
    [['fit', '--resume', 'none.wellspring', '--seed', '1'], 1, 'none.wellspring'],
  ] as const)('%j ends with %i', async (args, code, told) => {
    const ended = await run(folder, ...args);
    expect(ended.code, ended.stderr).toBe(code);
    expect(ended.stderr).toContain(told);
    expect(readdirSync(folder).filter((name) => name.startsWith('none') || name.startsWith('x.'))).toEqual(
      [],
    );
  });
});

describe('fit in a project', () => {
  const evaluations = (name: string, fit: string) =>
    look(name, (store) =>
      store
        .fit(fit)
        ?.evaluations.slice(0, 6)
        .map(({ epoch, trainElbo, validationElbo }) => [epoch, trainElbo, validationElbo]),
    );

  beforeAll(async () => {
    await run(folder, 'import', plate, '--project', 'fits');
  });

  test('is kept whole, and goes on to the numbers of one that was not stopped', async () => {
    const whole = await run(folder, 'fit', spec, '--project', 'fits', '--epochs', '6', ...short);
    expect(whole.code, whole.stderr).toBe(0);
    const path = join(folder, 'fits.wellspring');
    expect(jsonLines(whole.stdout).find((line) => 'end' in line)).toMatchObject({
      end: { fit: `${path}#fit-1`, status: 'done' },
    });
    look('fits', (store) => {
      expect(store.fit('fit-1')).toMatchObject({
        status: 'done',
        epoch: 6,
        data: [{ file: 'proc_EC10G_EtOH.csv' }],
      });
      const result = store.readResult('fit-1');
      expect(result.ok && result.value.predictions.length).toBe(48);
      expect(store.fit('fit-1')?.prepared).toMatchObject({ backend: backends[0]?.id, relaxedMadd: false });
    });

    const running = start(folder, 'fit', spec, '--project', 'fits', '--epochs', '100000', ...short);
    const { started } = await running.line('started');
    await running.line('evaluation');
    const busy = await run(folder, 'fit', spec, '--project', 'fits', '--epochs', '1', ...short);
    expect(busy.code, busy.stderr).toBe(1);
    expect(busy.stderr).toMatch(/fits\.wellspring[\s\S]*since/i);
    process.kill((started as { pid: number }).pid, 'SIGKILL');
    const killed = await running.ended;
    expect(killed.code, killed.stderr).toBe(4);
    expect(killed.stderr).toContain(`wellspring fit --resume ${path}#fit-2`);
    look('fits', (store) => {
      expect(store.fit('fit-2')).toMatchObject({
        status: 'interrupted',
        problems: [{ code: 'fit.jobDied' }],
      });
    });
  });

  test('one that died has predictions when they are asked for, and goes on to the same numbers', async () => {
    const path = join(folder, 'fits.wellspring');
    const predicted = await run(folder, 'predict', 'fits.wellspring#fit-2', '--json');
    expect(predicted.code, predicted.stderr).toBe(0);
    expect(jsonLines(predicted.stdout).find((line) => 'end' in line)).toMatchObject({
      end: { fit: `${path}#fit-2`, status: 'predicted' },
    });
    look('fits', (store) => {
      const { status, predictions } = store.fit('fit-2') ?? {};
      expect(status).toBe('interrupted');
      const result = store.readResult('fit-2');
      expect(result.ok && result.value.best).toEqual(predictions);
    });
    const twice = await run(folder, 'predict', 'fits.wellspring#fit-2');
    expect([twice.code, twice.stderr]).toEqual([1, expect.stringContaining('already')]);
    const seed = await run(folder, 'fit', '--resume', 'fits.wellspring', '--seed', '1', '--json');
    expect([seed.code, seed.stderr]).toEqual([2, expect.stringContaining('only --epochs')]);
    const done = look('fits', (store) => store.fit('fit-2')?.epoch ?? 0);
    const epochs = String(Math.max(6, done + 1));
    const resumed = await run(
      folder,
      'fit',
      '--resume',
      'fits.wellspring#fit-2',
      '--epochs',
      epochs,
      '--json',
    );
    expect(resumed.code, resumed.stderr).toBe(0);
    expect(evaluations('fits', 'fit-2')).toEqual(evaluations('fits', 'fit-1'));
    expect(readdirSync(folder).filter((name) => name.startsWith('fits.'))).toEqual(['fits.wellspring']);
  });

  test('goes on with the backend that it was begun with, whatever auto means now', async () => {
    const fit = look('fits', (store) => {
      const stored = store.fit('fit-1');
      if (stored?.prepared == null) throw new Error('the first fit was prepared');
      const { order, data: files, versions, prepared } = stored;
      const settings = { ...order.settings, epochs: 1 };
      const started = store.startFit({ order: { ...order, settings }, data: files, versions });
      if (!started.ok) throw new Error(JSON.stringify(started.problems));
      const begun = { status: 'queued', prepared: { ...prepared, backend: 'interpreter' } } as const;
      store.updateFit(started.value.fit, begun);
      return started.value.fit;
    });
    const name = `fits.wellspring#${fit}`;
    const refused = await run(folder, 'fit', '--resume', name, '--relaxed-madd');
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('only --epochs')]);
    const resumed = await run(folder, 'fit', '--resume', name, '--threads', '1', '--json');
    expect(resumed.code, resumed.stderr).toBe(0);
    look('fits', (store) => {
      expect(store.fit(fit)).toMatchObject({ status: 'done', prepared: { backend: 'interpreter' } });
    });
  });

  test('one that is done is never changed: more epochs make a new one', async () => {
    const before = look('fits', (store) => store.fit('fit-1'));
    const name = 'fits.wellspring#fit-1';
    for (const more of [[], ['--epochs', '6']]) {
      const refused = await run(folder, 'fit', '--resume', name, ...more);
      expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('never changed')]);
    }
    const continued = await run(folder, 'fit', '--resume', name, '--epochs', '7', '--json');
    expect(continued.code, continued.stderr).toBe(0);
    expect(continued.stderr).toContain('fit-1 stays as it is');
    look('fits', (store) => {
      expect(store.fit('fit-1')).toEqual(before);
      const next = store.fits().at(-1);
      expect(next).toMatchObject({ status: 'done', epoch: 7, startedFrom: { fit: 'fit-1', epoch: 6 } });
      expect(store.log()[1]?.what).toBe(`Continue fit-1 from epoch 6 as ${next?.fit}`);
    });
  });

  test('Ctrl-C keeps a checkpoint', async () => {
    const running = start(folder, 'fit', spec, '--project', 'fits', '--epochs', '100000', ...short);
    await running.line('evaluation');
    running.child.kill('SIGINT');
    const ended = await running.ended;
    expect(ended.code, ended.stderr).toBe(130);
    look('fits', (store) => {
      const last = store.fits().at(-1);
      expect(last).toMatchObject({ status: 'interrupted', hasCheckpoint: true });
    });
  });

  test('problems of the spec start nothing', async () => {
    const wrong = join(folder, 'wrong.yaml');
    copyFileSync(spec, wrong);
    writeFileSync(wrong, readFileSync(spec, 'utf8').replace('proc_EC10G_EtOH', 'other'));
    const before = look('fits', (store) => store.fits().length);
    const ended = await run(folder, 'fit', wrong, '--project', 'fits', '--epochs', '1', '--json');
    expect(ended.code).toBe(1);
    expect(ended.stderr).toMatch(/wrong\.yaml:\d+:\d+: error: .*other\.csv/);
    expect(look('fits', (store) => store.fits().length)).toBe(before);
    const none = await run(folder, 'fit', '--project', 'fits', '--epochs', '1', '--json');
    expect([none.code, none.stderr]).toEqual([1, expect.stringContaining('no spec is given')]);
  });
});
