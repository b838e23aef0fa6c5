import { readFileSync } from 'node:fs';
import { expect, it, test } from 'vitest';
import { findFlags } from '../../../../shared/experiment/quality/find-flags.ts';
import type { PlateRun } from '../../../../shared/plate/plate-run.ts';
import { readPlateFile } from '../../../../shared/plate/read-plate-file.ts';

const exported = new URL('../../../exports/', import.meta.url);

/** Of every flag of that kind: which wells, and what is said. */
function jumps(runs: readonly PlateRun[]): readonly string[] {
  return findFlags(runs.map((run) => ({ plate: run.plate, run, corrected: run })))
    .filter(({ kind }) => kind === 'jump')
    .map(({ reason }) => reason);
}

async function jumpsIn(file: string): Promise<readonly string[]> {
  const read = await readPlateFile({ file, bytes: readFileSync(new URL(file, exported)) });
  return read.ok ? jumps(read.value.runs) : ['not read'];
}

it('growth of a VICTOR plate that is read twice an hour has no leap, early or late', async () => {
  expect(await jumpsIn('perkinelmer_victorx3_list.txt')).toEqual([]);
});

// Each looked at in its readings: 24770, 41180, 42390; 0.144, 0.097, 0.097; 0.143, 0.211, 0.144.
test.each([
  ['tecan_icontrol_3labels_wells_as_rows.xlsx', /Red leaps up at 7.9 h by \d+ % in E4 and stays there/],
  [
    'biotek_gen5_384well_split_blocks_utf8bom.csv',
    /OD600_2:600 falls at 0.33 h by \d+ % in 357 of 384 wells/,
  ],
  ['bmg_clariostar_mars_abs_rows.xlsx', /leaps up at 5.1 h by \d+ % in E4/],
  ['wide_stacked_blocks_from_victor.xlsx', /OD600:600 falls at 1.1 h by .* in 26 of 96 wells at once/],
  ['moldev_spectramax_id3_kinetic.xml', /265 nm\/- falls at 0.0083 h by \d+ % in 22 of 96 wells/],
] as const)('the leap in %s is still one', async (file, words) => {
  expect(await jumpsIn(file)).toContainEqual(expect.stringMatching(words));
});

test('how far a leap goes is told without the growth that goes on meanwhile', async () => {
  const told = await jumpsIn('agilent_logphase600_4plates.xlsx');
  // 0.278, 0.291, 0.304: a hundredth more than the changes before and after.
  expect(told.filter((reason) => /leaps up at 11.7 h by 1\.\d %/.test(reason))).toHaveLength(2);
});

/** Wells of one exponential growth each, with a step of all of them at a cycle. */
function growing(doubling_h: number, leap: number): PlateRun {
  const cycles = 30;
  const wells = Array.from({ length: 96 }, (_, n) => ({
    ...{
      well: `${'ABCDEFGH'[n % 8]}${1 + Math.floor(n / 8)}`,
      device: '',
      treatment: '',
      colony: '',
      line: n + 1,
    },
  }));
  const time_s = Float64Array.from({ length: cycles }, (_, n) => 1800 * n);
  const values = Float64Array.from({ length: 96 * cycles }, (_, at) => {
    const [well, cycle] = [Math.floor(at / cycles), at % cycles];
    const level = 0.05 + 0.002 * 2 ** ((cycle * 0.5) / (doubling_h * (1 + 0.1 * Math.sin(well))));
    return Math.round(1000 * (level + (cycle >= 15 ? leap : 0) + 4e-4 * Math.sin(97 * at))) / 1000;
  });
  const signal = { signal: 'OD', unit: null, calculated: false, time_s, values, tokens: new Map() };
  return { plate: 'p', wells, signals: [signal] };
}

test.each([1.4, 2, 3])(
  'exponential growth that doubles in %d h, read each half hour, has no leap',
  (doubling) => {
    expect(jumps([growing(doubling, 0)])).toEqual([]);
  },
);

test.each([2, 3])('a step in growth that doubles in %d h is one, and stays', (doubling) => {
  expect(jumps([growing(doubling, 0.05)])).toEqual([
    expect.stringMatching(/leaps up at 7.5 h by \d+ % in 9\d of 96 wells at once and stays there/),
  ]);
});
