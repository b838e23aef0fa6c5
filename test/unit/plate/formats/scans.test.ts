import { expect, test } from 'vitest';
import { readPlateText } from '../../../../shared/plate/read-plate-file.ts';

const gen5 = `Software Version\t3.12.08

Experiment File Path:\tx.xpt
Plate Number\tPlate 1
Reader Type:\tSynergy H1

Scan:600

X Read #\tY Read #\tA1\tA2
0\t0\t0.10\t0.20
0\t1\t0.11\t0.21
1\t0\t0.12\t0.22
1\t1\t0.13\t0.23

`;

const softmax = `##BLOCKS= 1
Plate:\tP1\t1.3\tTimeFormat\tWell Scan\tAbsorbance\tRaw\tFALSE\t1\t\t\t\t\t\t1\t600 \t1\t12\t96\t1\t8\t\t
\tTemperature(C)\tA1\tA2
\t37\t0.1\t0.2
\t37\t0.3\t0.4
\t37\t0.5\t0.6

~End
`;

const kaleido = `EnSight Results from

Result for Fluorescence 1
Barcode,Repeat,Loop no,Well scan x,Well scan y,
P1,1,,1,1,

,1,2
A,10,11
B,12,13

Barcode,Repeat,Loop no,Well scan x,Well scan y,
P1,1,,2,1,

,1,2
A,20,21
B,22,23

Measurement Information
`;

test.each([
  [
    'gen5',
    gen5,
    { signal: 'Scan:600', wells: 2, points: 4 },
    [['Scan:600', 'scan', [0.1, 0.11, 0.12, 0.13, 0.2, 0.21, 0.22, 0.23]]],
  ],
  [
    'softmax',
    softmax,
    { signal: 'Absorbance 600', wells: 2, points: 3 },
    [['Absorbance 600', 'scan', [0.1, 0.3, 0.5, 0.2, 0.4, 0.6]]],
  ],
  [
    'kaleido',
    kaleido,
    { signal: 'Fluorescence 1', wells: 4, points: 2 },
    [
      ['Fluorescence 1 point 1;1', 'endpoint', [10, 11, 12, 13]],
      ['Fluorescence 1 point 2;1', 'endpoint', [20, 21, 22, 23]],
    ],
  ],
] as const)(
  'a scan of %s is listed, and read where it is asked for; no point is a time',
  (format, text, listed, read) => {
    const source = { file: 'scan.txt', bytes: Buffer.from(text) };
    const without = readPlateText(source);
    if (!without.ok) throw new Error(JSON.stringify(without.problems));
    expect(without.value.format).toBe(format);
    expect(without.value.runs[0]?.signals).toEqual([]);
    expect(without.value.runs[0]?.scans).toEqual([listed]);
    const whole = readPlateText(source, { scans: true });
    if (!whole.ok) throw new Error(JSON.stringify(whole.problems));
    const [run] = whole.value.runs;
    expect(run?.signals.map(({ signal, kind, values }) => [signal, kind, [...values]])).toEqual(read);
    expect(run?.signals.every(({ time_s }) => time_s === null)).toBe(true);
  },
);
