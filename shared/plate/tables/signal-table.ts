import type { Cell } from '../containers/cell.ts';
import type { Metadata, MetadataDraft } from '../metadata.ts';
import type { NumberMark } from '../number.ts';
import type { PlateSignal, SignalKind } from '../plate-run.ts';
import { type Reading, readingOf } from './reading.ts';

export interface SignalOptions {
  readonly signal: string;
  readonly unit?: string | null;
  readonly calculated?: boolean;
  readonly kind: SignalKind;
  /** Optics, gain and the like, as the file has them. */
  readonly metadata?: Metadata;
}

/** By the cycle's place: the order in which cycles were met, whatever numbers a file gives them. */
interface WellSeries {
  readonly values: number[];
  readonly times: number[];
  readonly tokens: Map<number, string>;
}

/** Readings of one signal of one plate as they are met, in whatever order; cycles without any reading fall away in the end. */
export class SignalTable {
  readonly options: SignalOptions;
  readonly #wells = new Map<string, WellSeries>();
  readonly #places = new Map<number, number>();
  #timed = false;
  #coldest = Number.POSITIVE_INFINITY;
  #warmest = Number.NEGATIVE_INFINITY;
  #twice: { readonly well: string; readonly cycle: number; count: number } | null = null;

  constructor(options: SignalOptions) {
    this.options = options;
  }

  /** In the order in which they were met. */
  get wells(): readonly string[] {
    return [...this.#wells.keys()];
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

  /** `cycle` only orders: a file may count from anywhere. `time_s`: not finite: none is known. */
  put(well: string, cycle: number, { value, token }: Reading, time_s: number): void {
    const series = this.list(well);
    const place = this.#place(cycle);
    if (this.has(well, cycle)) {
      const before = series.values[place] ?? Number.NaN;
      const same = Object.is(before, value) && (series.tokens.get(place) ?? null) === token;
      const empty = Number.isNaN(value) && token === null;
      if (!same && !empty) this.#twice = { well, cycle, count: (this.#twice?.count ?? 0) + 1 };
      return;
    }
    while (series.values.length <= place) {
      series.values.push(Number.NaN);
      series.times.push(Number.NaN);
    }
    const timed = Number.isFinite(time_s);
    series.values[place] = value;
    series.times[place] = timed ? time_s : Number.NaN;
    if (token !== null) series.tokens.set(place, token);
    if (timed) this.#timed = true;
  }

  /** The temperature that the instrument measured in a cycle, °C; not in every file, nor in every cycle. */
  measured(temperature: Cell | undefined, decimal: NumberMark): void {
    const number =
      typeof temperature === 'string' ? /^\s*([\d.,]+)[^\d.,]{0,6}$/.exec(temperature)?.[1] : temperature;
    const { value } = readingOf(number, decimal);
    // Instruments write 0 where they have no thermometer.
    if (!(value > 0 && value < 150)) return;
    this.#coldest = Math.min(this.#coldest, value);
    this.#warmest = Math.max(this.#warmest, value);
  }

  #metadata(): Metadata {
    const found: MetadataDraft = { ...this.options.metadata };
    if (this.#coldest <= this.#warmest) {
      const [low, high] = [this.#coldest, this.#warmest];
      found.measuredTemperature ??= low === high ? `${low} °C` : `${low} to ${high} °C`;
    }
    return found;
  }

  #place(cycle: number): number {
    let place = this.#places.get(cycle);
    if (place === undefined) {
      place = this.#places.size;
      this.#places.set(cycle, place);
    }
    return place;
  }

  /** Whether a well has a reading in a cycle already. */
  has(well: string, cycle: number): boolean {
    const series = this.#wells.get(well);
    const place = this.#places.get(cycle);
    if (series === undefined || place === undefined) return false;
    return !Number.isNaN(series.values[place] ?? Number.NaN) || series.tokens.has(place);
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
      kept.forEach((place, c) => {
        const at = w * kept.length + c;
        values[at] = series.values[place] ?? Number.NaN;
        times[at] = series.times[place] ?? Number.NaN;
        const token = series.tokens.get(place);
        if (token !== undefined) tokens.set(at, token);
      });
    });
    const { signal, unit = null, calculated = false, kind } = this.options;
    const metadata = this.#metadata();
    const timed = this.#timed && kind === 'kinetic';
    const shared = timed ? sharedTimes(times, wells.length, kept.length) : null;
    return {
      ...{ signal, unit, calculated, kind, values, tokens },
      time_s: timed ? (shared ?? firstTimes(times, values, wells.length, kept.length)) : null,
      ...(timed && shared === null && { wellTimes_s: times }),
      ...(Object.keys(metadata).length > 0 && { metadata }),
    };
  }

  /** Places of the cycles with a reading, cycles in order. */
  #keptCycles(): readonly number[] {
    const filled = new Uint8Array(this.#places.size);
    for (const { values, tokens } of this.#wells.values()) {
      values.forEach((value, place) => {
        if (!Number.isNaN(value)) filled[place] = 1;
      });
      for (const place of tokens.keys()) filled[place] = 1;
    }
    const inOrder = [...this.#places].sort(([one], [other]) => one - other);
    return inOrder.flatMap(([, place]) => (filled[place] === 1 ? [place] : []));
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
