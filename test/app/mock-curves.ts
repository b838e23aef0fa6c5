// Made-up readings, predictions and scores of the mock's plates, in the shapes and sizes of real ones.

import { present } from '../../shared/base/assert.ts';
import type { FitView, PlateReadings, PlateView, ProjectView, WellView } from '../../shared/channels.ts';
import type { Evaluation, WellPrediction } from '../../shared/fit/fit-result.ts';

interface MockSignal {
  readonly name: string;
  readonly unit: string;
  /** Height, midpoint in hours, width in hours and foot of its curve. */
  readonly top: number;
  readonly lag: number;
  readonly rise: number;
  readonly floor: number;
}

export const SIGNALS: readonly MockSignal[] = [
  { name: 'OD', unit: '', top: 3.2, lag: 6.5, rise: 1.1, floor: 0.1 },
  { name: 'mRFP1', unit: 'a.u.', top: 4200, lag: 8.5, rise: 1.4, floor: 240 },
  { name: 'EYFP', unit: 'a.u.', top: 16000, lag: 9, rise: 1.5, floor: 310 },
  { name: 'ECFP', unit: 'a.u.', top: 9000, lag: 9.5, rise: 1.5, floor: 420 },
];

/** A repeatable stream of numbers in [0, 1). */
function stream(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
}

export const TIMES = Float64Array.from({ length: 72 }, (_, i) => i * 0.1945);

export function curve(signal: MockSignal, well: WellView, t: number): number {
  const dose = Number(well.treatment.split('=')[1]);
  const response = signal.name === 'OD' ? 1 : 0.12 + 0.88 * (dose / (dose + 400 * (1 + (well.device ?? 3))));
  const top = signal.top * response * (1 - 0.06 * (well.device ?? 4));
  return signal.floor + top / (1 + Math.exp(-(t - signal.lag) / signal.rise));
}

interface Plates {
  readonly plates: readonly PlateView[];
}

/** Raw readings. */
export function readingsOf({ plates }: Plates, plateName: string): PlateReadings {
  const plate = present(
    plates.find((one) => one.plate === plateName),
    'the page asks for plates there are',
  );
  const random = stream(7);
  return {
    plate: plateName,
    signals: SIGNALS.map((signal) => {
      const values = new Float64Array(plate.wells.length * TIMES.length);
      plate.wells.forEach((well, w) => {
        TIMES.forEach((t, i) => {
          values[w * TIMES.length + i] = curve(signal, well, t) + (random() - 0.5) * signal.top * 0.02;
        });
      });
      // Two readings that the instrument could not take.
      values[5] = Number.NaN;
      values[6] = Number.NaN;
      return { name: signal.name, times_h: TIMES, values };
    }),
  };
}

/** WellPrediction of every used well; each fourth one validates. */
export function predictionsOf(project: Plates & Pick<ProjectView, 'devices'>): readonly WellPrediction[] {
  const random = stream(11);
  const used = project.plates.flatMap((plate) =>
    plate.wells.filter((well) => well.device !== null).map((well) => ({ plate, well })),
  );
  return used.map(({ plate, well }, i) => {
    const n = TIMES.length;
    const make = (): Float64Array => new Float64Array(SIGNALS.length * n);
    const [observed, mean, sd] = [make(), make(), make()];
    const quantiles = { q025: make(), q25: make(), q50: make(), q75: make(), q975: make() };
    SIGNALS.forEach((signal, s) => {
      const wrong = 1 + (random() - 0.5) * 0.12;
      TIMES.forEach((t, k) => {
        const at = s * n + k;
        const truth = curve(signal, well, t) - signal.floor;
        const spread = 0.04 * signal.top + 0.05 * truth;
        observed[at] = truth + (random() - 0.5) * spread * 1.2;
        const middle = truth * wrong;
        mean[at] = middle;
        sd[at] = spread;
        quantiles.q50[at] = middle;
        quantiles.q25[at] = middle - 0.674 * spread;
        quantiles.q75[at] = middle + 0.674 * spread;
        quantiles.q025[at] = middle - 1.96 * spread;
        quantiles.q975[at] = middle + 1.96 * spread;
      });
    });
    return {
      individual: well.id,
      plate: plate.plate,
      well: well.well,
      device: project.devices[well.device ?? 0]?.title ?? well.deviceName,
      treatments: well.treatment.startsWith('C6') ? `${well.treatment};C12=0` : `C6=0;${well.treatment}`,
      set: i % 4 === 0 ? 'validation' : 'train',
      signals: SIGNALS.map((signal) => signal.name),
      times_h: TIMES,
      observed,
      mean,
      sd,
      quantiles,
    };
  });
}

export const SCORES: FitView['scores'] = [
  { signal: 'OD', r2: 0.983, rmse: 0.0312, coverage50: 0.54, coverage95: 0.962 },
  { signal: 'mRFP1', r2: 0.951, rmse: 0.0488, coverage50: 0.47, coverage95: 0.931 },
  { signal: 'EYFP', r2: 0.842, rmse: 0.0921, coverage50: 0.38, coverage95: 0.874 },
  { signal: 'ECFP', r2: 0.412, rmse: 0.171, coverage50: 0.21, coverage95: 0.601 },
];

/** The elbo of a fit that learns: far down first, then levelling. */
export function evaluationAt(epoch: number): Evaluation {
  const train = 742 - 9200 * Math.exp(-epoch / 6) - 130 * Math.exp(-epoch / 45) + 3 * Math.sin(epoch);
  return {
    epoch,
    step: epoch * 7,
    seconds: epoch * 0.31,
    trainElbo: train,
    validationElbo: train - 14 + 4 * Math.cos(epoch * 1.3),
  };
}
