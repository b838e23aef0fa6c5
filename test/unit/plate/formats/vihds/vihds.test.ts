import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { formatProblem } from '../../../../../shared/base/problem.ts';
import { readPlateText } from '../../../../../shared/plate/read-plate-file.ts';

const examples = new URL('../../../../../resources/examples/vi-hds/', import.meta.url);
const head =
  'Content,Colony,Well Col,Well Row,Content,Raw Data (OD) 1 - 0 h,Raw Data (OD) 2 - 0 h 11 min,EYFP,EYFP';
const hours = ',,,,,0,0.25,0,0.25';
const good = [head, hours, 'dev,c,1,A,C6=5,0.1,0.2,300,301', ',,2,A,,0.1,0.2,300,301'];
const read = (text: string | Uint8Array, format?: string) => {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  return readPlateText({ file: 'dir/plate.csv', bytes }, format === undefined ? {} : { format });
};
const readLines = (...lines: string[]) => read(`${lines.join('\n')}\n`);
const swap = (index: number, line: string) =>
  `${good.map((each, at) => (at === index ? line : each)).join('\n')}\n`;

describe('the 12 published files', () => {
  it.each([
    ['proc140916', 96, { EYFP: 100, ECFP: 100, mRFP1: 100, OD: 100 }, 0],
    ['proc140930', 96, { OD: 100, EYFP: 100, ECFP: 100, mRFP1: 100 }, 0],
    ['proc141006', 96, { OD: 100, ECFP: 100, EYFP: 100, mRFP1: 100 }, 0],
    ['proc141021', 87, { EYFP: 100, ECFP: 100, mRFP1: 100, OD: 100 }, 0],
    ['proc141023', 96, { EYFP: 100, ECFP: 100, mRFP1: 100, OD: 100 }, 0],
    ['proc141028', 72, { OD: 86, EYFP: 86, ECFP: 86, mRFP1: 86 }, 0],
    ['proc_EC10G_EtOH', 96, { ECFP: 100, EYFP: 100, mRFP1: 100, OD: 100, OD700: 100 }, 0],
    ['proc_PBadAiia_Ara_C6C12', 96, { ECFP: 136, EYFP: 136, mRFP1: 136, OD: 136, OD700: 136 }, 5],
    ['proc_PBadYFP', 96, { ECFP: 100, EYFP: 100, mRFP1: 100, OD: 100, OD700: 100 }, 0],
    ['proc_PRPR_Chlor', 96, { ECFP: 200, EYFP: 200, mRFP1: 200, OD: 200, OD700: 200 }, 0],
    ['proc_Relays_RemovedOutlier', 96, { ECFP: 99, EYFP: 99, mRFP1: 99, OD: 99, OD700: 99 }, 0],
    ['proc_degrader_RemovedDuplicates', 96, { ECFP: 135, EYFP: 135, mRFP1: 135, OD: 135, OD700: 136 }, 1],
  ])('%s: wells, signals in file order, cycles, repeated times', (name, wells, cycles, repeated) => {
    const bytes = readFileSync(new URL(`${name}.csv`, examples));
    const outcome = readPlateText({ file: `${name}.csv`, bytes });
    expect(outcome.problems.map((problem) => problem.code)).toEqual(
      Array(repeated).fill('plate.repeatedTime'),
    );
    if (!outcome.ok) throw new Error(outcome.problems.map(formatProblem).join('\n'));
    const [run] = outcome.value.runs;
    expect(run?.plate).toBe(name);
    expect(run?.wells.length).toBe(wells);
    expect(Object.entries(cycles)).toEqual(
      run?.signals.map(({ signal, time_s }) => [signal, time_s?.length]),
    );
    expect(
      run?.signals.every(({ values, tokens }) => values.every(Number.isFinite) && tokens.size === 0),
    ).toBe(true);
    // The published code rounds the file's decimal hours to float32; seconds must give the same back.
    const row = bytes.toString().split('\n')[1]?.split(',').slice(5).map(Number) ?? [];
    const again = run?.signals.flatMap(({ time_s }) =>
      Array.from(time_s ?? [], (time) => Math.fround(time / 3600)),
    );
    expect(again).toEqual(row.map(Math.fround));
  });

  it('names signal, cycle and line of a repeated time', () => {
    const bytes = readFileSync(new URL('proc_degrader_RemovedDuplicates.csv', examples));
    const [problem] = readPlateText({ file: 'd.csv', bytes }).problems;
    expect(problem?.place).toEqual({ file: 'd.csv', line: 2, where: 'signal OD700, cycle 107 (field 652)' });
  });
});

describe('what a file may hold', () => {
  it('keeps texts untrimmed, wells unpadded, values by well and cycle', () => {
    const outcome = readLines(
      head,
      hours,
      ' dev ,c, 01 , A , C6=5,0.1,0.2,300,301',
      ',,12,H,,0.3,0.4,302,1e3',
    );
    if (!outcome.ok) throw new Error('unread');
    const [run] = outcome.value.runs;
    expect(run?.wells).toEqual([
      { well: 'A1', device: ' dev ', treatment: ' C6=5', colony: 'c', line: 3 },
      { well: 'H12', device: '', treatment: '', colony: '', line: 4 },
    ]);
    expect(run?.signals.map(({ signal, values }) => [signal, ...values])).toEqual([
      ['OD', 0.1, 0.2, 0.3, 0.4],
      ['EYFP', 300, 301, 302, 1000],
    ]);
    expect(Array.from(run?.signals[0]?.time_s ?? [])).toEqual([0, 900]);
  });

  it.each([
    ['a byte order mark', `\uFEFF${good.join('\n')}\n`],
    ['CRLF', `${good.join('\r\n')}\r\n`],
    ['quoted cells', `${good.join('\n')}\n`.replaceAll(/[^,\n]+/g, '"$&"')],
    ['semicolons', `${good.join('\n')}\n`.replaceAll(';', '§').replaceAll(',', ';').replaceAll('§', ',')],
    [
      'tabs and decimal commas',
      `${good.join('\n')}\n`.replaceAll(',', '\t').replaceAll(/(\d)\.(\d)/g, '$1,$2'),
    ],
    ['blanks around every cell', `${good.join('\n')}\n`.replaceAll(',', ' , ')],
    ['empty lines and a line of separators', `${good.join('\n\n')}\n,,,,,,,,\n\n`],
    ['trailing separators on every line', `${good.map((line) => `${line},,`).join('\n')}\n`],
    ['UTF-16 with mark', Buffer.from(`\uFEFF${good.join('\n')}\n`, 'utf16le')],
  ])('reads with %s as without', (_, text) => {
    const plain = readLines(...good);
    const outcome = read(text);
    expect(outcome.problems).toEqual([]);
    if (!plain.ok || !outcome.ok) throw new Error('unread');
    expect(outcome.value.runs[0]?.signals).toEqual(plain.value.runs[0]?.signals);
    expect(outcome.value.runs[0]?.wells.map(({ well }) => well)).toEqual(['A1', 'A2']);
  });

  it('keeps what stands in place of a number and counts it once a signal', () => {
    const outcome = readLines(head, hours, 'dev,,1,A,,0.1,0.2,OVRFLW,', 'dev,,2,A,,0.1,0.2,300,OVRFLW');
    if (!outcome.ok) throw new Error('unread');
    const signal = outcome.value.runs[0]?.signals[1];
    expect(Array.from(signal?.values ?? [])).toEqual([Number.NaN, Number.NaN, 300, Number.NaN]);
    expect([...(signal?.tokens ?? [])]).toEqual([
      [0, 'OVRFLW'],
      [1, ''],
      [3, 'OVRFLW'],
    ]);
    expect(outcome.problems).toHaveLength(1);
    expect(outcome.problems[0]).toMatchObject({
      code: 'plate.noNumber',
      severity: 'warning',
      place: { file: 'dir/plate.csv', line: 3, where: 'well A1, cycle 1, signal EYFP' },
    });
    expect(outcome.problems[0]?.message).toContain(
      '3 of 4 cells of EYFP hold no number (“OVRFLW” 2, empty 1)',
    );
  });

  it('warns of a short line and reads what is there', () => {
    const outcome = read(swap(3, ',,2,A,,0.1,0.2,300'));
    if (!outcome.ok) throw new Error('unread');
    expect(outcome.problems.map(({ code, place }) => [code, place?.line])).toEqual([
      ['plate.shortRow', 4],
      ['plate.noNumber', 4],
    ]);
    expect(Array.from(outcome.value.runs[0]?.signals[1]?.values ?? [])).toEqual([300, 301, 300, Number.NaN]);
  });
});

describe('planted errors: code, line, remedy, and no value', () => {
  it.each([
    ['no bytes', '', 'plate.empty', 1],
    ['blanks only', '\uFEFF \r\n\n', 'plate.empty', 1],
    ['a PNG', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0), 'plate.notRecognised', 1],
    ['an xlsx given as text', Uint8Array.of(0x50, 0x4b, 3, 4, 0, 0, 1, 2), 'plate.binary', 1],
    ['a spec', 'data:\n  devices: [a]\n', 'plate.notRecognised', 1],
    ['another table', 'name,age\nAda,36\n', 'plate.notRecognised', 1],
    ['NUL bytes in the beginning', `${head}\n${'\0'.repeat(9)}`, 'plate.binary', 1],
    ['NUL bytes further on', `${good.join('\n')}\n\n${',\n'.repeat(4096)}\0`, 'plate.binary', 1],
    ['only a header', head, 'plate.truncated', 1],
    ['no signal', 'Content,Colony,Well Col,Well Row,Content\n,,,,x\nd,,1,A,', 'plate.noSignals', 1],
    ['no wells', `${head}\n${hours}`, 'plate.noWells', 3],
    ['no line of times', [good[0], good[2], good[3]].join('\n'), 'plate.noTimes', 2],
    ['a missing time', swap(1, ',,,,,0,,0,0.25'), 'plate.time', 2],
    ['a word for a time', swap(1, ',,,,,0,0.25,0,later'), 'plate.time', 2],
    ['a time with decimal comma', swap(1, ',,,,,0,"0,25",0,0.25'), 'plate.decimalComma', 2],
    ['time that goes back', swap(1, ',,,,,0.5,0.25,0,0.25'), 'plate.timeOrder', 2],
    ['a reading with decimal comma', swap(3, ',,2,A,,"0,1",0.2,300,301'), 'plate.decimalComma', 4],
    ['decimal commas that split cells', swap(3, ',,2,A,,0,1,0,2,300,301'), 'plate.longRow', 4],
    ['a well beyond the plate', swap(3, ',,49,A,,0.1,0.2,300,301'), 'plate.well', 4],
    ['a well without row', swap(3, ',,2,,,0.1,0.2,300,301'), 'plate.well', 4],
    ['the same well twice', swap(3, ',,01,A,,0.1,0.2,300,301'), 'plate.duplicateWell', 4],
    ['a quote left open', swap(3, ',,2,A,"C6=5,0.1,0.2,300,301'), 'plate.quote', 4],
  ])('%s', (_, text, code, line) => {
    const outcome = read(text);
    expect(outcome.ok).toBe(false);
    expect(outcome.problems.map((problem) => problem.code)).toEqual([code]);
    const [problem] = outcome.problems;
    expect(problem?.place).toMatchObject({ file: 'dir/plate.csv', line });
    expect(problem?.severity).toBe('error');
    expect(problem?.remedy ?? '').toMatch(/^\p{Lu}.+\.$/u);
  });

  it('a format that is unknown, or the wrong one by name', () => {
    expect(read(`${good.join('\n')}\n`, 'gen6').problems[0]).toMatchObject({ code: 'plate.unknownFormat' });
    expect(read(`${good.join('\n')}\n`, 'gen6').problems[0]?.remedy).toContain('vihds');
    expect(read('Time,A1\n0,1', 'vihds').problems[0]).toMatchObject({
      code: 'plate.header',
      place: { line: 1 },
    });
    expect(read(`${good.join('\n')}\n`, 'vihds').ok).toBe(true);
  });

  it('warns of a column without title that holds numbers', () => {
    const outcome = readLines(`${head},`, `${hours},`, 'dev,,1,A,,0.1,0.2,300,301,7');
    expect(outcome.problems.map(({ code, severity }) => [code, severity])).toEqual([
      ['plate.untitled', 'warning'],
    ]);
  });

  it('lists ten of many wrong lines and counts the rest', () => {
    const lines = Array.from({ length: 200 }, (_, index) => `d,,${index + 1},Q9,,1,1,1,1`);
    const outcome = readLines(head, hours, ...lines);
    expect(outcome.problems).toHaveLength(11);
    expect(outcome.problems[10]?.message).toContain('190 more');
  });
});

describe('damaged bytes', () => {
  it('never throws, and a success always has whole arrays', () => {
    const whole = readFileSync(new URL('proc141028.csv', examples)).subarray(0, 60_000);
    let state = 12345;
    const next = (below: number) => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
    for (let round = 0; round < 200; round += 1) {
      let bytes = Uint8Array.from(whole);
      if (round % 2 === 0) bytes = bytes.subarray(0, next(bytes.length));
      else
        for (let hit = 0; hit <= round % 8; hit += 1)
          bytes[next(round % 4 === 1 ? 6000 : bytes.length)] = next(256);
      const outcome = readPlateText({ file: 'damaged.csv', bytes }, { format: 'vihds' });
      if (!outcome.ok) {
        expect(outcome.problems.some(({ severity }) => severity === 'error')).toBe(true);
        continue;
      }
      for (const run of outcome.value.runs) {
        for (const { values, time_s } of run.signals) {
          expect(values.length).toBe(run.wells.length * (time_s?.length ?? 0));
        }
      }
    }
  });
});
