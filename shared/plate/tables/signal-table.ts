import type { PlateSignal, SignalKind } from '../plate-run.ts';
import type { Reading } from './reading.ts';

export interface SignalOptions {
  readonly signal: string;
  readonly unit?: string | null;
  readonly calculated?: boolean;
  readonly kind: SignalKind;
  /** Optics, gain and the like, as the file has them. */
  readonly metadata?: Readonly<Record<string, string>>;
}

interface WellSeries {
  readonly values: number[];
  readonly times: number[];
  readonly tokens: Map<number, string>;
}

/** Readings of one signal of one plate as they are met, in whatever order; cycles without any reading fall away in the end. */
export class SignalTable {
  readonly options: SignalOptions;
  readonly #wells = new Map<string, WellSeries>();
  #cycles = 0;
  #timed = false;
  #twice: { readonly well: string; readonly cycle: number; count: number } | null = null;

  constructor(options: SignalOptions) {
    this.options = options;
  }

  /** In the order in which they were met. */
  get wells(): readonly string[] {
    return [...this.#wells.keys()];
  }

  get cycles(): number {
    return this.#cycles;
  }

  /** A well that is listed, whether or not it has readings. */
  list(well: string): WellSeries {
    let series = this.#wells.get(well);
    if (series === undefined) {
      series = { values: [], times: [], tokens: new Map() };
      this.#wells.set(well, series);
    }
    return series;
  }

  /** Where a file gives a well two readings at once: the last place, and how many such; null: nowhere. The first ones are kept. */
  get twice(): { readonly well: string; readonly cycle: number; readonly count: number } | null {
    return this.#twice;
  }

  /** `time_s`: NaN: none is known. */
  put(well: string, cycle: number, { value, token }: Reading, time_s: number): void {
    const series = this.list(well);
    if (this.has(well, cycle)) {
      const before = series.values[cycle] ?? Number.NaN;
      const same = Object.is(before, value) && (series.tokens.get(cycle) ?? null) === token;
      const empty = Number.isNaN(value) && token === null;
      if (!same && !empty) this.#twice = { well, cycle, count: (this.#twice?.count ?? 0) + 1 };
      return;
    }
    while (series.values.length <= cycle) {
      series.values.push(Number.NaN);
      series.times.push(Number.NaN);
    }
    series.values[cycle] = value;
    series.times[cycle] = time_s;
    if (token !== null) series.tokens.set(cycle, token);
    if (cycle >= this.#cycles) this.#cycles = cycle + 1;
    if (!Number.isNaN(time_s)) this.#timed = true;
  }

  /** Whether a well has a reading in a cycle already. */
  has(well: string, cycle: number): boolean {
    const series = this.#wells.get(well);
    return (
      series !== undefined && (!Number.isNaN(series.values[cycle] ?? Number.NaN) || series.tokens.has(cycle))
    );
  }

  /** [well, cycle] of `wells`; null: it has no reading at all. */
  build(wells: readonly string[]): PlateSignal | null {
    const kept = this.#keptCycles();
    if (kept.length === 0) return null;
    const values = new Float64Array(wells.length * kept.length).fill(Number.NaN);
    const times = new Float64Array(values.length).fill(Number.NaN);
    const tokens = new Map<number, string>();
    wells.forEach((well, w) => {
      const series = this.#wells.get(well);
      if (series === undefined) return;
      kept.forEach((cycle, c) => {
        const at = w * kept.length + c;
        values[at] = series.values[cycle] ?? Number.NaN;
        times[at] = series.times[cycle] ?? Number.NaN;
        const token = series.tokens.get(cycle);
        if (token !== undefined) tokens.set(at, token);
      });
    });
    const { signal, unit = null, calculated = false, kind, metadata } = this.options;
    const timed = this.#timed && kind === 'kinetic';
    const shared = timed ? sharedTimes(times, wells.length, kept.length) : null;
    return {
      ...{ signal, unit, calculated, kind, values, tokens },
      time_s: timed ? (shared ?? firstTimes(times, values, wells.length, kept.length)) : null,
      ...(timed && shared === null && { wellTimes_s: times }),
      ...(metadata !== undefined && Object.keys(metadata).length > 0 && { metadata }),
    };
  }

  #keptCycles(): readonly number[] {
    const filled = new Uint8Array(this.#cycles);
    for (const { values, tokens } of this.#wells.values()) {
      values.forEach((value, cycle) => {
        if (!Number.isNaN(value)) filled[cycle] = 1;
      });
      for (const cycle of tokens.keys()) filled[cycle] = 1;
    }
    return [...filled.keys()].filter((cycle) => filled[cycle] === 1);
  }
}

/** [cycle], where all wells that have a time have the same; null: they differ. */
function sharedTimes(times: Float64Array, wells: number, cycles: number): Float64Array | null {
  const shared = new Float64Array(cycles).fill(Number.NaN);
  for (let w = 0; w < wells; w++) {
    for (let c = 0; c < cycles; c++) {
      const time = times[w * cycles + c] ?? Number.NaN;
      if (Number.isNaN(time)) continue;
      const known = shared[c] ?? Number.NaN;
      if (Number.isNaN(known)) shared[c] = time;
      else if (known !== time) return null;
    }
  }
  return shared;
}

/** Those of the first well with a reading. */
function firstTimes(times: Float64Array, values: Float64Array, wells: number, cycles: number): Float64Array {
  for (let w = 0; w < wells; w++) {
    const own = values.subarray(w * cycles, (w + 1) * cycles);
    if (own.some((value) => !Number.isNaN(value))) return times.slice(w * cycles, (w + 1) * cycles);
  }
  return times.slice(0, cycles);
}
