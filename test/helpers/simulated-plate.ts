import { fillNormals } from '../../shared/base/random.ts';
import type { PlateRun, PlateSignal, PlateWell } from '../../shared/plate/plate-run.ts';

/** How a plate is made up; what is left out is as on an ordinary, clean one. */
export interface PlateMake {
  readonly seed: number;
  readonly cycles?: number;
  /** Hours between readings. */
  readonly step_h?: number;
  /** Noise of a reading: share of its value, and in units of the signal (OD; fluorescence has 1000 times that). */
  readonly relativeNoise?: number;
  readonly noise?: number;
  /** Of a culture about its condition, standard deviation of logarithms. */
  readonly betweenWells?: number;
}

/** Truth of one well: what it would read without noise and background, [cycle]. */
export interface WellTruth {
  readonly od: Float64Array;
  readonly gfp: Float64Array;
}

export interface SimulatedPlate {
  readonly run: PlateRun;
  /** [well] */
  readonly truth: readonly WellTruth[];
  readonly background: { readonly od: number; readonly gfp: number };
}

export const simulatedDoses = [0, 1, 3, 10, 30, 100, 300, 1000];

/**
 * A plate of 96 wells: column 1 blanks, column 2 rows A to D cells without a reporter, else three devices at eight doses,
 * three replicates or more each; logistic growth, a reporter made in proportion to growth with a Hill curve over the dose.
 */
export function simulatedPlate(make: PlateMake): SimulatedPlate {
  const { seed, cycles = 80, step_h = 0.2, relativeNoise = 0.01, noise = 0.002, betweenWells = 0.03 } = make;
  const background = { od: 0.09, gfp: 400 };
  const time_s = Float64Array.from({ length: cycles }, (_, n) => n * step_h * 3600);
  const wells: PlateWell[] = [];
  for (let row = 0; row < 8; row += 1)
    for (let column = 0; column < 12; column += 1) wells.push(wellAt(row, column));
  const own = new Float64Array(wells.length * 2);
  fillNormals({ seed, purpose: 'test', step: 1, individual: 0 }, own, 0, own.length);
  const truth = wells.map((well, w) =>
    truthOf(
      well,
      time_s,
      Math.exp(betweenWells * (own[2 * w] ?? 0)),
      Math.exp(betweenWells * (own[2 * w + 1] ?? 0)),
    ),
  );
  const signal = (title: string, which: 'od' | 'gfp', step: number, unit: number): PlateSignal => {
    const normals = new Float64Array(wells.length * cycles * 2);
    fillNormals({ seed, purpose: 'test', step, individual: 0 }, normals, 0, normals.length);
    const values = Float64Array.from({ length: wells.length * cycles }, (_, at) => {
      const level = background[which] + (truth[Math.floor(at / cycles)]?.[which][at % cycles] ?? 0);
      const read =
        level * (1 + relativeNoise * (normals[2 * at] ?? 0)) + noise * unit * (normals[2 * at + 1] ?? 0);
      // As readers write them.
      return unit === 1 ? Math.round(read * 1e4) / 1e4 : Math.round(read);
    });
    return { signal: title, unit: null, calculated: false, time_s, values, tokens: new Map() };
  };
  const run = {
    plate: 'simulated',
    wells,
    signals: [signal('OD', 'od', 2, 1), signal('GFP', 'gfp', 3, 1000)],
  };
  return { run, truth, background };
}

function wellAt(row: number, column: number): PlateWell {
  const well = `${String.fromCharCode(65 + row)}${column + 1}`;
  const base = { well, colony: '', line: row * 12 + column + 2 };
  if (column === 0) return { ...base, device: '', treatment: '', role: 'blank' };
  if (column === 1 && row < 4) return { ...base, device: 'cells', treatment: '', role: 'autofluorescence' };
  // Rows of doses and columns of devices, shifted so that every condition lies at the edge and inside.
  const device = `D${1 + (column % 3)}`;
  const dose = simulatedDoses[(row + column) % 8] ?? 0;
  return {
    ...base,
    device,
    treatment: `C6=${dose}`,
    treatments: [{ name: 'C6', value: dose, unit: 'nM', time_s: 0 }],
  };
}

/** Rates of the three devices, per hour; and what they make of a reporter. */
const rates: Readonly<Record<string, number>> = { D1: 0.9, D2: 0.7, D3: 0.55, cells: 0.8 };
export const simulatedEc50 = 20;

function truthOf(well: PlateWell, time_s: Float64Array, ownRate: number, ownLevel: number): WellTruth {
  const rate = rates[well.device];
  if (rate === undefined)
    return { od: new Float64Array(time_s.length), gfp: new Float64Array(time_s.length) };
  const capacity = 1.2 * ownLevel;
  const start = 0.01;
  const od = time_s.map(
    (time) => capacity / (1 + (capacity / start - 1) * Math.exp((-rate * ownRate * time) / 3600)),
  );
  const dose = well.treatments?.[0]?.value ?? 0;
  const share = well.device === 'cells' ? 0 : 0.05 + dose ** 1.5 / (dose ** 1.5 + simulatedEc50 ** 1.5);
  const gfp = od.map((value) => value * (300 + 20_000 * share * ownLevel));
  return { od, gfp };
}

/** The run with one signal's readings changed in place of a copy: `change` gets well, cycle and value. */
export function withReadings(
  run: PlateRun,
  title: string,
  change: (value: number, well: string, cycle: number) => number,
): PlateRun {
  const signals = run.signals.map((signal) => {
    if (signal.signal !== title) return signal;
    const cycles = signal.values.length / run.wells.length;
    const values = signal.values.map((value, at) =>
      change(value, run.wells[Math.floor(at / cycles)]?.well ?? '', at % cycles),
    );
    return { ...signal, values };
  });
  return { ...run, signals };
}
