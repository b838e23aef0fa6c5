import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { smallModel, smallSpec, writeSmall } from '../helpers/small-plate.ts';
import { program, run, start } from './command-line.ts';

const isLinux = process.platform === 'linux';
const quick = ['--epochs', '4', '--draws', '4', '--evaluation-draws', '8', '--evaluate-every', '1'];
const endless = ['--epochs', '100000', '--draws', '4', '--evaluation-draws', '8', '--evaluate-every', '10'];

let folder: string;
let spec: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wellspring-ends-'));
  spec = writeSmall(folder);
});
afterAll(() => rmSync(folder, { recursive: true }));

const results = [
  'checkpoint.bin',
  'diagnostics.json',
  'fit.json',
  'history.csv',
  'parameters.csv',
  'posterior.csv',
  'predictions.csv',
];

function files(out: string): readonly string[] {
  return readdirSync(join(folder, out)).sort();
}

/** Runs with stdout (and stderr) into a file or device. */
async function runInto(stdout: string, stderr: string | null, ...args: string[]) {
  const [out, err] = [openSync(stdout, 'w'), stderr === null ? null : openSync(stderr, 'w')];
  const env = { ...process.env, INIT_CWD: folder };
  const child = spawn(process.execPath, [program, ...args], { env, stdio: ['ignore', out, err ?? 'pipe'] });
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const [code] = await once(child, 'close');
  closeSync(out);
  if (err !== null) closeSync(err);
  return { code, said };
}

describe('when nobody reads stdout', () => {
  const leave = (...args: string[]) => {
    const running = start(folder, ...args);
    running.child.stdout.once('data', () => running.child.stdout.destroy());
    return running.ended;
  };

  test('a fit that is kept goes on to its end', async () => {
    const { code, stderr } = await leave('fit', spec, ...quick, '--json', '--out', 'unread');
    // not all arrived, though all is done
    expect(code, stderr).toBe(1);
    expect(stderr).toContain('the work goes on');
    expect(stderr).not.toMatch(/^ {2,}at /m);
    expect(files('unread')).toEqual(results);
  });

  test('a fit that is kept nowhere ends and says so', async () => {
    const { code, stderr } = await leave('fit', spec, ...endless, '--json');
    expect([code, stderr]).toEqual([4, expect.stringContaining('nothing else is kept')]);
  });

  test('an import goes on', async () => {
    const running = start(folder, 'import', 'small.csv', '--project', 'unread', '--json');
    running.child.stdout.destroy();
    const { code, stderr } = await running.ended;
    // not all arrived, though all is done
    expect(code, stderr).toBe(1);
    expect(existsSync(join(folder, 'unread.wellspring'))).toBe(true);
  });
});

describe.runIf(isLinux)('on a full disk', () => {
  test('a fit goes on, its files are complete, and the exit code tells of stdout', async () => {
    const { code, said } = await runInto('/dev/full', null, 'fit', spec, ...quick, '--json', '--out', 'full');
    expect([code, said]).toEqual([
      1,
      expect.stringContaining('no space is left on the drive; the work goes on'),
    ]);
    expect(said).not.toMatch(/^ {2,}at /m);
    expect(files('full')).toEqual(results);
  });

  test('with stderr there as well a fit still goes on', async () => {
    const { code } = await runInto(
      '/dev/full',
      '/dev/full',
      'fit',
      spec,
      ...quick,
      '--json',
      '--out',
      'mute',
    );
    expect(code).toBe(1);
    expect(files('mute')).toEqual(results);
    const deaf = await runInto('/dev/null', '/dev/full', 'fit', spec, ...quick, '--out', 'deaf');
    expect(deaf.code).toBe(0);
  });

  test.each([
    ['read', 'small.csv', '--csv'],
    ['read', 'small.csv'],
    ['help'],
    ['--version'],
    ['fit', '--help'],
  ])('%s %s: ends with 1 and a word', async (...args) => {
    const { code, said } = await runInto('/dev/full', null, ...args);
    expect([code, said]).toEqual([1, 'stdout cannot be written: no space is left on the drive\n']);
  });
});

describe('--out is looked at before the fit starts', () => {
  const refused: readonly (readonly [string, string])[] = [
    ['small.csv', 'this is a file'],
    ['small.csv/below', 'is a file, not a folder'],
    ...(isLinux
      ? ([
          ['/dev/null', 'this is a device'],
          ['/dev/full/out', 'is a file, not a folder'],
          ['/proc/out', 'nothing can be kept under /proc'],
          ['/sys', 'nothing can be kept under /sys'],
        ] as const)
      : []),
  ];
  test.each(refused)('%s', async (out, told) => {
    const ended = await run(folder, 'fit', spec, ...endless, '--out', out);
    expect([ended.code, ended.stderr]).toEqual([1, expect.stringContaining(told)]);
    expect(ended.stderr).toContain('-> Choose another folder');
  });

  test('files that are not its own are not written over', async () => {
    mkdirSync(join(folder, 'own'));
    writeFileSync(join(folder, 'own', 'predictions.csv'), 'mine');
    const ended = await run(folder, 'fit', spec, ...quick, '--out', 'own');
    expect([ended.code, ended.stderr]).toEqual([1, expect.stringContaining('predictions.csv')]);
    expect(files('own')).toEqual(['predictions.csv']);
  });

  test('a fit that cannot begin leaves no folder', async () => {
    const ended = await run(folder, 'fit', spec, ...quick, '--set', 'model=nothing', '--out', 'deep/er');
    expect(ended.code).toBe(1);
    expect(existsSync(join(folder, 'deep'))).toBe(false);
  });
});

test('one fit at a time writes into a folder, whatever the folder is called; killed it holds it no longer', async () => {
  const running = start(folder, 'fit', spec, ...endless, '--json', '--out', 'held');
  await running.line('evaluation');
  symlinkSync('held', join(folder, 'alias'));
  for (const args of [
    [spec, '--out', 'held'],
    [spec, '--out', 'alias'],
    ['--resume', 'held'],
    ['--resume', './alias/../alias'],
  ]) {
    const second = await run(folder, 'fit', ...args);
    expect([second.code, second.stderr]).toEqual([
      1,
      expect.stringMatching(/a fit runs in this folder by .+ since/),
    ]);
  }
  running.child.kill('SIGKILL');
  await running.ended;
  const epochs = String(readFileSync(join(folder, 'held', 'history.csv'), 'utf8').split('\n').length + 1000);
  const resumed = start(folder, 'fit', '--resume', 'alias', '--epochs', epochs, '--json');
  await resumed.line('started');
  resumed.child.kill('SIGTERM');
  const ended = await resumed.ended;
  expect(ended.code, ended.stderr).toBe(130);
  expect(files('held')).toEqual(['checkpoint.bin', 'fit.json', 'history.csv']);
});

describe('a fit without a usable result ends with 4 and says why', () => {
  const manifest = (out: string) => JSON.parse(readFileSync(join(folder, out, 'fit.json'), 'utf8'));

  test('no draw has a solution', async () => {
    mkdirSync(join(folder, 'zero'));
    const hopeless = writeSmall(
      join(folder, 'zero'),
      smallModel({ gfp: 'a * (OD - 0.02)', sd: 's0 * prediction' }),
    );
    const ended = await run(folder, 'fit', hopeless, ...quick, '--out', 'hopeless', '--json');
    expect(ended.code, ended.stderr).toBe(4);
    expect(ended.stderr).toContain('standard deviation of GFP is 0 at 0 h');
    expect(ended.stdout).toContain('"status":"failed"');
    expect(files('hopeless')).toEqual(['checkpoint.bin', 'fit.json', 'history.csv']);
    expect(manifest('hopeless')).toMatchObject({ status: 'failed', problems: [{ code: 'fit.noSolution' }] });
    // Where it failed it would fail again; as a new fit it may be tried.
    const resumed = await run(folder, 'fit', '--resume', 'hopeless', '--json');
    expect([resumed.code, resumed.stderr]).toEqual([1, expect.stringContaining('would fail again')]);
    const again = ['fit', '--resume', 'hopeless', '--out', 'hopeless-on', '--epochs', '9', '--json'];
    const continued = await run(folder, ...again);
    expect([continued.code, continued.stderr]).toEqual([
      4,
      expect.stringContaining('standard deviation of GFP is 0'),
    ]);
  });

  test('a learning rate that diverges', async () => {
    mkdirSync(join(folder, 'fast'));
    const fast = writeSmall(join(folder, 'fast'), smallModel(), smallSpec().replace('0.02', '1000'));
    const ended = await run(folder, 'fit', fast, ...quick.with(1, '30'), '--out', 'diverged', '--json');
    expect([ended.code, ended.stderr]).toEqual([
      4,
      expect.stringContaining('params.learning_rate (it is 1000'),
    ]);
    expect(manifest('diverged').status).toBe('failed');
    expect(existsSync(join(folder, 'diverged', 'predictions.csv'))).toBe(false);
  });
});

describe.runIf(isLinux)('inputs that are no files are refused at once', () => {
  const refused: readonly (readonly string[])[] = [
    ['read', '/dev/zero'],
    ['evaluate', 'auto_constant', '--input', '/dev/zero'],
    ['evaluate', '/dev/zero', '--input', 'small.yaml'],
    ['fit', '/dev/zero'],
    ['fit', '.'],
    ['fit', '/proc/self/status'],
    ['import', '/dev/zero', '--project', 'none'],
  ];
  test.each(refused)('%s %s %s %s', async (...args) => {
    const ended = await run(folder, ...args);
    expect([ended.code, ended.stderr]).toEqual([
      1,
      expect.stringMatching(/it is a device|it is a folder|lies under/),
    ]);
    expect(ended.stderr).toContain('->');
  });
});
