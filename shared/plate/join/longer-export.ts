import type { PlateFile, PlateRun, PlateSignal } from '../plate-run.ts';

/** What one export of a run is to another of the same run. */
export type ExportRelation =
  /** All readings of the other, and this many cycles more. */
  | { readonly kind: 'longer'; readonly more: number }
  /** All readings are in the other. */
  | { readonly kind: 'contained' }
  | { readonly kind: 'other' };

/** Fewer readings are the same by chance. */
const fewest = 20;

const other: ExportRelation = { kind: 'other' };

/** Whether a file is a longer export of the same run as another one: the same starts, and every reading of it. */
export function exportRelation(before: PlateFile, now: PlateFile): ExportRelation {
  const [forth, back] = [moreIn(before, now), moreIn(now, before)];
  if (forth !== null && forth > 0) return { kind: 'longer', more: forth };
  return back !== null ? { kind: 'contained' } : other;
}

/** Cycles that the longer one has more, of the signal that has most; null: it is no longer export of the shorter one. */
function moreIn(shorter: PlateFile, longer: PlateFile): number | null {
  if (shorter.runs.length !== longer.runs.length) return null;
  let more = 0;
  let readings = 0;
  for (const [n, run] of shorter.runs.entries()) {
    const whole = longer.runs[n];
    if (whole === undefined) return null;
    for (const signal of run.signals) {
      const same = whole.signals.find((one) => one.signal === signal.signal && one.kind === signal.kind);
      const found = same === undefined ? null : moreOf(run, signal, whole, same);
      if (found === null) return null;
      more = Math.max(more, found);
      readings += signal.values.length;
    }
  }
  return readings < fewest ? null : more;
}

function moreOf(run: PlateRun, signal: PlateSignal, whole: PlateRun, long: PlateSignal): number | null {
  if ((signal.metadata?.start ?? '') !== (long.metadata?.start ?? '')) return null;
  const cycles = signal.values.length / Math.max(1, run.wells.length);
  const all = long.values.length / Math.max(1, whole.wells.length);
  if (all < cycles || (signal.time_s === null) !== (long.time_s === null)) return null;
  const places = new Map(whole.wells.map(({ well }, place) => [well, place]));
  for (const [w, { well }] of run.wells.entries()) {
    const place = places.get(well);
    if (place === undefined) return null;
    for (let cycle = 0; cycle < cycles; cycle++) {
      const [here, there] = [w * cycles + cycle, place * all + cycle];
      // The last cycle may have been under way.
      const mayBeEmpty = cycle === cycles - 1;
      if (!isSame(signal, here, cycle, long, there, mayBeEmpty)) return null;
    }
  }
  return all - cycles;
}

function isSame(
  signal: PlateSignal,
  here: number,
  cycle: number,
  long: PlateSignal,
  there: number,
  mayBeEmpty: boolean,
): boolean {
  const [value, now] = [signal.values[here] ?? Number.NaN, long.values[there] ?? Number.NaN];
  const empty = Number.isNaN(value) && !signal.tokens.has(here);
  if (empty && mayBeEmpty) return true;
  if (!Object.is(value, now) || signal.tokens.get(here) !== long.tokens.get(there)) return false;
  const time = signal.wellTimes_s?.[here] ?? signal.time_s?.[cycle] ?? 0;
  const timeNow = long.wellTimes_s?.[there] ?? long.time_s?.[cycle] ?? 0;
  return Math.abs(time - timeNow) < 1e-3 || (Number.isNaN(time) && Number.isNaN(timeNow));
}
