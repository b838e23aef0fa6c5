import { describe, expect, it } from 'vitest';
import { csvTable } from '../../../../main/store/csv.ts';
import type { Layout, LayoutWell } from '../../../../shared/plate/layout/layout.ts';
import { wellRoles } from '../../../../shared/plate/layout/layout.ts';
import { readLayoutText } from '../../../../shared/plate/layout/read-layout.ts';
import { writeLayout } from '../../../../shared/plate/layout/write-layout.ts';
import type { Treatment } from '../../../../shared/plate/treatment.ts';
import { randomIntegers } from '../../../helpers/random-integers.ts';

function readBack(layouts: readonly Layout[]): readonly Layout[] {
  const { headings, lines } = writeLayout(layouts);
  const text = [...csvTable(headings, lines)].join('');
  const outcome = readLayoutText({ file: 'l.csv', bytes: Buffer.from(text) });
  if (!outcome.ok) throw new Error(`${JSON.stringify(outcome.problems)}\n${text}`);
  return outcome.value.layouts;
}

/** Doses of a well are a set. */
function sorted(layouts: readonly Layout[]): readonly Layout[] {
  const key = ({ name, time_s }: Treatment) => `${name} ${time_s}`;
  return layouts.map((layout) => ({
    ...layout,
    wells: layout.wells.map((well) =>
      well.treatments === undefined
        ? well
        : { ...well, treatments: [...well.treatments].sort((a, b) => (key(a) < key(b) ? -1 : 1)) },
    ),
  }));
}

const names = [
  'C6',
  'Ara',
  'day',
  'role',
  'a;b',
  'x=y',
  'IPTG (fresh)',
  'well',
  '0,5',
  'é µ "q"',
  'C6 @ 2 h',
  'value',
];
const texts = ['wt', 'lux 2', '0,5', '1', 'yes', 'x;A1', 'line\nbreak', '"', 'none', '1.234', 'A1', '=2+3'];
const values = [0, 1, 0.5, 25000 / 3, 1e-10, 1e21, 1.234, 12.345, 1000];
const times = [0, 7200, 1800, 90, 0.1];

function randomLayouts(seed: number): readonly Layout[] {
  const draw = randomIntegers(seed);
  const pick = <T>(list: readonly T[]): T => list[draw(list.length)] as T;
  const maybe = <T>(make: () => T): T | undefined => (draw(3) === 0 ? make() : undefined);
  const unitOf = new Map(names.map((name) => [name, pick([null, 'nM', 'µg/mL', '% w/v'])]));
  const partOf = new Map(texts.map((device) => [device, draw(2) === 0 ? '' : `${device}'s`]));
  const withParts = draw(2) === 0;
  const well = (row: number): LayoutWell => {
    const treatments = maybe(() => {
      const list: Treatment[] = [];
      for (let n = draw(4); n > 0; n--) {
        const name = pick(names);
        const time_s = pick(times);
        if (list.some((one) => one.name === name && one.time_s === time_s)) continue;
        list.push({ name, value: pick(values), unit: unitOf.get(name) ?? null, time_s });
      }
      return list;
    });
    const factors = Object.fromEntries(names.flatMap((name) => (draw(6) === 0 ? [[name, pick(texts)]] : [])));
    const said = {
      device: maybe(() => pick(texts)),
      treatments,
      role: maybe(() => pick(wellRoles)),
      biological: maybe(() => pick(texts)),
      technical: maybe(() => pick(texts)),
      excluded: maybe(() => pick(['', 'a bubble', 'no', ...texts])),
      factors: Object.keys(factors).length === 0 ? undefined : factors,
    };
    const stated = Object.entries(said).filter(([, value]) => value !== undefined);
    return { well: `${'ABCDEFGH'[row % 8]}${1 + Math.floor(row / 8)}`, ...Object.fromEntries(stated) };
  };
  const plates = pick([[null], ['p1', 'p2'], [null, 'run:Plate 1']]);
  return plates.map((plate): Layout => {
    const wells = Array.from({ length: 1 + draw(12) }, (_, row) => well(row));
    const devices = [...new Set(wells.flatMap(({ device }) => (device === undefined ? [] : [device])))];
    const parts = Object.fromEntries(devices.map((device) => [device, { aR: partOf.get(device) ?? '' }]));
    return { plate, wells, ...(withParts && devices.length > 0 && { parts }) };
  });
}

describe('writeLayout', () => {
  it('writes a column for each treatment under headings that people would write', () => {
    const wells: LayoutWell[] = [
      { well: 'A1', device: 'wt', treatments: [{ name: 'C6', value: 5, unit: 'nM', time_s: 0 }] },
      { well: 'A2', device: 'wt', treatments: [{ name: 'Ara', value: 2, unit: null, time_s: 7200 }] },
      { well: 'A3', role: 'blank', factors: { medium: 'M9', dye: '3' } },
    ];
    expect(writeLayout([{ plate: null, wells }])).toEqual({
      headings: ['well', 'device', 'C6 (nM)', 'Ara @ 2 h', 'role', 'medium', 'factor:dye'],
      lines: [
        ['A1', 'wt', '5', null, null, null, null],
        ['A2', 'wt', null, '2', null, null, null],
        ['A3', null, null, null, 'blank', 'M9', '3'],
      ],
    });
  });

  it('is read back the same, whatever names and texts it holds', () => {
    for (let seed = 1; seed <= 120; seed++) {
      const layouts = randomLayouts(seed);
      expect(sorted(readBack(layouts)), `seed ${seed}`).toEqual(sorted(layouts));
    }
  });

  it('gives the same with semicolons and decimal commas', () => {
    for (let seed = 1; seed <= 100; seed++) {
      const draw = randomIntegers(seed);
      const wells = Array.from({ length: 3 + draw(9) }, (_, n): LayoutWell => {
        const value = (1 + draw(10_000_000)) / 10 ** draw(7);
        return {
          well: `A${n + 1}`,
          device: 'wt',
          treatments: [{ name: 'C6', value, unit: 'nM', time_s: 0 }],
        };
      });
      const { headings, lines } = writeLayout([{ plate: null, wells }]);
      const rows = [headings, ...lines].map((row) =>
        row.map((cell) => (cell ?? '').replace('.', ',')).join(';'),
      );
      const outcome = readLayoutText({ file: 'l.csv', bytes: Buffer.from(rows.join('\n')) });
      expect(outcome.ok && outcome.value.layouts, `seed ${seed}`).toEqual([{ plate: null, wells }]);
    }
  });
});
