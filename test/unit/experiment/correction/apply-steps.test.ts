import { describe, expect, it } from 'vitest';
import { applySteps } from '../../../../shared/experiment/correction/apply-steps.ts';
import type { CorrectionWork } from '../../../../shared/experiment/correction/step.ts';
import { readingState, seriesOf } from '../../../../shared/experiment/plate-series.ts';
import type { PlateRun } from '../../../../shared/plate/plate-run.ts';
import { applied, background, small, step } from '../../../helpers/correction-steps.ts';
import { simulatedPlate } from '../../../helpers/simulated-plate.ts';

const wellOf = (run: PlateRun, name: string): number => run.wells.findIndex(({ well }) => well === name);
const readings = (run: PlateRun, title: string, well: string): Float64Array => {
  const signal = run.signals.find((each) => each.signal === title);
  if (signal === undefined) throw new Error(title);
  return seriesOf(signal, run.wells.length, wellOf(run, well));
};

describe('steps', () => {
  const plate = simulatedPlate({ seed: 3 });

  it('leave the run that they are given as it is, and say what they changed', () => {
    const before = plate.run.signals.map(({ values }) => values.slice());
    const { reports, plates } = applied(plate.run, background({}));
    expect(plate.run.signals.map(({ values }) => values)).toEqual(before);
    const [report] = reports;
    expect(report?.changedReadings).toBe(96 * 80);
    expect(report?.signals.map(({ signal }) => signal)).toEqual(['GFP']);
    const change = report?.signals[0];
    expect((change?.before.median ?? 0) - (change?.after.median ?? 0)).toBeCloseTo(400, -1);
    expect(plates[0]?.run.signals.find(({ signal }) => signal === 'GFP')?.metadata?.corrections).toMatch(
      /blank/,
    );
  });

  it('that are off do nothing', () => {
    const off = { ...step(background({})), on: false };
    const { plates, reports } = applySteps([{ file: 'f', plate: 'p', run: plate.run }], [off]);
    expect(plates[0]?.run).toBe(plate.run);
    expect(reports).toEqual([]);
  });

  it('that concern nothing are problems: a plate, a signal, wells', () => {
    const codes = (work: CorrectionWork, name: string | null = null) =>
      applySteps([{ file: 'f', plate: 'p', run: plate.run }], [step(work, name)]).problems.map(
        ({ code, severity, remedy }) => [code, severity, remedy],
      );
    expect(codes(background({}), 'q')[0]?.[2]).toMatch(/plates are p/);
    expect(codes(background({ signal: 'GPF' }))[0]).toEqual([
      'correction.nothing',
      'error',
      expect.stringMatching(/Did you mean “GFP”/),
    ]);
    expect(codes({ kind: 'excludeWells', wells: ['P24'], reason: 'x' })[0]?.[0]).toBe('correction.nothing');
  });

  it('apply in their order', () => {
    const twice = applied(
      small([10, 20, 10, 20, 10, 20, 10, 20]),
      { kind: 'pathLength', signal: 'GFP', length_cm: 0.5 },
      { kind: 'censor', signal: 'GFP', limit: 40 },
    );
    const [signal] = twice.plates[0]?.run.signals ?? [];
    expect([...(signal?.values ?? [])]).toEqual([20, 40, 20, 40, 20, 40, 20, 40]);
    expect([...(signal?.censored ?? [])]).toEqual([0, 1, 0, 1, 0, 1, 0, 1]);
    expect(signal?.unit).toBe('GFP/cm');
  });
});

describe('background', () => {
  const { run, truth, background: added } = simulatedPlate({ seed: 5 });
  const gfp = (name: string): Float64Array => truth[wellOf(run, name)]?.gfp ?? new Float64Array(0);

  it.each(['blankWells', 'localBlanks'] as const)(
    'of %s brings readings back to what the cells show',
    (method) => {
      const { plates, reports, problems } = applied(run, background({ method }));
      expect(problems).toEqual([]);
      const corrected = plates[0]?.run ?? run;
      for (const well of ['C5', 'H12', 'D3']) {
        const exact = gfp(well);
        readings(corrected, 'GFP', well).forEach((value, n) => {
          expect(Math.abs(value - (exact[n] ?? 0))).toBeLessThan(40 + 0.05 * (exact[n] ?? 0));
        });
      }
      // Eight blanks, noise of 4.5 each reading: what the median of them is known to.
      expect(reports[0]?.uncertainty?.sd).toBeGreaterThan(0);
      expect(reports[0]?.uncertainty?.sd).toBeLessThan(5);
    },
  );

  it('per run is one value, per time follows the blanks', () => {
    const drifting = small(
      [100, 110, 500, 510, 900, 910, 100, 110],
      [{ role: 'blank' }, {}, {}, { role: 'blank' }],
    );
    const of = (per: 'time' | 'constant') =>
      readings(applied(drifting, background({ per })).plates[0]?.run ?? drifting, 'GFP', 'A2');
    expect([...of('time')]).toEqual([400, 400]);
    expect([...of('constant')]).toEqual([395, 405]);
  });

  it('of local blanks takes the nearest, both where two are as near', () => {
    const tilted = small(
      [10, 10, 100, 100, 100, 100, 40, 40],
      [{ role: 'blank' }, {}, {}, { role: 'blank' }],
    );
    const { plates } = applied(tilted, background({ method: 'localBlanks' }));
    const run = plates[0]?.run ?? tilted;
    expect([...readings(run, 'GFP', 'A2')]).toEqual([90, 90]);
    expect([...readings(run, 'GFP', 'A3')]).toEqual([60, 60]);
  });

  it('of cells without a reporter leaves the reporter alone, over the optical density', () => {
    const { plates, problems } = applied(run, background({ method: 'autofluorescence' }));
    expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
    const corrected = plates[0]?.run ?? run;
    // The control makes 300 an OD; the sample the same and its reporter.
    const [exact, od] = [gfp('C5'), truth[wellOf(run, 'C5')]?.od ?? new Float64Array(0)];
    readings(corrected, 'GFP', 'C5').forEach((value, n) => {
      const reporter = (exact[n] ?? 0) - 300 * (od[n] ?? 0);
      expect(Math.abs(value - reporter)).toBeLessThan(60 + 0.06 * reporter);
    });
    readings(corrected, 'GFP', 'A2').forEach((value) => {
      expect(Math.abs(value)).toBeLessThan(60);
    });
  });

  it('of minimum takes each well’s own, and none changes nothing', () => {
    const least = applied(run, background({ method: 'minimum' })).plates[0]?.run ?? run;
    expect(Math.min(...readings(least, 'GFP', 'B7'))).toBe(0);
    expect(applied(run, background({ method: 'none' })).plates[0]?.run).toBe(run);
  });

  it('without blanks is refused, naming those that the file calls so', () => {
    const bare = small([1, 2, 3, 4, 5, 6, 7, 8], [{ content: 'Blank B1' }]);
    const { problems, plates } = applied(bare, background({}));
    expect(problems).toMatchObject([
      { code: 'correction.noBlanks', severity: 'error', remedy: expect.stringContaining('[A1]') },
    ]);
    expect(plates[0]?.run).toBe(bare);
    expect(added.gfp).toBe(400);
  });
});

describe('exclusion', () => {
  it('takes wells out with a reason, the first one given', () => {
    const run = small([1, 2, 3, 4, 5, 6, 7, 8], [{}, { excluded: 'spilt' }]);
    const work: CorrectionWork = { kind: 'excludeWells', wells: ['A1', 'A2'], reason: 'bubbles' };
    const { plates, reports } = applied(run, work);
    expect(plates[0]?.run.wells.map(({ excluded }) => excluded)).toEqual([
      'bubbles',
      'spilt',
      undefined,
      undefined,
    ]);
    expect(reports[0]).toMatchObject({ excludedWells: 1, changedReadings: 0 });
  });

  it('takes readings out in a range of hours', () => {
    const run = small([1, 2, 3, 4, 5, 6, 7, 8]);
    const work: CorrectionWork = {
      ...{ kind: 'excludeReadings', wells: ['A1', 'A3'], signal: null, reason: 'lid' },
      ...{ from_h: 0.9, to_h: 1 },
    };
    const values = applied(run, work).plates[0]?.run.signals[0]?.values;
    expect([...(values ?? [])]).toEqual([1, Number.NaN, 3, 4, 5, Number.NaN, 7, 8]);
  });

  it('in hours is refused where the file has no times', () => {
    const timeless = small([1, 2, 3, 4, 5, 6, 7, 8]);
    const run = { ...timeless, signals: timeless.signals.map((signal) => ({ ...signal, time_s: null })) };
    const work: CorrectionWork = {
      ...{ kind: 'excludeReadings', wells: ['A1'], signal: 'GFP', reason: 'lid' },
      ...{ from_h: 0, to_h: null },
    };
    expect(applied(run, work).problems).toMatchObject([{ code: 'correction.noTimes', severity: 'error' }]);
  });
});

describe('censoring', () => {
  it('keeps saturated readings at the limit and marks them, words too', () => {
    const plain = small([1, 260, 3, Number.NaN, 5, Number.NaN, 7, 8]);
    const tokens = new Map([
      [3, 'OVRFLW'],
      [5, 'MISSED'],
    ]);
    const run = { ...plain, signals: plain.signals.map((signal) => ({ ...signal, tokens })) };
    const states = (limit: number | null) => {
      const { plates } = applied(run, { kind: 'censor', signal: 'GFP', limit });
      const signal = plates[0]?.run.signals[0];
      return signal === undefined ? [] : [1, 3, 5].map((at) => readingState(signal, at));
    };
    const raw = run.signals.flatMap((signal) => [1, 3, 5].map((at) => readingState(signal, at)));
    expect(raw).toEqual([
      { kind: 'read', value: 260 },
      { kind: 'censored', least: null },
      { kind: 'missing' },
    ]);
    const marked = { kind: 'censored', least: 260 };
    expect(states(260)).toEqual([marked, marked, { kind: 'missing' }]);
    expect(states(null)).toEqual([{ kind: 'read', value: 260 }, marked, { kind: 'missing' }]);
  });

  it('limits move with what is done to the readings after it', () => {
    const run = small([1, 260, 3, 4, 5, 6, 10, 10], [{}, {}, {}, { role: 'blank' }]);
    const { plates } = applied(run, { kind: 'censor', signal: 'GFP', limit: 260 }, background({}));
    const signal = plates[0]?.run.signals[0];
    expect(signal && readingState(signal, 1)).toEqual({ kind: 'censored', least: 250 });
  });
});

describe('linearity of optical density', () => {
  const end = 2;
  /** What a reader shows of OD that scatters back: it levels off at 2. */
  const shown = (od: number): number => od / (1 + od / end);
  const series = [1, 0.5, 0.25, 0.125, 0.0625, 0.03125, 0.015625].map((relative, n) => ({
    relative,
    reading: shown(4 * relative) * (1 + 0.01 * (n % 2 === 0 ? 1 : -1)),
  }));
  const run = small([0.1, 0.5, 0.8, 1, 1.2, 1.3, 1.9, 0]);

  it.each(['saturation', 'polynomial'] as const)(
    'by a %s is what it would have been, within its error',
    (form) => {
      const work: CorrectionWork = { kind: 'odLinearity', signal: 'GFP', form, series };
      const { plates, reports, problems } = applied(run, work);
      const signal = plates[0]?.run.signals[0];
      [0.1, 0.5, 0.8, 1, 1.2, 1.3].forEach((reading, at) => {
        const exact = reading / (1 - reading / end);
        expect(Math.abs((signal?.values[at] ?? 0) / exact - 1)).toBeLessThan(
          form === 'saturation' ? 0.05 : 0.12,
        );
      });
      // 1.9 is beyond the densest culture of the series.
      expect(signal?.censored?.[6]).toBe(1);
      expect(problems).toMatchObject([{ code: 'correction.beyondSeries' }]);
      expect(reports[0]?.uncertainty?.relativeSd).toBeGreaterThan(0.0005);
      expect(reports[0]?.uncertainty?.relativeSd).toBeLessThan(0.1);
    },
  );

  it('is refused where the series says nothing', () => {
    const straight = series.map(({ relative }) => ({ relative, reading: relative }));
    const refused = applied(run, {
      kind: 'odLinearity',
      signal: 'GFP',
      form: 'saturation',
      series: straight.slice(0, 2),
    });
    expect(refused.problems).toMatchObject([{ code: 'correction.linearity', severity: 'error' }]);
  });
});

describe('calibration', () => {
  const standards = [0, 1e14, 2e14, 4e14, 8e14].map((amount, n) => ({
    amount,
    reading: 30 + amount * 1e-10 * (1 + 0.02 * (n % 2 === 0 ? 1 : -1)),
  }));
  const mefl = (gain: string): CorrectionWork => ({ kind: 'mefl', signal: 'GFP', gain, standards });
  const run = (gain?: string): PlateRun =>
    small([1, 2, 3, 4, 5, 6, 1, 1], [{}, {}, {}, { role: 'blank' }], gain);

  it('at the gain of the standards gives amounts, with the spread of the standards as error', () => {
    const { plates, reports, problems } = applied(run('61'), background({}), mefl('61 (manual)'));
    expect(problems).toEqual([]);
    const signal = plates[0]?.run.signals[0];
    expect(signal?.unit).toBe('MEFL');
    expect((signal?.values[2] ?? 0) / 2e10).toBeCloseTo(1, 1);
    expect(reports[1]?.uncertainty?.relativeSd).toBeGreaterThan(0.001);
    expect(reports[1]?.uncertainty?.relativeSd).toBeLessThan(0.05);
  });

  it('at another gain is refused with words, and where none is stated it is said', () => {
    const refused = applied(run('80'), background({}), mefl('61'));
    expect(refused.problems).toMatchObject([{ code: 'correction.gain', severity: 'error' }]);
    expect(refused.problems[0]?.message).toMatch(/gain 80.*gain 61/);
    expect(refused.plates[0]?.run.signals[0]?.unit).toBeNull();
    expect(applied(run(), background({}), mefl('61')).problems).toMatchObject([
      { code: 'correction.gainUnknown' },
    ]);
  });

  it('says where the background is still in, and where standards are not proportional', () => {
    const codes = (list: typeof standards, ...before: CorrectionWork[]) =>
      applied(run(), ...before, { kind: 'particles', signal: 'GFP', standards: list }).problems.map(
        ({ code }) => code,
      );
    expect(codes(standards)).toEqual(['correction.noBackground']);
    const bent = standards.map(({ amount }) => ({ amount, reading: 30 + (amount * 1e-10) ** 0.5 }));
    expect(codes(bent, background({}))).toEqual(['correction.notLinear']);
  });
});
