import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { jsonLines, run, start } from './command-line.ts';

const data = fileURLToPath(new URL('../../resources/examples/vi-hds', import.meta.url));
const library = fileURLToPath(new URL('../../resources/models', import.meta.url));

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wellspring-cli-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('usage', () => {
  const wrong: readonly (readonly [readonly string[], string])[] = [
    [[], 'wellspring read <file or folder...>'],
    [['reed'], 'Did you mean read?'],
    [['report', 'x'], 'not in this version'],
    [['predict'], 'is missing'],
    [['read'], '<file or folder...> is missing'],
    [['summary', 'a', '--jsn'], 'did you mean --json?'],
    [['read', 'a', '--jsn'], 'did you mean --json?'],
    [['evaluate', 'auto_constant'], '--input IN.json is missing'],
    [['fit'], '<spec.yaml> is missing'],
    [['fit', 'a.yaml', '--epochs', 'x'], 'whole number'],
    [['fit', 'a.yaml', '--fold', 'x'], '--fold x'],
    [['fit', 'a.yaml', '--resume'], '--resume needs the fit’s folder'],
    [['serve', '--port', 'x'], 'whole number'],
    [['serve', '--port', '70000'], '0 to 65535'],
  ];
  test.each(wrong)('%j ends with 2', async (args, told) => {
    const ended = await run(folder, ...args);
    expect([ended.code, ended.stdout]).toEqual([2, '']);
    expect(ended.stderr).toContain(told);
  });

  test('help and version go to stdout', async () => {
    expect(await run(folder, '--version')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^wellspring \d/),
    });
    expect(await run(folder, 'fit', '--help')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('--held-out'),
    });
  });
});

describe('read', () => {
  test('--json has the keys of the design in their order', async () => {
    const ended = await run(data, 'read', 'proc_EC10G_EtOH.csv', '--json');
    const lines = jsonLines(ended.stdout);
    expect(lines.map((line) => line.signal).sort()).toEqual(['ECFP', 'EYFP', 'OD', 'OD700', 'mRFP1']);
    for (const line of lines) {
      expect(Object.keys(line).join()).toBe(
        'file,format,confidence,kind,plate,signal,unit,calculated,wells,cycles,tFirst,tLast,metadata,problems',
      );
      expect(line).toMatchObject({ wells: 96, cycles: 100, tFirst: 141 });
    }
  });

  test('--csv has every reading', async () => {
    const { stdout } = await run(data, 'read', 'proc_EC10G_EtOH.csv', '--csv');
    const lines = stdout.trimEnd().split('\n');
    expect(lines[0]).toBe('plate,well,signal,cycle,time_s,value,token,calculated');
    expect(lines).toHaveLength(1 + 96 * 5 * 100);
  });

  test('ends quietly when its reader has seen enough', async () => {
    const running = start(data, 'read', 'proc_EC10G_EtOH.csv', '--csv');
    running.child.stdout.once('data', () => running.child.stdout.destroy());
    expect(await running.ended).toMatchObject({ code: 0, stderr: '' });
  });

  test.each([
    ['a file that is not there', null],
    ['an empty file', ''],
    ['a wrong file', 'data: {}\n'],
  ])('%s is a problem', async (name, text) => {
    const file = join(folder, `${name.replaceAll(' ', '-')}.csv`);
    if (text !== null) writeFileSync(file, text);
    const ended = await run(folder, 'read', file);
    expect([ended.code, ended.stdout]).toEqual([1, '']);
    expect(ended.stderr).toContain(file);
    expect(ended.stderr).toContain('->');
  });
});

describe('evaluate', () => {
  const parameters = {
    ...{ r: 0.8, K: 1.1, tlag: 0.5, rc: 0.9, a530: 0.02, a480: 0.03, drfp: 0.1, init_x: 0.002, init_rfp: 0 },
    ...{ prec_x: 100, prec_rfp: 100, prec_yfp: 100, prec_cfp: 100 },
  };
  const evaluate = async (input: unknown, model = 'auto_constant') => {
    writeFileSync(join(folder, 'in.json'), typeof input === 'string' ? input : JSON.stringify(input));
    return run(folder, 'evaluate', model, '--input', 'in.json', '--json');
  };

  test('solves on the union of the individual’s times and leaves out what needs observations', async () => {
    const individuals = [
      { times: [0, 1, 2], observations: { OD: { times: [0.5, 2], values: [0.1, null] } } },
      { times: [0, 1, 2] },
    ];
    const draws = [0, 1].map((individual) => ({ individual, parameters }));
    const ended = await evaluate({ method: 'midpoint', individuals, draws });
    expect(ended.code, ended.stderr).toBe(0);
    const { draws: out } = JSON.parse(ended.stdout);
    expect(out[0].times).toEqual([0, 0.5, 1, 2]);
    expect(out[0].states.OD).toHaveLength(4);
    expect(Object.keys(out[0].gradient).sort()).toEqual(Object.keys(parameters).sort());
    expect(out[0].logLikBySignal.mRFP1).toBe(0);
    expect(out[0].logLik).toBe(out[0].logLikBySignal.OD);
    expect(Object.keys(out[1])).toEqual(['status', 'times', 'states', 'observables']);
  });

  test('a trajectory that leaves the numbers has a status and nulls', async () => {
    const draws = [{ individual: 0, parameters: { ...parameters, rc: 1e308, drfp: 0, a530: 1e308 } }];
    const ended = await evaluate({
      times: [0, 0.5, 1],
      individuals: [{ observations: { OD: [0, 0, 0] } }],
      draws,
    });
    const [draw] = JSON.parse(ended.stdout).draws;
    expect(draw.status).toBe('notFinite');
    expect(draw.logLik).toBeNull();
    expect(ended.stdout).not.toContain('NaN');
    // Nothing of it can be used; where one of two can, that is a result.
    expect(ended.code).toBe(4);
    const some = await evaluate({
      times: [0, 0.5, 1],
      individuals: [{}],
      draws: [...draws, { individual: 0, parameters }],
    });
    expect(some.code, some.stderr).toBe(0);
  });

  test('names the model does not use are warnings, on stderr', async () => {
    const draws = [{ individual: 0, parameters: { ...parameters, nonsense: 1 } }];
    const ended = await evaluate({ times: [0, 1], individuals: [{ treatments: { C6: 1 } }], draws });
    expect(ended.code).toBe(0);
    expect(ended.stderr).toContain('nonsense');
    expect(ended.stderr).toContain('C6');
    expect(() => JSON.parse(ended.stdout)).not.toThrow();
  });

  const wrong: readonly (readonly [string, unknown, string])[] = [
    ['no JSON', '{', 'no JSON'],
    [
      'a missing parameter',
      { times: [0], individuals: [{}], draws: [{ individual: 0, parameters: { r: 1 } }] },
      'tlag',
    ],
    [
      'an individual too many',
      { times: [0], individuals: [{}], draws: [{ individual: 1, parameters }] },
      'individual 1',
    ],
    [
      'values without times',
      { times: [0, 1], individuals: [{ observations: { OD: [1] } }], draws: [] },
      'times',
    ],
    ['no times', { individuals: [{}], draws: [] }, 'no times'],
    ['an unknown method', { method: 'rk5', times: [0, 1], individuals: [{}], draws: [] }, 'rk5'],
    ['an unknown key', { time: [0, 1], individuals: [], draws: [] }, 'time'],
    [
      'a part that is not there',
      { groups: { aR: 2 }, times: [0], individuals: [{ parts: { aR: 2 } }], draws: [] },
      'aR',
    ],
  ];
  test.each(wrong)('%s is a problem', async (_, input, told) => {
    const ended = await evaluate(input);
    expect(ended.code).toBe(1);
    expect(ended.stderr).toContain(told);
    expect(ended.stderr).toContain('->');
  });

  test('a typo in a model file is told with line and caret', async () => {
    const text = readFileSync(join(library, 'auto_constant', 'auto_constant.model'), 'utf8');
    writeFileSync(join(folder, 'typo.model'), text.replace(/sigmoid/, 'sigmod'));
    const ended = await evaluate({ times: [0], individuals: [], draws: [] }, 'typo.model');
    expect(ended.code).toBe(1);
    expect(ended.stderr).toMatch(/typo\.model:\d+:\d+: error: .*sigmod/);
    expect(ended.stderr).toContain('^');
  });
});
