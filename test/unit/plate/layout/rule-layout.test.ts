import { describe, expect, it } from 'vitest';
import type { LayoutWell } from '../../../../shared/plate/layout/layout.ts';
import { layoutByRules } from '../../../../shared/plate/layout/rule-layout.ts';
import { parsePlateSize } from '../../../../shared/plate/layout/well-range.ts';

const plate96 = { rows: 8, columns: 12 };

function laid(...rules: string[]): ReadonlyMap<string, LayoutWell> {
  const outcome = layoutByRules(rules, plate96);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
  expect(outcome.value).toHaveLength(1);
  expect(outcome.value[0]?.plate).toBeNull();
  return new Map(outcome.value[0]?.wells.map((well) => [well.well, well]));
}

function doses(wells: ReadonlyMap<string, LayoutWell>): Readonly<Record<string, number | undefined>> {
  return Object.fromEntries([...wells].map(([well, { treatments }]) => [well, treatments?.[0]?.value]));
}

describe('a dilution series', () => {
  it('falls across each row, to nothing in the last well', () => {
    const wells = laid('C6 from 25000 nM, 1:3, across, last is 0, in A1:B4');
    expect(doses(wells)).toEqual({
      ...{ A1: 25000, A2: 8333.33333333, A3: 2777.77777778, A4: 0 },
      ...{ B1: 25000, B2: 8333.33333333, B3: 2777.77777778, B4: 0 },
    });
    expect(wells.get('A1')?.treatments?.[0]).toMatchObject({ name: 'C6', unit: 'nM', time_s: 0 });
  });

  it('falls down each column', () => {
    expect(doses(laid('aTc from 8 ng/mL, 2-fold, down, in A1:C2'))).toEqual({
      ...{ A1: 8, A2: 8, B1: 4, B2: 4, C1: 2, C2: 2 },
    });
  });

  it('is one in each range, and one over wells named one by one', () => {
    expect(doses(laid('C6 from 9 nM, 1:3, in A1-A2,C1-C2'))).toEqual({ A1: 9, A2: 3, C1: 9, C2: 3 });
    expect(doses(laid('C6 from 9 nM, 1:3, in A1,C5,B2'))).toEqual({ A1: 9, C5: 3, B2: 1 });
  });

  it('covers the whole plate where no wells are named, and may be added later', () => {
    const wells = laid('C6 from 4096 uM, 1:2, across, @ 2 h');
    expect(wells.size).toBe(96);
    expect(wells.get('H12')?.treatments).toEqual([{ name: 'C6', value: 2, unit: 'uM', time_s: 7200 }]);
  });
});

describe('what is wrong with a rule', () => {
  const problems = (rule: string) => layoutByRules([rule], plate96).problems;

  it('is told once, however many wells it is of', () => {
    expect(problems('blank = perhaps in all').length).toBe(1);
    expect(problems('role = perhaps in rows A-D').length).toBe(1);
  });

  it.each(['blank in bogus 12', 'control in somewhere'])('is that its wells are none: %s', (rule) => {
    const [problem, ...more] = problems(rule);
    expect(more).toEqual([]);
    expect(problem?.code).toBe('layout.rule');
  });
});

describe('rules that lack a comma, or are German', () => {
  it.each([
    'IPTG from 1 mM 1:2 across in A1:A3',
    'IPTG from 1 mM, 1:2 across in A1:A3',
    'IPTG from 1 mM 1:2, across in A1:A3',
    'IPTG from 1 mM 2-fold in A1 bis A3',
  ])('%s', (rule) => {
    expect(doses(laid(rule))).toEqual({ A1: 1, A2: 0.5, A3: 0.25 });
  });

  it.each([
    ['blank in spalte 12', 8],
    ['blank in Spalten 1 bis 3', 24],
    ['blank in zeile A', 12],
    ['blank in Zeilen A und C', 24],
    ['blank in rows A and C', 24],
    ['blank in columns 1 and 3', 16],
    ['leer in allen', 96],
  ])('%s', (rule, count) => {
    expect(laid(rule).size).toBe(count);
  });
});

describe('other rules', () => {
  it('say one thing of many wells; what a later one says of a well wins', () => {
    const wells = laid(
      'device = R33 in rows A-B',
      'column 12: device = R100',
      'medium = M9 in all',
      'blank in H1:H2',
      'exclude A1 because a bubble',
      'C6 from 9 nM, 1:3, in A1:A3',
      'C6 = 0 in A3',
      'Ara = 5 nM @ 2 h in A1',
    );
    expect(wells.get('A1')).toEqual({
      well: 'A1',
      device: 'R33',
      treatments: [
        { name: 'C6', value: 9, unit: 'nM', time_s: 0 },
        { name: 'Ara', value: 5, unit: 'nM', time_s: 7200 },
      ],
      excluded: 'a bubble',
      factors: { medium: 'M9' },
    });
    expect(wells.get('A3')?.treatments).toEqual([{ name: 'C6', value: 0, unit: null, time_s: 0 }]);
    expect(wells.get('B12')?.device).toBe('R100');
    expect(wells.get('H2')).toEqual({ well: 'H2', role: 'blank', factors: { medium: 'M9' } });
    expect(wells.get('G1')).toEqual({ well: 'G1', factors: { medium: 'M9' } });
  });

  it('take a device whose name looks like a well', () => {
    expect([...laid('device = C6 in A1,A2').values()]).toEqual([
      { well: 'A1', device: 'C6' },
      { well: 'A2', device: 'C6' },
    ]);
  });

  it.each([
    ['nonsense', /says nothing of wells/],
    ['C6 from 25000 nM, across', /by how much/],
    ['C6 from 25000 nM, 1:3, sideways', /“sideways”/],
    ['C6 from 0 nM, 1:3', /no dose to begin with/],
    ['C6 = -5 nM in A1', /below 0/],
    ['device = x in A1:P24', /not on a plate of 8 x 12/],
    ['role = lead in A1', /no role “lead”/],
  ])('%s is refused with a way out', (rule, message) => {
    const outcome = layoutByRules([rule], plate96);
    expect(outcome.ok).toBe(false);
    expect(outcome.problems[0]?.message).toMatch(message);
    expect(outcome.problems[0]?.remedy).toBeDefined();
    expect(outcome.problems[0]?.place?.where).toContain('--rule');
  });

  it.each([
    ['blank in colum 12', /“colum 12” is not understood/, 'Did you mean “column 12”?'],
    ['device = R33 in rwo A', /“rwo A” is not understood/, 'Did you mean “row A”?'],
    ['IPTG 1 mM in row A', /says nothing of wells/, 'write “IPTG = 1 mM in row A”'],
  ])('%s says what was likely meant', (rule, message, remedy) => {
    const [problem] = layoutByRules([rule], plate96).problems;
    expect(problem?.message).toMatch(message);
    expect(problem?.remedy).toContain(remedy);
  });

  it('keep a value that speaks of a place', () => {
    expect(laid('medium = grown in LB in A1').get('A1')?.factors).toEqual({ medium: 'grown in LB' });
  });
});

it.each([
  ['96', { rows: 8, columns: 12 }],
  ['384', { rows: 16, columns: 24 }],
  ['6x8', { rows: 6, columns: 8 }],
  ['97', null],
  ['33x2', null],
])('a plate of %s', (text, size) => expect(parsePlateSize(text)).toEqual(size));
