import { describe, expect, it } from 'vitest';
import { joinOutlines } from '../../../../shared/plate/join/join-outlines.ts';
import { joinRuns } from '../../../../shared/plate/join/join-runs.ts';
import { exportRelation } from '../../../../shared/plate/join/longer-export.ts';
import { planJoins } from '../../../../shared/plate/join/plan-joins.ts';
import type { Metadata } from '../../../../shared/plate/metadata.ts';
import { plateOutline } from '../../../../shared/plate/plate-outline.ts';
import type { PlateRun } from '../../../../shared/plate/plate-run.ts';

interface Made {
  readonly name?: string;
  readonly stated?: boolean;
  readonly signals?: readonly string[];
  readonly metadata?: Metadata;
  readonly wells?: readonly string[];
  /** Seconds. */
  readonly times?: readonly number[];
}

function run({
  name = 'P7',
  stated,
  signals = ['OD'],
  metadata = {},
  wells = ['A1', 'A2'],
  times = [0, 600],
}: Made): PlateRun {
  return {
    plate: name,
    ...(stated === true && { stated }),
    wells: wells.map((well, line) => ({ well, device: '', treatment: '', colony: '', line })),
    signals: signals.map((signal, s) => ({
      ...{ signal, unit: null, calculated: false, metadata, tokens: new Map() },
      time_s: Float64Array.from(times),
      values: Float64Array.from({ length: wells.length * times.length }, (_, n) => s * 100 + n),
    })),
  };
}

function plan(made: Readonly<Record<string, Made>>) {
  return planJoins(
    Object.entries(made).map(([file, one]) => ({
      ...plateOutline(file.replace('.csv', ''), run(one)),
      file,
    })),
  );
}

function filesOf({ plates }: ReturnType<typeof plan>) {
  return plates.map(({ parts }) => parts.map(({ candidate, offset_s }) => `${candidate.file}+${offset_s}`));
}

const start = '2026-03-01T10:00:00';
const od = { signals: ['OD'], metadata: { start } };
const gfp = { signals: ['GFP'], metadata: { start } };

describe('files of one plate', () => {
  it('with other signals of one run are joined by name and start', () => {
    const found = plan({ 'od.csv': od, 'gfp.csv': gfp });
    expect(filesOf(found)).toEqual([['od.csv+0', 'gfp.csv+0']]);
    expect(found.plates[0]).toMatchObject({ plate: 'od', why: expect.stringMatching(/P7 and the start/) });
    expect(found.problems).toEqual([]);
  });

  it('are joined by barcode and start, whatever their names', () => {
    const barcode = { start, barcode: '0815' };
    const found = plan({
      'od.csv': { ...od, name: 'od', metadata: barcode },
      'gfp.csv': { ...gfp, name: 'gfp', metadata: barcode },
    });
    expect(filesOf(found)).toEqual([['od.csv+0', 'gfp.csv+0']]);
  });

  it('that any program would call so are joined by start and instrument', () => {
    const metadata = { start, instrument: 'Synergy H1', serialNumber: '7' };
    const [one, other] = [
      { ...od, name: 'Plate 1', metadata },
      { ...gfp, name: 'Plate 1', metadata },
    ];
    expect(filesOf(plan({ 'od.csv': one, 'gfp.csv': other }))).toEqual([['od.csv+0', 'gfp.csv+0']]);
    const elsewhere = { ...other, metadata: { ...metadata, serialNumber: '8' } };
    expect(filesOf(plan({ 'od.csv': one, 'gfp.csv': elsewhere }))).toHaveLength(2);
  });

  it('that were gone on with are joined by absolute start: times go on, the gap stays', () => {
    const later = { ...od, metadata: { start: '2026-03-01T11:00:00' } };
    const found = plan({ 'late.csv': later, 'early.csv': od });
    expect(filesOf(found)).toEqual([['early.csv+0', 'late.csv+3600']]);
    expect(found.plates[0]).toMatchObject({
      plate: 'late',
      why: expect.stringMatching(/goes on 50 min after/),
    });
    const whole = joinRuns('p', [
      { run: run(od), offset_s: 0 },
      { run: run(later), offset_s: 3600 },
    ]);
    expect([...(whole.signals[0]?.time_s ?? [])]).toEqual([0, 600, 3600, 4200]);
    expect([...(whole.signals[0]?.values ?? [])]).toEqual([0, 1, 0, 1, 2, 3, 2, 3]);
  });

  it.each([
    ['hold the same signal from the same start', { 'a.csv': od, 'b.csv': od }, /both hold OD/],
    [
      'do not both say when they began',
      { 'a.csv': od, 'b.csv': { ...gfp, metadata: {} } },
      /does not say when/,
    ],
    [
      'have a start of which day and month are not certain',
      {
        'a.csv': { ...od, metadata: { start: '03-06-2022 11:19:15' } },
        'b.csv': { ...od, metadata: { start: '04-06-2022 11:19:15' } },
      },
      /day and month/,
    ],
    [
      'ran at the same time, but did not begin together',
      {
        'a.csv': { ...od, times: [0, 7200] },
        'b.csv': { ...gfp, metadata: { start: '2026-03-01T10:30:00' } },
      },
      /did not begin together/,
    ],
    [
      'overlap in time',
      {
        'a.csv': { ...od, times: [0, 7200] },
        'b.csv': { ...od, metadata: { start: '2026-03-01T11:00:00' } },
      },
      /before the earlier one had ended/,
    ],
    [
      'do not say which plate they are',
      {
        'a.csv': { ...od, name: 'a', metadata: { start, instrument: 'Spark' } },
        'b.csv': { ...gfp, name: 'b', metadata: { start, instrument: 'Spark' } },
      },
      /neither says which plate/,
    ],
    [
      'say nothing of themselves, and have the same wells and times',
      {
        'a.csv': { signals: ['OD'], name: 'a' },
        'b.csv': { signals: ['GFP'], name: 'b' },
      },
      /other signals of the same wells for the same time/,
    ],
  ])('that %s stay apart, and what to do is said', (_, made, words) => {
    const found = plan(made as Readonly<Record<string, Made>>);
    expect(found.plates).toHaveLength(2);
    expect(found.problems[0]).toMatchObject({
      code: 'join.doubt',
      severity: 'warning',
      place: { file: 'b.csv' },
    });
    expect(found.problems[0]?.message).toMatch(words);
    const { remedy = '' } = found.problems[0] ?? {};
    follow(made as Readonly<Record<string, Made>>, remedy);
  });

  /** Does what a doubt's remedy says: each way out that it names leads to plates without a doubt. */
  function follow(made: Readonly<Record<string, Made>>, remedy: string): void {
    const each = (change: (one: Made, file: string) => Made) =>
      plan(Object.fromEntries(Object.entries(made).map(([file, one]) => [file, change(one, file)])));
    const two = each((one, file) => ({ ...one, name: file, stated: true }));
    expect(remedy).toMatch(/each (?:again )?with a name of its own/);
    expect([two.plates.length, two.problems]).toEqual([2, []]);
    const one = each((file) => ({ ...file, name: 'mine', stated: true }));
    if (/both again with the same --plate/.test(remedy)) {
      expect([one.plates.length, one.problems]).toEqual([1, []]);
    } else {
      // Who says so all the same is told what else there is, not the same again.
      expect(one.plates).toHaveLength(2);
      expect(one.problems[0]?.remedy).toBe(remedy);
    }
    if (/begin with the year/.test(remedy)) {
      const dated = each((file) => {
        const [, month, day, clock] = /^(\d\d)-(\d\d)-2022 (.*)/.exec(file.metadata?.start ?? '') ?? [];
        return { ...file, metadata: { start: `2022-${day}-${month}T${clock}` } };
      });
      expect([dated.plates.length, dated.problems]).toEqual([1, []]);
    }
  }

  it('that were given one name go on in time, whichever was given first', () => {
    const named = { ...od, name: 'mine', stated: true };
    const later = { ...named, times: [1200, 1800] };
    for (const metadata of [{ start }, {}]) {
      const found = plan({ 'late.csv': { ...later, metadata }, 'early.csv': { ...named, metadata } });
      expect(filesOf(found)).toEqual([['early.csv+0', 'late.csv+0']]);
      expect(found.plates[0]?.why).toContain('goes on 10 min after');
      expect(found.problems).toEqual([]);
    }
  });

  it('that were given one name and hold other wells are one plate', () => {
    const named = { ...od, name: 'mine', stated: true };
    const found = plan({ 'a.csv': named, 'b.csv': { ...named, wells: ['B1'], metadata: {} } });
    expect(found.plates).toHaveLength(1);
  });

  it('of which one signal goes on and another one overlaps stay apart', () => {
    const file = (first: readonly number[], second: readonly number[]) => {
      const [one, two] = [run({ times: first }), run({ signals: ['GFP'], times: second })];
      return { ...one, stated: true, signals: [...one.signals, ...two.signals] };
    };
    const made = { 'a.csv': file([0, 600], [0, 600]), 'b.csv': file([1200, 1800], [600, 1800]) };
    const { plates, problems } = planJoins(
      Object.entries(made).map(([name, one]) => ({ ...plateOutline(name, one), file: name })),
    );
    expect(plates).toHaveLength(2);
    expect(problems[0]?.message).toContain('both hold GFP');
  });

  it('of two plates, two days or two readers are two, without a word', () => {
    const tomorrow = { ...od, metadata: { start: '2026-03-04T10:00:00' } };
    for (const other of [{ ...od, name: 'P8' }, tomorrow, { ...od, name: 'Plate 1' }]) {
      const found = plan({ 'a.csv': od, 'b.csv': other });
      expect(found.plates).toHaveLength(2);
      expect(found.problems).toEqual([]);
    }
    const silent = { signals: ['GFP'], name: 'b' };
    for (const other of [
      { ...silent, signals: ['OD'] },
      { ...silent, wells: ['A1'] },
      { ...silent, times: [0, 7] },
    ])
      expect(plan({ 'a.csv': { signals: ['OD'], name: 'a' }, 'b.csv': other }).problems).toEqual([]);
  });

  it('are joined by the name that people gave, where files do not say when they began', () => {
    const [one, other] = [
      { signals: ['OD'], stated: true, name: 'x' },
      { signals: ['GFP'], stated: true, name: 'x' },
    ];
    expect(filesOf(plan({ 'a.csv': one, 'b.csv': other }))).toEqual([['a.csv+0', 'b.csv+0']]);
  });

  it('of a project are told apart by what they share, not each with each', () => {
    const made = Object.fromEntries(
      Array.from({ length: 1000 }, (_, n) => [`p${n}.csv`, { ...od, name: `P${n + 10}` }]),
    );
    const begun = process.cpuUsage();
    expect(plan(made).plates).toHaveLength(1000);
    expect(process.cpuUsage(begun).user / 1e6).toBeLessThan(5);
  });
});

describe('a joined plate', () => {
  const parts = [
    run({ signals: ['OD'], wells: ['A1', 'A2'] }),
    run({ signals: ['GFP'], wells: ['A2', 'A3'] }),
  ];
  const whole = joinRuns(
    'p',
    parts.map((one) => ({ run: one, offset_s: 0 })),
  );

  it('has the wells of all its files, each signal where it was read', () => {
    expect(whole.wells.map(({ well }) => well)).toEqual(['A1', 'A2', 'A3']);
    expect([...(whole.signals[1]?.values ?? [])]).toEqual([Number.NaN, Number.NaN, 0, 1, 2, 3]);
  });

  it('is outlined as it is', () => {
    const outlines = parts.map((one) => ({ outline: plateOutline('p', one), offset_s: 0 }));
    const { own: _, ...outline } = plateOutline('p', whole);
    expect(joinOutlines('p', outlines)).toEqual(outline);
  });

  it('keeps words at their places', () => {
    const [one, other] = [run({ times: [0] }), run({ times: [0, 5] })];
    const signals = other.signals.map((signal) => ({ ...signal, tokens: new Map([[3, 'OVER']]) }));
    const joined = joinRuns('p', [
      { run: one, offset_s: 0 },
      { run: { ...other, signals }, offset_s: 60 },
    ]);
    expect([...(joined.signals[0]?.tokens ?? [])]).toEqual([[5, 'OVER']]);
  });
});

describe('a longer export', () => {
  const long = Array.from({ length: 30 }, (_, n) => n * 60);
  const file = (made: Made, cycles: number) => ({
    ...{ file: 'f', format: 'x', confidence: 1, problems: [] },
    runs: [cutTo(run({ times: long, ...made }), cycles)],
  });

  it('has all readings of the shorter one, and more', () => {
    expect(exportRelation(file(od, 12), file(od, 30))).toEqual({ kind: 'longer', more: 18 });
    expect(exportRelation(file(od, 30), file(od, 12))).toEqual({ kind: 'contained' });
  });

  it('is none of another run, other readings or too few to tell', () => {
    const other = { ...od, metadata: { start: '2026-03-02T10:00:00' } };
    expect(exportRelation(file(od, 12), file(other, 30))).toEqual({ kind: 'other' });
    const changed = file(od, 30);
    changed.runs[0]?.signals[0]?.values.set([7], 3);
    expect(exportRelation(file(od, 12), changed)).toEqual({ kind: 'other' });
    expect(exportRelation(file(od, 2), file(od, 30))).toEqual({ kind: 'other' });
  });
});

/** The first cycles of a run. */
function cutTo(whole: PlateRun, cycles: number): PlateRun {
  const signals = whole.signals.map((signal) => {
    const all = signal.values.length / whole.wells.length;
    const values = whole.wells.flatMap((_, w) => [...signal.values.subarray(w * all, w * all + cycles)]);
    return { ...signal, values: Float64Array.from(values), time_s: signal.time_s?.slice(0, cycles) ?? null };
  });
  return { ...whole, signals };
}
