import { describe, expect, it } from 'vitest';
import { applyLayout, plateLayouts, platesMeant } from '../../../../shared/plate/layout/apply-layout.ts';
import type { Layout } from '../../../../shared/plate/layout/layout.ts';
import type { PlateRun, PlateWell } from '../../../../shared/plate/plate-run.ts';

const well = (name: string, line: number): PlateWell => ({
  ...{ well: name, device: 'old', treatment: 'C6=1', colony: '', line },
});
const run: PlateRun = { plate: 'p1', wells: [well('A1', 3), well('A2', 4)], signals: [] };

describe('applyLayout', () => {
  it('says of wells what the layout says, and leaves the rest as it was', () => {
    const layout: Layout = {
      plate: null,
      wells: [
        {
          well: 'A1',
          device: 'wt',
          treatments: [{ name: 'C6', value: 5, unit: 'nM', time_s: 7200 }],
          role: 'control',
          biological: '1',
          technical: '2',
          excluded: 'a bubble',
          factors: { medium: 'M9' },
        },
      ],
    };
    const [first, second] = applyLayout(run, layout).wells;
    expect(first).toEqual({
      ...{ well: 'A1', device: 'wt', treatment: 'C6=5 nM @ 2 h', colony: '', line: 3 },
      ...{ role: 'control', biological: '1', technical: '2', excluded: 'a bubble' },
      treatments: [{ name: 'C6', value: 5, unit: 'nM', time_s: 7200 }],
      factors: { medium: 'M9' },
    });
    expect(second).toBe(run.wells[1]);
  });

  it('uses a well again that was excluded before, and clears what was added', () => {
    const excluded = { ...run, wells: [{ ...well('A1', 3), excluded: 'a bubble', factors: { day: '1' } }] };
    const layout: Layout = { plate: null, wells: [{ well: 'A1', excluded: '', treatments: [] }] };
    expect(applyLayout(excluded, layout).wells[0]).toEqual({
      ...{ well: 'A1', device: 'old', treatment: '', treatments: [], colony: '', line: 3 },
      factors: { day: '1' },
    });
  });
});

describe('plateLayouts', () => {
  const plates = ['p1', 'day2:Plate 1', 'day2:Plate 2'].map((plate) => ({ plate, wells: run.wells }));
  const of = (plate: string | null, ...wells: string[]): Layout => ({
    plate,
    wells: wells.map((name) => ({ well: name, device: 'wt' })),
  });

  it('gives each plate its own layout, else the common one', () => {
    const { laid, problems } = plateLayouts(plates, [of(null, 'A1'), of('p1', 'A2')], 'l.csv');
    expect(problems).toEqual([]);
    expect(laid.map(({ plate, layout }) => [plate, layout.plate, layout.wells[0]?.well])).toEqual([
      ['p1', 'p1', 'A2'],
      ['day2:Plate 1', 'day2:Plate 1', 'A1'],
      ['day2:Plate 2', 'day2:Plate 2', 'A1'],
    ]);
  });

  it('tells plates that are not there, wells that a plate lacks, and two layouts of one plate', () => {
    const codes = (...layouts: Layout[]) =>
      plateLayouts(plates, layouts, 'l.csv').problems.map(({ code, severity }) => [code, severity]);
    expect(codes(of('p3', 'A1'))).toEqual([['layout.noPlate', 'error']]);
    expect(codes(of('p3', 'A1'), of('p1', 'A1'))).toEqual([['layout.noPlate', 'warning']]);
    expect(codes(of('p1', 'A1', 'B7'))).toEqual([['layout.noWell', 'warning']]);
    expect(codes(of('p1', 'B7'))).toEqual([['layout.noWell', 'error']]);
    expect(codes(of('p1', 'A1'), of('P1.csv', 'A2'))).toEqual([['layout.twice', 'error']]);
    expect(codes(of(null, 'A1'), of(null, 'A2'))).toEqual([['layout.twice', 'error']]);
    const [problem] = plateLayouts(plates, [of('p3', 'A1')], 'l.csv').problems;
    expect(problem?.remedy).toContain('“day2:Plate 1”');
  });
});

it.each([
  ['p1', ['p1']],
  ['P1', ['p1']],
  ['p1.csv', ['p1']],
  ['day2:plate 1', ['day2:Plate 1']],
  ['day2.xlsx:Plate 1', ['day2:Plate 1']],
  ['Plate 1', ['day2:Plate 1', 'day3:Plate 1']],
  ['2', ['day2:Plate 2']],
  ['plate2', ['day2:Plate 2']],
  ['p', []],
])('%s means %j', (name, meant) => {
  expect(platesMeant(name, ['p1', 'day2:Plate 1', 'day2:Plate 2', 'day3:Plate 1'])).toEqual(meant);
});
