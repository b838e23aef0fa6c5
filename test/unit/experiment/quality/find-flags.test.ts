import { describe, expect, it } from 'vitest';
import { applySteps } from '../../../../shared/experiment/correction/apply-steps.ts';
import { findFlags, qualityChecks } from '../../../../shared/experiment/quality/find-flags.ts';
import { flagKinds, type QualityFlag } from '../../../../shared/experiment/quality/flag.ts';
import type { PlateRun } from '../../../../shared/plate/plate-run.ts';
import { simulatedPlate, withReadings } from '../../../helpers/simulated-plate.ts';

const flagsOf = (run: PlateRun): readonly QualityFlag[] => findFlags([{ plate: 'p', run, corrected: run }]);
const clean = simulatedPlate({ seed: 11 }).run;
const cycles = 80;
const tenWells = ['C3', 'C4', 'C5', 'C6', 'C7', 'D3', 'D4', 'D5', 'D6', 'D7'];

/** A run with metadata of one signal changed. */
function withGain(run: PlateRun, gain: string): PlateRun {
  return {
    ...run,
    signals: run.signals.map((signal) =>
      signal.signal === 'GFP' ? { ...signal, metadata: { gain } } : signal,
    ),
  };
}

const missingCycle = (run: PlateRun): PlateRun =>
  withReadings(run, 'OD', (value, _, cycle) => (cycle === 40 ? Number.NaN : value));

describe('clean plates', () => {
  it('raise at most one flag in twenty, of a hundred thousand readings a plate and signal', () => {
    const found = Array.from({ length: 20 }, (_, seed) => flagsOf(simulatedPlate({ seed: 1000 + seed }).run));
    expect(found.flat().map(({ reason }) => reason).length).toBeLessThanOrEqual(1);
  });

  it('of other noise, length and spread raise none either', () => {
    const makes = [
      { seed: 1, cycles: 30, step_h: 0.5, relativeNoise: 0.03, noise: 0.005 },
      { seed: 2, cycles: 200, step_h: 0.1, relativeNoise: 0.003, noise: 0.0005 },
      { seed: 3, betweenWells: 0.08 },
    ];
    expect(makes.flatMap((make) => flagsOf(simulatedPlate(make).run)).map(({ reason }) => reason)).toEqual(
      [],
    );
  });
});

/** A fault, what it makes of a clean plate, and the one flag that it must raise. */
const faults: readonly (readonly [
  string,
  (run: PlateRun) => PlateRun,
  Partial<Omit<QualityFlag, 'reason'>> & { readonly reason: RegExp },
])[] = [
  [
    'readings cut off at 15000',
    (run) => withReadings(run, 'GFP', (value) => Math.min(value, 15_000)),
    {
      kind: 'saturation',
      severity: 'high',
      signal: 'GFP',
      reason: /saturate in GFP, from [\d.]+ h on: \d+ readings at 15000/,
    },
  ],
  [
    'a reading that leaps at 15 h in ten wells',
    (run) =>
      withReadings(run, 'OD', (value, well, cycle) =>
        tenWells.includes(well) && cycle === 75 ? value * 1.3 : value,
      ),
    {
      kind: 'jump',
      wells: tenWells,
      reason: /OD leaps up at 15 h by \d+ % in 10 of 96 wells at once and comes back/,
    },
  ],
  [
    'ten wells that leap at 8 h and stay',
    (run) =>
      withReadings(run, 'OD', (value, well, cycle) =>
        tenWells.includes(well) && cycle >= 40 ? value * 1.3 : value,
      ),
    { kind: 'jump', wells: tenWells, correction: null, reason: /at 8 h by .* and stays there/ },
  ],
  [
    'a whole plate that leaps by three noises',
    (run) => withReadings(run, 'OD', (value, _, cycle) => (cycle >= 60 ? value * 1.05 : value)),
    { kind: 'jump', reason: /OD leaps up at 12 h .* wells at once and stays there/ },
  ],
  [
    'one well that leaps and stays',
    (run) =>
      withReadings(run, 'OD', (value, well, cycle) => (well === 'E7' && cycle >= 50 ? value * 1.8 : value)),
    { kind: 'jump', wells: ['E7'], reason: /OD leaps up at 10 h by .* in E7 and stays there/ },
  ],
  [
    'a bubble for one reading',
    (run) =>
      withReadings(run, 'OD', (value, well, cycle) => (well === 'E7' && cycle === 70 ? value * 4 : value)),
    { kind: 'outlier', wells: ['E7'], reason: /E7 reads .* in OD at 14 h/ },
  ],
  [
    'a blank that grows',
    (run) =>
      withReadings(run, 'OD', (value, well, cycle) =>
        well === 'C1' ? value + 0.6 / (1 + Math.exp(-0.2 * (cycle - 50))) : value,
      ),
    {
      kind: 'contamination',
      severity: 'high',
      wells: ['C1'],
      reason: /the blank C1 grows: OD rises from 0\.0(?:89|9)/,
    },
  ],
  [
    'blanks that all grow',
    (run) =>
      withReadings(run, 'OD', (value, well, cycle) =>
        /^[A-H]1$/.test(well) ? value + 0.6 / (1 + Math.exp(-0.2 * (cycle - 50))) : value,
      ),
    {
      kind: 'contamination',
      severity: 'high',
      wells: ['A1', 'B1', 'C1', 'D1', 'E1', 'F1', 'G1', 'H1'],
      correction: null,
      reason: /all 8 blanks grow, most of all .*; the layout may name other wells/,
    },
  ],
  [
    'blanks that drift together',
    (run) =>
      withReadings(run, 'GFP', (value, well, cycle) =>
        well.endsWith('1') && !well.endsWith('11') ? value + cycle : value,
      ),
    { kind: 'blankDrift', signal: 'GFP', reason: /8 blank wells drift in GFP from .* \(\+\d+ %\)/ },
  ],
  [
    'a blank that is no blank',
    (run) => withReadings(run, 'GFP', (value, well) => (well === 'F1' ? value + 300 : value)),
    { kind: 'oddBlank', wells: ['F1'], reason: /the blank F1 reads .*, where 7 other blanks read/ },
  ],
  [
    'a well that is not like its replicates',
    (run) => withReadings(run, 'GFP', (value, well) => (well === 'C8' ? value * 2 : value)),
    { kind: 'replicates', signal: 'GFP', reason: /C8 lies .* above|C8.* differ by/ },
  ],
  [
    'an edge that evaporates',
    (run) =>
      withReadings(run, 'OD', (value, well, cycle) =>
        /^[AH]|[A-H]12$/.test(well) ? value * (1 + (0.15 * cycle) / cycles) : value,
      ),
    { kind: 'evaporationEdge', signal: 'OD', reason: /edge end \d+ % higher in OD than inner wells/ },
  ],
  [
    'a cycle that was not read',
    missingCycle,
    { kind: 'missing', reason: /OD was not read in any well at 1 cycle of 80, first at 8 h/ },
  ],
  [
    'readings missing in one well',
    (run) =>
      withReadings(run, 'OD', (value, well, cycle) => (well === 'B5' && cycle > 70 ? Number.NaN : value)),
    { kind: 'missing', wells: ['B5'], reason: /9 readings of OD are missing in 1 well/ },
  ],
  [
    'a signal that was off',
    (run) => withReadings(run, 'GFP', () => 7),
    { kind: 'constant', signal: 'GFP', reason: /all its 7680 readings are 7/ },
  ],
  [
    'readings below 0',
    (run) => withReadings(run, 'GFP', (value) => value - 1000),
    { kind: 'negative', signal: 'GFP', reason: /lie below 0, down to -\d+.*, as read/ },
  ],
];

describe('faults', () => {
  it.each(faults)('%s: one flag', (_, make, expected) => {
    const run = make(clean);
    const { reason, ...rest } = expected;
    const found = flagsOf(run).filter(({ kind }) => kind === expected.kind);
    expect(found.map((flag) => flag.reason)).toEqual([expect.stringMatching(reason)]);
    expect(found[0]).toMatchObject(rest);
    // Nothing beside it: one fault is one finding.
    expect(flagsOf(run).map(({ kind }) => kind)).toEqual([expected.kind]);
    for (const { cycles: range, values } of found[0]?.evidence ?? []) {
      expect(range[0]).toBeLessThanOrEqual(range[1]);
      expect(values.length).toBeGreaterThan(0);
    }
  });

  it('are of every kind that there is, with times and gains', () => {
    const others = ['times', 'gain'];
    expect([...new Set([...faults.map(([, , { kind }]) => kind), ...others])].sort()).toEqual(
      [...flagKinds].sort(),
    );
    expect(qualityChecks.map(({ kind }) => kind).sort()).toEqual([...flagKinds].sort());
  });

  it('whose step is accepted are gone from what a fit is given', () => {
    for (const [, make, { kind }] of faults) {
      const run = make(clean);
      const correction = flagsOf(run).find((flag) => flag.kind === kind)?.correction;
      if (!correction) continue;
      const { problems, reports } = applySteps([{ file: 'p', plate: 'p', run }], [correction]);
      expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
      expect((reports[0]?.changedReadings ?? 0) + (reports[0]?.excludedWells ?? 0)).toBeGreaterThan(0);
    }
  });

  it('have ids that stay, whatever else is wrong with the plate', () => {
    const [, bubble] = faults.find(([, , { kind }]) => kind === 'outlier') ?? [];
    if (bubble === undefined) throw new Error('there is one');
    const alone = flagsOf(bubble(clean));
    const both = flagsOf(missingCycle(bubble(clean)));
    expect(both.map(({ id }) => id)).toEqual(expect.arrayContaining(alone.map(({ id }) => id)));
    expect(new Set(both.map(({ id }) => id)).size).toBe(2);
    expect(alone[0]?.id).toMatch(/^outlier-[0-9a-f]{10}$/);
    expect(alone[0]?.correction?.flag).toBe(alone[0]?.id);
  });

  it('in excluded wells are none', () => {
    const [, bubble] = faults.find(([, , { kind }]) => kind === 'outlier') ?? [];
    const run = bubble?.(clean) ?? clean;
    const wells = run.wells.map((well) => (well.well === 'E7' ? { ...well, excluded: 'bubbles' } : well));
    expect(flagsOf({ ...run, wells })).toEqual([]);
  });
});

describe('times', () => {
  const timed = (change: (time: number, cycle: number) => number): PlateRun => ({
    ...clean,
    signals: clean.signals.map((signal) => ({ ...signal, time_s: signal.time_s?.map(change) ?? null })),
  });

  it('of a signal that was read for a part of the run only are told', () => {
    const [od, ...others] = clean.signals;
    if (od?.time_s == null) throw new Error('it has times');
    const short = {
      ...od,
      time_s: od.time_s.slice(0, 20),
      values: od.values.slice(0, 20 * clean.wells.length),
    };
    const found = flagsOf({ ...clean, signals: [short, ...others] }).filter(({ kind }) => kind === 'times');
    expect(found.map(({ reason }) => reason)).toEqual(['OD was read until 3.8 h only, GFP until 15.8 h']);
  });

  it.each<[string, (time: number, cycle: number) => number, RegExp]>([
    ['a run of 48 days', (time) => time * 72, /times go to .* looks like minutes read as hours/],
    [
      'a time that is repeated',
      (time, cycle) => (cycle === 30 ? 29 * 720 : time),
      /1 time of OD is not later than the one before, first cycle 31/,
    ],
    [
      'a gap of two hours',
      (time, cycle) => (cycle >= 60 ? time + 7200 : time),
      /1 gap, the longest of 2\.2 h after 11\.8 h/,
    ],
  ])('%s is told once for all signals', (_, change, reason) => {
    const found = flagsOf(timed(change)).filter(({ kind }) => kind === 'times');
    expect(found.map((flag) => flag.reason)).toEqual([expect.stringMatching(reason)]);
  });
});

describe('gains', () => {
  const plates = (first: PlateRun, second: PlateRun) =>
    findFlags([
      { plate: 'monday', run: first, corrected: first },
      { plate: 'tuesday', run: second, corrected: second },
    ]).map(({ kind, reason }) => [kind, reason]);
  const other = simulatedPlate({ seed: 12 }).run;

  it('that files state and that differ', () => {
    expect(plates(withGain(clean, '61'), withGain(other, '80'))).toEqual([
      ['gain', expect.stringMatching(/gain 61 on monday and at gain 80 on tuesday/)],
    ]);
    expect(plates(withGain(clean, '61'), withGain(other, '61.0'))).toEqual([]);
  });

  it('that show in all wells alike where files state none', () => {
    const brighter = withReadings(other, 'GFP', (value) => value * 3);
    expect(plates(clean, brighter)).toEqual([
      ['gain', expect.stringMatching(/GFP reads 3.0 times more on tuesday/)],
    ]);
    expect(plates(clean, other)).toEqual([]);
  });

  it('and an end that shows on one plate is that of the other, at one reading', () => {
    const cut = withReadings(clean, 'GFP', (value) => Math.min(value, 15_000));
    const once = withReadings(other, 'GFP', (value, well, cycle) =>
      well === 'C5' && cycle === 79 ? 15_000 : Math.min(value, 14_900 - cycle),
    );
    expect(plates(cut, once).filter(([kind]) => kind === 'saturation').length).toBe(2);
  });
});
