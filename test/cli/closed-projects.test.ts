import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commandTable } from '../../main/cli/commands.ts';
import { besides } from '../../main/store/beside-project.ts';
import { openProject } from '../../main/store/open-project.ts';
import { codesOf, opened, options, taken } from '../helpers/project-file.ts';
import { smallPlate, writeSmall } from '../helpers/small-plate.ts';
import { type Ended, run, start } from './command-line.ts';

let folder: string;
let spec: string;
const quick = ['--epochs', '2', '--draws', '4', '--evaluation-draws', '8', '--evaluate-every', '1'];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wellspring-closed-'));
  spec = writeSmall(folder);
  const [plate = ''] = readdirSync(folder).filter((name) => name.endsWith('.csv'));
  expect((await run(folder, 'import', plate, '--project', 'made')).code).toBe(0);
  const fitted = await run(folder, 'fit', spec, '--project', 'made', ...quick);
  expect(fitted.code, fitted.stderr).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A project of its own, `P`, with a plate and a finished fit. */
function fresh(): { readonly place: string; readonly path: string } {
  const place = mkdtempSync(join(folder, 'case-'));
  const path = join(place, 'P.wellspring');
  copyFileSync(join(folder, 'made.wellspring'), path);
  for (const name of readdirSync(folder).filter((one) => /\.(yaml|model)$/.test(one)))
    copyFileSync(join(folder, name), join(place, name));
  writeFileSync(join(place, 'new.csv'), smallPlate());
  return { place, path };
}

function expectClosed(path: string, { stderr }: Pick<Ended, 'stderr'>): void {
  for (const suffix of Object.values(besides))
    expect(existsSync(path + suffix), `${suffix}: ${stderr}`).toBe(false);
  // Its header would say 2 as long as a log lay beside it.
  expect([...readFileSync(path).subarray(18, 20)], stderr).toEqual([1, 1]);
  const outcome = openProject(path, options());
  taken(outcome).close();
  expect(codesOf(outcome)).toEqual([]);
}

interface Way {
  readonly code: number;
  readonly args: readonly string[];
}

/** Ways out of every command that are no success, and some that are; none: it names no project. */
const ways: Readonly<Record<string, readonly Way[]>> = {
  read: [{ code: 1, args: ['P.wellspring'] }],
  layout: [
    { code: 0, args: ['P'] },
    { code: 2, args: ['P', '--csv', '--json'] },
    { code: 1, args: ['P', '--csv', '--out', 'new.csv'] },
  ],
  import: [
    { code: 1, args: ['none.csv', '--project', 'P'] },
    { code: 2, args: ['--project', 'P'] },
    { code: 1, args: ['new.csv', '--project', 'P', '--layout', 'none.csv'] },
    { code: 0, args: ['new.csv', '--project', 'P'] },
  ],
  check: [
    { code: 1, args: ['P', '--add', 'nonsense'] },
    { code: 1, args: ['P', '--on', '99'] },
    { code: 2, args: ['P', '--corrections', 'c.json'] },
  ],
  summary: [
    { code: 2, args: ['P', '--density', 'none'] },
    { code: 2, args: ['P', '--csv', '--json'] },
  ],
  evaluate: [{ code: 1, args: ['small', '--input', 'P.wellspring'] }],
  fit: [
    { code: 2, args: ['--resume', 'P#fit-1', '--draws', '20'] },
    { code: 2, args: ['--resume', 'P#fit-1', '--backend', 'javascript'] },
    { code: 2, args: ['small.yaml', '--resume', 'P#fit-1'] },
    { code: 1, args: ['--resume', 'P#fit-1'] },
    { code: 1, args: ['--resume', 'P#fit-9'] },
    { code: 1, args: ['--resume', 'P#fit-1', '--epochs', '1'] },
    { code: 2, args: ['--project', 'P', '--set', 'nonsense'] },
    { code: 2, args: ['--project', 'P', '--out', 'out'] },
    { code: 1, args: ['none.yaml', '--project', 'P'] },
    { code: 1, args: ['--project', 'P', '--epochs', '2'] },
    { code: 0, args: ['--resume', 'P#fit-1', '--epochs', '3'] },
  ],
  predict: [
    { code: 1, args: ['P'] },
    { code: 1, args: ['P#fit-9'] },
    { code: 2, args: ['P', '--data', '.'] },
    { code: 2, args: ['P', '--threads', 'none'] },
    { code: 1, args: ['P#fit-1', '--device', 'nobody'] },
    { code: 0, args: ['P#fit-1', '--until', '1', '--draws', '4'] },
  ],
  diagnose: [
    { code: 0, args: ['P#fit-1'] },
    { code: 1, args: ['P#fit-9'] },
    { code: 1, args: ['P#fit-1', '--profile', 'r'] },
  ],
  compare: [
    { code: 1, args: ['P#fit-1', 'P#fit-9'] },
    { code: 0, args: ['P#fit-1', 'P#fit-1'] },
  ],
  simulate: [
    { code: 1, args: ['P#fit-9', '--out', 'made'] },
    { code: 1, args: ['P#fit-1', '--out', 'made'] },
    { code: 2, args: ['P#fit-1', '--set', 'a=1', '--out', 'made'] },
  ],
  export: [
    { code: 0, args: ['P', '--format', 'files', '--out', 'files'] },
    { code: 0, args: ['P', '--format', 'csv', '--out', 'tables'] },
    { code: 1, args: ['P#fit-9', '--format', 'csv', '--out', 'tables'] },
    { code: 1, args: ['P', '--format', 'csv', '--out', 'new.csv'] },
    { code: 2, args: ['P', '--format', 'csv'] },
  ],
  serve: [],
};

test('every command is here', () => {
  const names = commandTable(async () => ({ ok: true, value: undefined, problems: [] })).map(
    ({ name }) => name,
  );
  expect(Object.keys(ways).sort()).toEqual([...names].sort());
});

test.each(
  Object.entries(ways).flatMap(([name, all]) =>
    all.map(({ code, args }) => [[name, ...args].join(' '), code] as const),
  ),
)('%s ends with %i, and leaves the project closed', async (line, code) => {
  const { place, path } = fresh();
  const ended = await run(place, ...line.split(' '));
  expect(ended.code, ended.stderr).toBe(code);
  expectClosed(path, ended);
});

test('the folder of a fit is unlocked as well, where it was locked before the usage was wrong', async () => {
  const { place } = fresh();
  const stopped = start(
    place,
    'fit',
    'small.yaml',
    '--out',
    'out',
    '--data',
    '..',
    '--epochs',
    '100000',
    '--draws',
    '4',
    '--json',
  );
  await stopped.line('evaluation');
  stopped.child.kill('SIGINT');
  expect((await stopped.ended).code).toBe(130);
  const ended = await run(place, 'fit', '--resume', 'out', '--set', 'nonsense');
  expect(ended.code, ended.stderr).toBe(2);
  expect(readdirSync(join(place, 'out')).filter((name) => name.includes('lock'))).toEqual([]);
});

describe.skipIf(process.platform === 'win32')('a command that is interrupted', () => {
  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('by %s leaves the project closed', async (signal) => {
    const { place, path } = fresh();
    const endless = ['fit', 'small.yaml', '--project', 'P', '--epochs', '100000', '--draws', '4', '--json'];
    const running = start(place, ...endless);
    await running.line('started');
    running.child.kill(signal);
    const ended = await running.ended;
    expect(ended.code, ended.stderr).toBe(130);
    expectClosed(path, ended);
  });

  test('twice, so that it ends at once, does so too', async () => {
    const { place, path } = fresh();
    const endless = ['fit', 'small.yaml', '--project', 'P', '--epochs', '100000', '--draws', '4', '--json'];
    const running = start(place, ...endless);
    await running.line('started');
    running.child.kill('SIGINT');
    running.child.kill('SIGTERM');
    const ended = await running.ended;
    expect(ended.code, ended.stderr).toBe(130);
    // What ran is found as interrupted by whoever opens it next, which is no problem of its file.
    expectClosed(path, ended);
  });
});

/** Every command that opens projects, so that its opening's findings are told. */
const opening = [
  ['layout', 'P'],
  ['import', 'new.csv', '--project', 'P'],
  ['check', 'P'],
  ['summary', 'P'],
  ['fit', '--resume', 'P#fit-1'],
  ['fit', 'small.yaml', '--project', 'P', ...quick],
  ['predict', 'P'],
  ['export', 'P', '--format', 'csv', '--out', 'tables'],
];

test.each(opening)('%s %s tells what a crash had left', async (...args) => {
  const { place, path } = fresh();
  const store = opened(path);
  taken(store.rename('In the log'));
  const crashed = ['', '-wal'].map((suffix) => [path + suffix, readFileSync(path + suffix)] as const);
  store.close();
  for (const [file, bytes] of crashed) writeFileSync(file, bytes);
  const ended = await run(place, ...args);
  expect(ended.stderr).toContain('1 change was recovered');
  expect(ended.stderr.split('was recovered')).toHaveLength(2);
  expectClosed(path, ended);
});

test.each(opening)('%s %s tells what is damaged', async (...args) => {
  const { place, path } = fresh();
  const database = new SqliteDatabase(path);
  database.exec("UPDATE fit_blobs SET bytes = zeroblob(100) WHERE kind = 'result'");
  database.close();
  const { stderr } = await run(place, ...args);
  expect(stderr).toContain('damaged: the result of fit-1');
  expect(stderr).not.toContain('has its predictions');
  expect(stderr).not.toContain('import the original');
});
