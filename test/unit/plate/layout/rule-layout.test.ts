import { describe, expect, it } from 'vitest';
import type { LayoutWell } from '../../../../shared/plate/layout/layout.ts';
import { layoutByRules } from '../../../../shared/plate/layout/rule-layout.ts';
import { parsePlateSize } from '../../../../shared/plate/layout/well-range.ts';

const plate96 = { rows: 8, columns: 12 };

function laid(...rules: string[]): ReadonlyMap<string, LayoutWell> {
  const outcome = layoutByRules(rules, plate96);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
  const { layouts } = outcome.value;
  expect(layouts).toHaveLength(1);
  expect(layouts[0]?.plate).toBeNull();
  return new Map(layouts[0]?.wells.map((well) => [well.well, well]));
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
    expect(laid('medium = grown in M9 in A1').get('A1')?.factors).toEqual({ medium: 'grown in M9' });
    expect(laid('strain = E. coli K12 in A1').get('A1')?.device).toBe('E. coli K12');
    expect(laid('device = "R33 A1" in B1')).toEqual(new Map([['B1', { well: 'B1', device: 'R33 A1' }]]));
  });
});

/** Wells of a rule, in the order of the plate. */
function wellsOf(rule: string): string {
  return [...laid(rule).keys()].join(' ');
}

describe('all of a rule is used up', () => {
  it.each([
    // Wells that nothing leads to, or that are left over.
    ['C6 = 5 nM, A1:A6', /“A1:A6” stands within/, '“C6 = 5 nM in A1:A6”'],
    ['C6 = 5 nM A1:A6', /“A1:A6” stands within/, '“C6 = 5 nM in A1:A6”'],
    ['C6 = 5 nM rows A-D', /“rows A-D” stands within/, '“C6 = 5 nM in rows A-D”'],
    ['C6 = 5 nM to A1', /“A1” stands within/, '“C6 = 5 nM in A1”'],
    ['device = R33 A1:D12', /“A1:D12” stands within/, 'device = "R33 A1:D12" in all'],
    ['device = R33, rows A-D', /“rows A-D” stands within/, '“device = R33 in rows A-D”'],
    ['device = R33 A1', /“A1” stands within/, '“device = R33 in A1”'],
    ['device = wt in the first row', /“in the first row” stands within/, 'row A'],
    ['device = wt in A1/A3', /“\/A3” is left over/, 'commas'],
    ['device = wt in row A not A1', /“not A1” is left over/, 'later rule'],
    ['device = wt in A1 in B1', /wells twice, “A1” and “B1”/, 'in A1,B1'],
    ['device = wt in A100', /no wells “A100”/, 'A1:H12'],
    ['device = wt in column 0', /no wells “column 0”/, 'column 12'],
    ['blank in row H columns 1-3', /“columns 1-3” is left over/, 'H1:H3'],
    ['blank in A1:H1 except A3', /“except A3” is left over/, 'later rule'],
    ['blank in all but A1', /“but A1” is left over/, 'later rule'],
    ['blank H12 bubble', /“bubble” is left over/, 'commas'],
    ['control in column 12 of plate 2', /“of plate 2” is left over/, 'commas'],
    ['exclude row A bubble', /“bubble” is left over/, '“exclude row A because bubble”'],
    ['exclude', /does not say which wells/, 'exclude all'],
    ['exclude everything', /“everything” is not understood/, 'exclude all'],
    // Names that are none.
    ['A1 = wt', /“A1” names wells/, '“device = wt in A1”'],
    ['A1:A3 = blank', /“A1:A3” names wells/, '“blank in A1:A3”'],
    ['C6 = high in A1', /“C6” names wells/, 'factor:C6 = high'],
    ['plate = 2 in A1', /says nothing of a plate/, 'in A1:D12'],
    ['well = A1 in B1', /says nothing of a well/, 'in A1:D12'],
    ['dose = 5 nM in A1', /does not say of what/, 'IPTG = 5 nM'],
    ['C6 and Ara = 5 nM in A1', /no name of one treatment/, 'rule of its own'],
    // Several things in one rule.
    ['device = wt, medium = M9 in A1', /more than one thing/, 'rule of its own'],
    ['device = wt; blank in H12', /more than one thing/, 'rule of its own'],
    ['C6 = 5 nM in A1, Ara = 2 % in A2', /wells twice/, 'rule of its own'],
    ['device = wt in A1 and Ara = 2 %', /“and Ara = 2 %” is left over/, 'one thing'],
    ['device = "wt in A1', /never closed/, 'Close it'],
    // Numbers and units.
    ['C6 = five nM', /“five nM” where a dose must stand/, 'number'],
    ['C6 = 10^-9 M', /no unit/, '1e-9'],
    ['C6 = 1/2 nM', /no unit/, '0.5'],
    ['C6 = 5 - 10 nM in A1', /no unit/, 'number'],
    ['C6 = 5 nM and Ara 2 % in A1', /“nM and Ara 2 %” after its number/, 'unit'],
    ['C6 = 5 foo in A1', /“foo” is no unit of doses/, 'C6 (foo) = 5'],
    ['medium = 2xYT in A1', /“xYT” is no unit of doses/, 'factor:medium = 2xYT'],
    ['C6 = 5 nM in A1 2 h', /no unit/, '@ 2 h'],
    ['C6 = 5 nM in A1 @ 2', /the time “2”/, '@ 2 h'],
    ['C6 (nM) = 5 uM in A1', /two units, nM and uM/, 'C6 = 5 uM'],
    ['C6 (nM) @ 1 h = 5 @ 2 h in A1', /two times, 1 h and 2 h/, 'State one'],
    ['C6 = 1,000 nM', /may be 1.000 or 1000/, '--decimal'],
    ['C6 = 10.000 nM', /may be 10.000 or 10000/, '--decimal'],
    ['C6 from 1,000 nM, 1:3 in A1:A3', /may be 1.000 or 1000/, '--decimal'],
    ['treatment = C6=10.000 in A1', /may be 10.000 or 10000/, '--decimal'],
    ['C6 = 5 nM, 1:3 in A1:A3', /as a dilution series does/, '“C6 from 5 nM, 1:3”'],
    // Series.
    ['C6 from 25000 nM to 10 nM, 1:3 in A1:A12', /“25000 nM to 10 nM” is no dose/, 'from 25000 nM, 1:3'],
    ['C6 from 9 foo, 1:3 in A1:A3', /“foo” is no unit/, 'C6 (foo) = 9'],
    ['C6 from high, 1:3 in A1:A3', /“high” is no dose to begin with/, 'from 25000 nM'],
    ['C6 from 9 nM, 1:3, 1:2 in A1:A3', /“1:2” says again/, 'once'],
    ['C6 from 9 nM, 1:3, across, down in A1:A3', /“down” says again/, 'once'],
    ['C6 from 9 nM, 1:1 in A1:A3', /a dilution by 1/, 'above 1'],
    ['C6 from 9 nM, 1:3 in A1:H1', /across has one well alone/, 'Write down'],
    ['C6 from 9 nM, 1:3, down in row A', /down has one well alone/, 'Write across'],
    ['C6 from 9 nM, 1:3 in A1,A2,A1', /A1 has two doses/, 'once'],
    // What is nearly right.
    ['C6: 5 nM in A1', /says nothing of wells/, '“C6 = 5 nM in A1”'],
    ['5 nM of IPTG in A1', /says nothing of wells/, '“IPTG = 5 nM in A1”'],
    ['exclude colum 3', /“colum 3” is not understood/, '“column 3”'],
    ['blank = perhaps in A1:A9', /neither yes nor no/, 'blank in H1:H12'],
  ])('%s is refused', (rule, message, remedy) => {
    const outcome = layoutByRules([rule], plate96);
    expect(outcome.ok).toBe(false);
    expect(outcome.problems).toHaveLength(1);
    expect(outcome.problems[0]?.message).toMatch(message);
    expect(outcome.problems[0]?.remedy).toContain(remedy);
  });

  it.each([
    ['exclude A1 because of a bubble in B7', 'A1'],
    ['A1: exclude because B7 leaked', 'A1'],
    ['exclude = a bubble in A1', 'A1'],
    ['exclude A1 B7', 'A1 B7'],
    ['omit A1,B7', 'A1 B7'],
    ['blank A1 A2', 'A1 A2'],
    ['negative control A1', 'A1'],
    ['device in A1 = wt', 'A1'],
    ['device wt in A1', 'A1'],
    ['device = wt for A1', 'A1'],
    ['device = wt in rows A, C', laidRow('A', 'C')],
    ['rows A and C: device = wt', laidRow('A', 'C')],
    ['device = wt in A1-3', 'A1 A2 A3'],
    ['device = wt in A1:3', 'A1 A2 A3'],
    ['device = wt in a1..a3', 'A1 A2 A3'],
    ['device = wt in A1 to A3 and B1', 'A1 A2 A3 B1'],
    ['blank in spalte 12', 'A12 B12 C12 D12 E12 F12 G12 H12'],
    ['blank in spalten 12', 'A12 B12 C12 D12 E12 F12 G12 H12'],
    ['device = wt in zeilen A bis A', laidRow('A')],
  ])('%s speaks of %s', (rule, wells) => expect(wellsOf(rule)).toBe(wells));

  it.each([
    ['C6 = 1 000 nM in A1', { A1: 1000 }],
    ['C6 = 12,5 nM in A1', { A1: 12.5 }],
    ['C6 = 3.125 nM in A1', { A1: 3.125 }],
    ['C6 in A1 = 1e-9 M', { A1: 1e-9 }],
    ['C6 from 25 000 nM, 1:10, across, in A1:A3', { A1: 25000, A2: 2500, A3: 250 }],
    ['C6 from 100 nM,1:10 in A1:A3', { A1: 100, A2: 10, A3: 1 }],
    ['C6 from 100,1:10 in A1:A3', { A1: 100, A2: 10, A3: 1 }],
    ['C6 from 1 mM 1:2 across in A1:A3', { A1: 1, A2: 0.5, A3: 0.25 }],
    ['C6 in A1:A3 from 5 nM, 1:2,5', { A1: 5, A2: 2, A3: 0.8 }],
    ['C6 from 9 nM, 1:3, in A3:A1', { A1: 1, A2: 3, A3: 9 }],
    ['C6 from 9 nM, down, in C1:A1, 1:3', { A1: 1, B1: 3, C1: 9 }],
    [
      'C6 from 128 nM, down, in column 1, 1:2',
      { A1: 128, B1: 64, C1: 32, D1: 16, E1: 8, F1: 4, G1: 2, H1: 1 },
    ],
  ])('%s gives these doses', (rule, values) => expect(doses(laid(rule))).toEqual(values));

  it.each([
    'C6 = 5 nM @ 2 h in A1',
    'C6 = 5 nM at 2 h in A1',
    'C6 = 5 nM in A1 after 2 h',
    'A1: C6 = 5nM@2h',
  ])('%s is added after two hours', (rule) =>
    expect(laid(rule).get('A1')?.treatments).toEqual([{ name: 'C6', value: 5, unit: 'nM', time_s: 7200 }]),
  );

  it('reads numbers as it is told', () => {
    const value = (rule: string, decimal: 'comma' | 'point') => {
      const outcome = layoutByRules([rule], plate96, decimal);
      return outcome.ok ? outcome.value.layouts[0]?.wells[0]?.treatments?.[0]?.value : null;
    };
    expect(value('C6 = 1,000 nM in A1', 'comma')).toBe(1);
    expect(value('C6 = 1,000 nM in A1', 'point')).toBe(1000);
    expect(value('C6 = 10.000 nM in A1', 'comma')).toBe(10000);
    expect(value('C6 from 10.000 nM, 1:10 in A1,A2', 'point')).toBe(10);
    expect(value('treatment = C6=1.234 in A1', 'comma')).toBe(1234);
  });
});

it('a rule says what it was taken for', () => {
  const said = (rule: string) => {
    const outcome = layoutByRules([rule], plate96);
    return outcome.ok ? outcome.value.said : outcome.problems;
  };
  expect(said('device = R33')).toEqual(['device = R33, no wells named: 96 wells']);
  expect(said('device = R33 in A1')).toEqual(['device = R33: 1 well']);
  expect(said('medium = M9 in all')).toEqual(['factor medium = M9: 96 wells']);
  expect(said('C6=5nM at 120 min in A1:A6')).toEqual(['dose C6 = 5 nM @ 2 h: 6 wells']);
  expect(said('C6 from 9 nM 2-fold down, last 0 in A1:C2')).toEqual([
    'C6 from 9 nM, 1:2, down, the last is 0, 2 series: 6 wells',
  ]);
  expect(said('blanks in A1,A2')).toEqual(['role blank: 2 wells']);
  expect(said('exclude A1 because it was dry')).toEqual(['excluded because it was dry: 1 well']);
});

/** Whole rows of the plate. */
function laidRow(...rows: readonly string[]): string {
  return rows.flatMap((row) => Array.from({ length: 12 }, (_, column) => `${row}${column + 1}`)).join(' ');
}

it.each([
  ['96', { rows: 8, columns: 12 }],
  ['384', { rows: 16, columns: 24 }],
  ['6x8', { rows: 6, columns: 8 }],
  ['97', null],
  ['33x2', null],
])('a plate of %s', (text, size) => expect(parsePlateSize(text)).toEqual(size));
