import type { PlateOutline, PlateWell, SignalOutline } from '../plate-run.ts';

/** A file's part of a plate, without its readings. */
export interface OutlinePart {
  readonly outline: PlateOutline;
  /** Seconds from the plate's zero to the file's. */
  readonly offset_s: number;
}

/** What `joinRuns` makes of the parts, without readings. */
export function joinOutlines(plate: string, parts: readonly OutlinePart[]): PlateOutline {
  const signals = new Map<string, SignalOutline>();
  for (const { outline, offset_s } of parts) {
    for (const own of outline.signals) {
      const signal = moved(own, offset_s);
      const there = signals.get(signal.signal);
      signals.set(signal.signal, there === undefined ? signal : continued(there, signal));
    }
  }
  const wells = joinWells(parts.map(({ outline }) => outline.wells));
  return { plate, wells, signals: [...signals.values()] };
}

/** Each well once; what one file says of it is not taken away by one that says nothing. */
export function joinWells(parts: readonly (readonly PlateWell[])[]): readonly PlateWell[] {
  const wells = new Map<string, PlateWell>();
  for (const well of parts.flat()) {
    const there = wells.get(well.well);
    if (there === undefined || (!isDescribed(there) && isDescribed(well))) wells.set(well.well, well);
  }
  return [...wells.values()];
}

function isDescribed({ device, treatment, colony, content = '' }: PlateWell): boolean {
  return [device, treatment, colony, content].some((text) => text !== '');
}

function moved(signal: SignalOutline, offset_s: number): SignalOutline {
  const { first_s, last_s } = signal;
  return {
    ...signal,
    ...(first_s != null && { first_s: first_s + offset_s }),
    ...(last_s != null && { last_s: last_s + offset_s }),
  };
}

function continued(one: SignalOutline, next: SignalOutline): SignalOutline {
  return {
    ...one,
    timed: one.timed && next.timed,
    cycles: (one.cycles ?? 0) + (next.cycles ?? 0),
    ...(next.last_s != null && { last_s: next.last_s }),
  };
}
