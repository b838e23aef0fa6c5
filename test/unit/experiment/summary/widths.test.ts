import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { applySteps } from '../../../../shared/experiment/correction/apply-steps.ts';
import type { CorrectionWork } from '../../../../shared/experiment/correction/step.ts';
import { resolutionOf } from '../../../../shared/experiment/resolution.ts';
import { foldChange } from '../../../../shared/experiment/summary/fold-change.ts';
import { growthSummary } from '../../../../shared/experiment/summary/growth.ts';
import { areaUnder, endPoint } from '../../../../shared/experiment/summary/level.ts';
import { promoterActivity } from '../../../../shared/experiment/summary/promoter-activity.ts';
import { summarisePlate } from '../../../../shared/experiment/summary/summarise-plate.ts';
import type { Measured } from '../../../../shared/experiment/summary/summary-row.ts';
import type { PlateRun, PlateSignal } from '../../../../shared/plate/plate-run.ts';
import { readPlateFile } from '../../../../shared/plate/read-plate-file.ts';
import { simulatedPlate } from '../../../helpers/simulated-plate.ts';

const hours = Float64Array.from({ length: 40 }, (_, n) => n / 4);
const blank = hours.map(() => 0.082);
const widthOf = ({ low, high }: Measured): number => high - low;
const signalOf = (values: ArrayLike<number>, more: Partial<PlateSignal> = {}): PlateSignal => ({
  ...{ signal: 'OD', unit: null, calculated: false, time_s: hours.map((hour) => 3600 * hour) },
  ...{ values: Float64Array.from(values), tokens: new Map(), ...more },
});

describe('readings that are all the same', () => {
  it('have an end point that is known to their step, and an area to half of it over the run', () => {
    // Of a line through five readings the last has the most weight, and the first counts against it: 1.4 in all.
    expect(widthOf(endPoint(hours, blank, '', 0.001))).toBeCloseTo(0.0014, 12);
    expect(widthOf(endPoint(hours.subarray(0, 6), blank.subarray(0, 6), '', 0.001))).toBeCloseTo(0.0014, 12);
    expect(widthOf(areaUnder(hours, blank, '', 0.001))).toBeCloseTo(0.001 * 9.75, 12);
  });

  it('have a capacity and an activity that are no better known', () => {
    const capacity = growthSummary(hours, blank, false, 0.001).quantities.find(
      ([name]) => name === 'capacity',
    );
    expect(capacity && widthOf(capacity[1])).toBeGreaterThanOrEqual(0.001);
    const flat = promoterActivity(
      hours,
      hours.map(() => 400),
      hours.map((hour) => 0.05 * Math.exp(0.3 * hour)),
      null,
      '',
      { level: 1, density: 0.001 },
    );
    expect(widthOf(flat)).toBeGreaterThan(0);
  });

  it('make no fold change that is certain, however alike the untreated wells are', () => {
    const end = endPoint(hours, blank, '', 0.001);
    const fold = foldChange({ ...end, value: 0.164 }, [end, end, end], 'untreated wells');
    expect(fold.high / fold.low).toBeGreaterThan(1 + 0.5 * (0.001 / 0.164));
  });
});

describe('an interval holds what rounding hides', () => {
  // Noise of a tenth of the step: all readings are one number, and say nothing of where in its step the level lies.
  it.each([0.0815, 0.0818, 0.0821, 0.0824])('of a level %d that is read to three decimals', (level) => {
    const read = hours.map((_, n) => Math.round(1000 * (level + 1e-4 * Math.sin(7 * n))) / 1000);
    const [end, area] = [endPoint(hours, read, '', 0.001), areaUnder(hours, read, '', 0.001)];
    expect(end.low).toBeLessThanOrEqual(level + 1e-12);
    expect(end.high).toBeGreaterThanOrEqual(level - 1e-12);
    expect(area.low).toBeLessThanOrEqual(level * 9.75 + 1e-9);
    expect(area.high).toBeGreaterThanOrEqual(level * 9.75 - 1e-9);
  });
});

describe('the resolution of a signal', () => {
  it.each([
    ['three decimals', [0.15, 0.179, 0.209], 0.001],
    ['counts', [10, 250, 12_000], 1],
    ['floats of single precision', [0.0834, 0.0835, 1.2345].map(Math.fround), 1e-4],
    ['nothing but gaps', [Number.NaN, Number.NaN], 1],
  ])('is the step of its numbers: %s', (_, values, step) => {
    expect(resolutionOf(signalOf(values))).toBeCloseTo(step, 12);
  });

  it('goes through corrections: less a background it stays, in other units it is theirs', () => {
    const { run } = simulatedPlate({ seed: 1 });
    const stepAfter = (...works: readonly CorrectionWork[]): number => {
      const steps = works.map((work) => ({ ...work, plate: null, on: true, flag: null }));
      const [plate] = applySteps([{ file: 'p', plate: 'p', run }], steps).plates;
      const signal = plate?.run.signals.find((each) => each.signal === 'OD');
      return signal === undefined ? Number.NaN : resolutionOf(signal);
    };
    const background: CorrectionWork = {
      ...{ kind: 'background', signal: 'OD', method: 'blankWells', per: 'time', wells: null, density: null },
    };
    expect(stepAfter()).toBeCloseTo(1e-4, 12);
    expect(stepAfter(background)).toBeCloseTo(1e-4, 12);
    expect(stepAfter({ kind: 'pathLength', signal: 'OD', length_cm: 0.5 })).toBeCloseTo(2e-4, 12);
    const standards = [1, 2, 4].map((amount) => ({ amount: 1e8 * amount, reading: amount }));
    expect(stepAfter({ kind: 'particles', signal: 'OD', standards })).toBeCloseTo(1e4, 3);
  });
});

function misstated(run: PlateRun): readonly string[] {
  const steps = new Map(run.signals.map((signal) => [signal.signal, resolutionOf(signal)]));
  return summarisePlate(run.plate, run, { density: null }).flatMap((row) => {
    const name = `${row.well} ${row.signal} ${row.quantity} ${row.value} (${row.low} to ${row.high})`;
    if (!Number.isFinite(row.value)) return [];
    if (Number.isNaN(row.low)) return row.note === '' ? [`${name}: no interval and no note`] : [];
    const step = row.quantity === 'endPoint' ? (steps.get(row.signal) ?? 0) : 0;
    return row.high - row.low > step ? [] : [name];
  });
}

const exported = new URL('../../../exports/', import.meta.url);
const files = readdirSync(exported).filter((name) => /\.(?:csv|xlsx|txt|xml|json)$/i.test(name));

it('no number of any export is without a width of its resolution or the word that it has none', async () => {
  let plates = 0;
  for (const file of files) {
    const read = await readPlateFile({ file, bytes: readFileSync(new URL(file, exported)) });
    if (!read.ok) continue;
    for (const run of read.value.runs) {
      plates += 1;
      expect(misstated(run), file).toEqual([]);
    }
  }
  expect(plates).toBeGreaterThan(40);
}, 120_000);
