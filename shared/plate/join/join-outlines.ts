import { calledAlike, calledOutline } from '../plate-names.ts';
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
  const called = calledAlike(parts.map(({ outline }) => calledOutline(outline)));
  return {
    ...{ plate, wells, signals: [...signals.values()] },
    ...(called !== null && { own: called, stated: true }),
  };
}

/** Each well once, as the part has it that says most of it; of those that say as much the first. */
export function joinWells(parts: readonly (readonly PlateWell[])[]): readonly PlateWell[] {
  const wells = new Map<string, PlateWell>();
  for (const well of parts.flat()) {
    const there = wells.get(well.well);
    if (there === undefined || weightOf(well) > weightOf(there)) wells.set(well.well, well);
  }
  return [...wells.values()];
}

/** What was put in a well weighs more than what an instrument's program calls it. */
function weightOf(well: PlateWell): number {
  const { device, treatment, colony, content = '', details } = well;
  const { treatments, role, biological, technical, excluded, factors } = well;
  const stated = [treatments, role, biological, technical, excluded, factors].some(
    (one) => one !== undefined,
  );
  if (stated || device !== '' || treatment !== '') return 2;
  return content !== '' || colony !== '' || details !== undefined ? 1 : 0;
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
