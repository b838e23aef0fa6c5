import { describe, expect, it, test } from 'vitest';
import type { PreparationOptions } from '../../../shared/experiment/split-experiment.ts';
import { filesOf, signalOf, wellOf } from '../../helpers/plate-runs.ts';
import { as, base, must, plateOf, prepare, unscaled } from '../../helpers/prepared-wells.ts';

describe('times', () => {
  const wells = [wellOf('A1'), wellOf('A2')];
  const own = filesOf({
    'p.csv': {
      wells,
      signals: [
        signalOf(
          'OD',
          [0, 3600, 7200],
          [
            [1, 2, Number.NaN],
            [4, 5, 6],
          ],
        ),
        signalOf(
          'GFP',
          [
            [36, 3600],
            [72, Number.NaN],
          ],
          [
            [10, 20],
            [30, 40],
          ],
        ),
      ],
    },
  });

  test('are each well’s own: the union over its signals, with masks, nothing between readings', () => {
    const [first, second] = must(prepare(own, unscaled)).experiment.individuals;
    expect(Array.from(first?.times_h ?? [])).toEqual([0, 0.01, 1, 2]);
    expect(Array.from(first?.observations ?? [])).toEqual([1, 0, 2, 0, 0, 10, 20, 0]);
    expect(Array.from(first?.mask ?? [])).toEqual([1, 0, 1, 0, 0, 1, 1, 0]);
    // a well that was not read in a cycle has no time there
    expect(Array.from(second?.times_h ?? [])).toEqual([0, 0.02, 1, 2]);
    expect(Array.from(second?.mask ?? [])).toEqual([1, 0, 1, 1, 0, 1, 0, 0]);
  });

  test('shared by a plate are one array', () => {
    const [first, second] = must(prepare(plateOf(wells), unscaled)).experiment.individuals;
    expect(first?.times_h).toBe(second?.times_h);
  });

  test('law: every reading stands at its time, as it was, and no other', () => {
    const { experiment } = must(prepare(own, base));
    const source = [...own.values()][0]?.plateFile.runs[0];
    experiment.individuals.forEach((individual, w) => {
      const length = individual.times_h.length;
      source?.signals.forEach((signal, s) => {
        const count = signal.time_s?.length ?? 0;
        const read = Array.from({ length: count }, (_, n) => {
          const time = signal.wellTimes_s?.[w * count + n] ?? signal.time_s?.[n] ?? 0;
          return [time / 3600, signal.values[w * count + n] ?? Number.NaN] as const;
        }).filter(([time, value]) => Number.isFinite(time) && Number.isFinite(value));
        const kept = Array.from({ length }, (_, t) => t)
          .filter((t) => individual.mask[s * length + t] === 1)
          .map((t) => {
            const value = (individual.observations[s * length + t] ?? 0) * (experiment.scales[s] ?? 0);
            return [individual.times_h[t], value];
          });
        expect(kept).toEqual(read.map(([time, value]) => [time, expect.closeTo(value, 12)]));
      });
    });
  });

  test.each(['wells', 'reference'] as const)(
    'what is known from below only stays so, %s',
    (preprocessing) => {
      const censored = Uint8Array.of(0, 0, 1, 0, 0, 0);
      const rows = [
        [1, 2, 6],
        [2, 3, 4],
      ];
      const signals = [signalOf('OD', [0, 60, 120], rows, { censored }), signalOf('GFP', [0, 60, 120], rows)];
      const files = filesOf({ 'p.csv': { wells, signals } });
      const data = as(unscaled, 'subtract_background: true');
      const [first] = must(prepare(files, data, { preprocessing })).experiment.individuals;
      expect(Array.from(first?.mask ?? [])).toEqual([1, 1, 2, 1, 1, 1]);
      expect(Array.from(first?.observations ?? [])).toEqual([0, 1, 5, 0, 1, 5]);
    },
  );

  test('a repeated time stays repeated', () => {
    const files = filesOf({
      'p.csv': {
        wells,
        signals: [
          signalOf(
            'OD',
            [0, 0, 60],
            [
              [1, 2, 3],
              [1, 2, 3],
            ],
          ),
          signalOf(
            'GFP',
            [0, 60],
            [
              [1, 2],
              [1, 2],
            ],
          ),
        ],
      },
    });
    const [first] = must(prepare(files, unscaled)).experiment.individuals;
    expect(Array.from(first?.times_h ?? [])).toEqual([0, 0, 1 / 60]);
    expect(Array.from(first?.observations ?? [])).toEqual([1, 2, 3, 1, 0, 2]);
  });

  test('an endpoint is no series, a missing signal leaves a plate’s wells without it, a signal nowhere is refused', () => {
    const endpoint = signalOf('GFP', [0], [[1], [2]], { time_s: null, kind: 'endpoint' });
    const [od] = [
      signalOf(
        'OD',
        [0, 60, 120],
        [
          [1, 2, 3],
          [2, 3, 4],
        ],
      ),
    ];
    const refused = prepare(filesOf({ 'p.csv': { wells, signals: [od, endpoint] } }));
    expect(refused.problems).toMatchObject([{ code: 'experiment.noTimes', place: { line: 4 } }]);
    expect(refused.problems[0]?.message).toContain('“GFP” of p.csv is an endpoint');
    expect(refused.problems[0]?.remedy).toContain('OD');

    const both = new Map([...plateOf(wells), ...filesOf({ 'q.csv': { wells, signals: [od] } })]);
    const two = must(prepare(both, base.replace('[p.csv]', '[p.csv, q.csv]')));
    expect(two.experiment.problems.map(({ code, severity }) => [code, severity])).toEqual([
      ['spec.unknownSignal', 'warning'],
    ]);
    expect(Array.from(two.experiment.individuals[2]?.mask ?? [])).toEqual([1, 1, 1, 0, 0, 0]);
    const nowhere = prepare(filesOf({ 'p.csv': { wells, signals: [od] } }));
    expect(nowhere.problems).toMatchObject([{ code: 'spec.unknownSignal', severity: 'error' }]);
    expect(nowhere.problems[0]?.remedy).toContain('“OD”');
  });
});

describe('wells', () => {
  test('that are no samples, or excluded, are left out, and it is said', () => {
    const wells = [
      wellOf('A1'),
      wellOf('A2', { role: 'sample' }),
      wellOf('A3', { role: 'blank' }),
      wellOf('A4', { role: 'control' }),
      wellOf('A5', { excluded: 'evaporated' }),
      wellOf('A6', { role: 'blank' }),
    ];
    const { experiment } = must(prepare(plateOf(wells)));
    expect(experiment.individuals.map(({ well }) => well)).toEqual(['A1', 'A2']);
    const told = experiment.problems.map(({ message }) => message).join('\n');
    expect(told).toContain('A3 (blank)');
    expect(told).toContain('A5 (evaporated)');
  });

  test('names are compared without regard to blanks', () => {
    const wells = [wellOf('A1', { device: ' D ', treatment: ' C =2' }), wellOf('A2', { treatment: 'C=3' })];
    const { experiment } = must(prepare(plateOf(wells)));
    expect(experiment.individuals.map(({ doses }) => Array.from(doses))).toEqual([[2], [3]]);
  });

  test('without a number in any signal are left out, or refused where none is left', () => {
    const wells = [wellOf('A1'), wellOf('A2'), wellOf('A3')];
    const nothing = [Number.NaN, Number.NaN];
    const read = (rows: number[][]) =>
      filesOf({ 'p.csv': { wells, signals: [signalOf('OD', [0, 9], rows), signalOf('GFP', [0, 9], rows)] } });
    const some = must(prepare(read([[1, 2], nothing, [1, 3]])));
    expect(some.experiment.individuals.map(({ well }) => well)).toEqual(['A1', 'A3']);
    expect(some.experiment.problems.map(({ code }) => code)).toContain('experiment.noReadings');
    expect(prepare(read([nothing, nothing, nothing])).problems).toMatchObject([
      { code: 'experiment.noReadings', severity: 'error' },
    ]);
  });
});

describe('treatments', () => {
  const nM = (value: number, time_s = 0) => ({ name: 'C', value, unit: 'nM', time_s });

  test('as data win over the text; what comes later keeps its time', () => {
    const wells = [
      wellOf('A1', { treatment: 'C=7', treatments: [nM(2), nM(5, 5400)] }),
      wellOf('A2', { treatment: 'C=7', treatments: [] }),
      wellOf('A3', { treatment: 'C=7' }),
    ];
    const { experiment } = must(prepare(plateOf(wells)));
    expect(experiment.individuals.map(({ statedDoses }) => Array.from(statedDoses))).toEqual([[2], [0], [7]]);
    expect(experiment.individuals.map(({ doses }) => Array.from(doses))).toEqual([[2], [0], [7]]);
    const [first, second] = experiment.individuals;
    expect(first?.additions).toEqual([{ treatment: 0, value: 5, time_h: 1.5 }]);
    expect(second?.additions).toBeUndefined();
    // its time is one of the well's, where solvers end a step
    expect(Array.from(first?.times_h ?? [])).toEqual([0, 1, 1.5, 2]);
    expect(experiment.treatmentUnits).toEqual(['nM']);
    // networks see it in units of the smallest dose
    expect(Array.from(experiment.doseUnits)).toEqual([2]);
    expect(first?.logTreatments[0]).toBeCloseTo(Math.log(2), 15);
  });

  test('of later are refused by reference preprocessing, which has no way to take them', () => {
    const wells = [wellOf('A1', { treatments: [nM(2), nM(5, 5400)] }), wellOf('A2')];
    const { problems } = prepare(plateOf(wells), base, { preprocessing: 'reference' });
    expect(problems).toMatchObject([{ code: 'experiment.timedTreatment', severity: 'error' }]);
    expect(problems[0]?.remedy).toContain('--preprocessing wells');
  });

  test('outside conditions drop a well, also those of later; two units, or a name twice, are refused', () => {
    const other = { name: 'IPTG', value: 1, unit: null, time_s: 60 };
    const late = must(prepare(plateOf([wellOf('A1', { treatments: [other] }), wellOf('A2'), wellOf('A3')])));
    expect(late.experiment.individuals.map(({ well }) => well)).toEqual(['A2', 'A3']);
    expect(late.experiment.problems.map(({ code }) => code)).toContain('experiment.droppedWells');
    const uM = { ...nM(1), unit: 'uM' };
    const mixed = prepare(
      plateOf([wellOf('A1', { treatments: [nM(1)] }), wellOf('A2', { treatments: [uM] })]),
    );
    expect(mixed.problems).toMatchObject([{ code: 'experiment.units', severity: 'error' }]);
    expect(mixed.problems[0]?.message).toMatch(/C is in uM in p\/A2 and in nM in p\/A1/);
    const twice = prepare(plateOf([wellOf('A1', { treatments: [nM(1), { ...nM(2), name: ' C' }] })]));
    expect(twice.problems[0]).toMatchObject({ code: 'experiment.treatment', place: { where: 'well A1' } });
  });
});

describe('scales', () => {
  const wells = Array.from({ length: 8 }, (_, n) => wellOf(`A${n + 1}`));
  const scaledBy = (change: Partial<PreparationOptions>, spike = 1) => {
    const rows = wells.map((_, w) => Array.from({ length: 40 }, (_, n) => (w + 1) * (n + 1)));
    (rows[0] as number[])[3] = 1e6 * spike;
    const times = Array.from({ length: 40 }, (_, n) => 60 * n);
    const files = filesOf({
      'p.csv': { wells, signals: [signalOf('OD', times, rows), signalOf('GFP', times, rows)] },
    });
    return must(prepare(files, base, change));
  };

  it('come from training wells alone, by what 95 % of a well’s readings do not exceed', () => {
    for (const fold of [1, 2]) {
      const { experiment, split } = scaledBy({ fold });
      const highest = Math.max(...split.train) + 1;
      expect(Array.from(experiment.scales)).toEqual([38 * highest, 38 * highest]);
      const [first] = experiment.individuals;
      expect(first?.observations[3]).toBe(1e6 / (38 * highest));
    }
  });

  it('of a fold that only selects have no part in them either', () => {
    for (const fold of [1, 2, 3]) {
      const { experiment, split } = scaledBy({ folds: 3, fold, selection: 'inner' });
      expect(split.selecting?.wells.length).toBeGreaterThan(0);
      expect(experiment.scales[0]).toBe(38 * (Math.max(...split.train) + 1));
    }
  });

  it('normalize wins, and readings are only divided', () => {
    const [first] = must(prepare(plateOf(wells), as(base, 'normalize: [2, 4]'))).experiment.individuals;
    expect(Array.from(first?.observations ?? [])).toEqual([0.5, 1, 1.5, 2.5, 5, 7.5]);
    expect(Array.from(first?.backgrounds ?? [])).toEqual([0, 0]);
  });

  it('minima are subtracted only where the spec says so', () => {
    const data = as(unscaled, 'subtract_background: true');
    const [first] = must(prepare(plateOf(wells), data)).experiment.individuals;
    expect(Array.from(first?.observations ?? [])).toEqual([0, 1, 2, 0, 10, 20]);
    expect(Array.from(first?.backgrounds ?? [])).toEqual([1, 10]);
    const without = must(prepare(plateOf(wells), as(unscaled, 'subtract_background: false'))).experiment;
    expect(Array.from(without.individuals[0]?.backgrounds ?? [])).toEqual([0, 0]);
  });

  it('a held-out device has no part in them', () => {
    const two = wells.map((well, n) => ({ ...well, device: n === 7 ? 'H' : 'D' }));
    const data = base.replace('[D]', '[D, H]');
    const { experiment, split } = must(prepare(plateOf(two), data, { heldOut: 'H' }));
    expect(Array.from(split.heldOut)).toEqual([7]);
    const highest = Math.max(...split.train) + 1;
    expect(experiment.scales[0]).toBe(highest + 2);
  });

  it('a signal that no training well has is refused', () => {
    const rows = wells.map((_, n) => [1, n === 2 ? 5 : Number.NaN]);
    const files = filesOf({
      'p.csv': {
        wells,
        signals: [
          signalOf(
            'OD',
            [0, 60],
            wells.map((_, n) => [1, 2 + n]),
          ),
          signalOf(
            'GFP',
            [60, 120],
            rows.map(([, b = 0]) => [b, b]),
          ),
        ],
      },
    });
    const outcomes = [1, 2].map((fold) => prepare(files, base, { fold }));
    expect(outcomes.map(({ ok }) => ok).sort()).toEqual([false, true]);
    const refused = outcomes.find(({ ok }) => !ok);
    expect(refused?.problems).toMatchObject([{ code: 'experiment.scale' }]);
    expect(refused?.problems[0]?.message).toContain('no training well has a reading of GFP');
  });
});

test('a spec says how its readings are prepared, and an option wins', () => {
  const files = plateOf([wellOf('A1'), wellOf('A2'), wellOf('A3')]);
  const stated = as(base, 'preprocessing: wells', 'fold_unit: well');
  const none = { preprocessing: null, foldUnit: null };
  expect(must(prepare(files, stated, none)).experiment.preprocessing).toBe('wells');
  const won = must(prepare(files, stated, { ...none, preprocessing: 'reference' }));
  expect(won.experiment.preprocessing).toBe('reference');
  expect(must(prepare(files, base, none)).experiment.preprocessing).toBe('reference');
});

test('without groups the part is the device', () => {
  const wells = [wellOf('A1'), wellOf('A2', { device: 'E' })];
  const { experiment } = must(prepare(plateOf(wells), base.replace('[D]', '[D, E]')));
  expect(experiment.individuals.map(({ partsHot }) => Array.from(partsHot))).toEqual([
    [1, 0],
    [0, 1],
  ]);
  expect(experiment.parts).toEqual([]);
});
