import type { PlateRun, PlateSignal, PlateWell } from '../../plate/plate-run.ts';
import { correctionsNote } from '../correction/change-signal.ts';
import { densityOf, isDensity } from '../density.ts';
import {
  cyclesOfSignal,
  dosesOf,
  hoursOf,
  isKinetic,
  isUsed,
  readingState,
  seriesOf,
  wellRole,
} from '../plate-series.ts';
import { resolutionOf } from '../resolution.ts';
import { ec50Of } from './dose-response.ts';
import { foldChange } from './fold-change.ts';
import { growthSummary } from './growth.ts';
import type { GrowthWindow } from './growth-window.ts';
import { areaUnder, endPoint } from './level.ts';
import { promoterActivity } from './promoter-activity.ts';
import {
  type Measured,
  notKnown,
  type SummaryQuantity,
  type SummaryRow,
  withoutEmptyInterval,
} from './summary-row.ts';

/** What is asked for beside the plate. */
export interface SummaryOptions {
  /** The signal that growth is read from; null: what looks like one. */
  readonly density: string | null;
}

/**
 * The numbers of each well and signal before any model, and EC50 by device; excluded and empty wells are left out. `run`:
 * after its corrections, which the rows name.
 */
export function summarisePlate(
  plate: string,
  run: PlateRun,
  { density: asked }: SummaryOptions,
): readonly SummaryRow[] {
  const density = densityOf(run.signals.filter(isKinetic), asked);
  const windows = new Map<number, GrowthWindow | null>();
  const rows: SummaryRow[] = [];
  // The density first: what else is looked at while a culture grows needs its window.
  const ordered = [...run.signals].sort((a, b) => Number(b === density) - Number(a === density));
  for (const signal of ordered) {
    if (signal.kind === 'spectrum' || signal.kind === 'scan') continue;
    const ends = new Map<number, Measured>();
    run.wells.forEach((well, index) => {
      if (!isUsed(well) || wellRole(well) === 'empty') return;
      const own = wellQuantities(run, signal, index, density, asked);
      if (own.window !== undefined) windows.set(index, own.window);
      const activity = activityOf(run, signal, index, density, windows.get(index));
      for (const [quantity, exact] of [...own.quantities, ...activity]) {
        const measured = withCensoring(run, signal, index, exact);
        rows.push(rowOf(plate, well, signal, quantity, measured));
        if (quantity === 'endPoint' && !Number.isNaN(measured.value)) ends.set(index, measured);
      }
    });
    for (const row of comparisons(plate, run, signal, ends)) rows.push(row);
  }
  return rows;
}

interface WellQuantities {
  readonly quantities: readonly (readonly [SummaryQuantity, Measured])[];
  /** undefined: growth was not looked for. */
  readonly window?: GrowthWindow | null;
}

function wellQuantities(
  run: PlateRun,
  signal: PlateSignal,
  well: number,
  density: PlateSignal | null,
  asked: string | null,
): WellQuantities {
  const levels = seriesOf(signal, run.wells.length, well);
  const unit = signal.unit ?? '';
  const step = stepOf(signal);
  if (!levels.some((level) => Number.isFinite(level))) return { quantities: unreadEnd(run, signal, well) };
  const hours = hoursOf(signal, run.wells.length, well);
  if (!isKinetic(signal)) return { quantities: [['endPoint', endPoint(hours, levels, unit, step)]] };
  const level: readonly (readonly [SummaryQuantity, Measured])[] = [
    ['endPoint', endPoint(hours, levels, unit, step)],
    ['area', areaUnder(hours, levels, unit, step)],
  ];
  const isGrowth = signal === density || (asked === null && isDensity(signal));
  if (!isGrowth || hours === null || wellRole(run.wells[well] ?? {}) === 'blank')
    return { quantities: level };
  const growth = growthSummary(hours, levels, !isCorrected(signal), step);
  const named = growth.quantities.map(
    ([quantity, measured]) => [quantity, quantity === 'capacity' ? { ...measured, unit } : measured] as const,
  );
  return { quantities: [...named, ...level], ...(signal === density && { window: growth.window }) };
}

/** Of a well with no number at all: why there is none; nothing of one that is not read in this signal, but read in another. */
function unreadEnd(run: PlateRun, signal: PlateSignal, well: number): WellQuantities['quantities'] {
  const cycles = cyclesOfSignal(signal, run.wells.length);
  const states = Array.from({ length: cycles }, (_, n) => readingState(signal, well * cycles + n));
  const saturated = states.filter(({ kind }) => kind === 'censored').length;
  const words = states.filter((_, n) => (signal.tokens.get(well * cycles + n) ?? '') !== '').length;
  const isReadElsewhere = run.signals.some((other) =>
    seriesOf(other, run.wells.length, well).some((level) => Number.isFinite(level)),
  );
  if (words === 0 && isReadElsewhere) return [];
  const note =
    words === 0
      ? 'no reading in any signal'
      : saturated === words
        ? `no number: ${saturated === 1 ? 'its reading is' : `all ${saturated} readings are`} saturated`
        : `no number: ${words} words in place of readings, ${saturated} of them saturated`;
  return [['endPoint', notKnown(signal.unit ?? '', note)]];
}

/** A number that right-censored readings are part of is a lower bound. */
function withCensoring(run: PlateRun, signal: PlateSignal, well: number, measured: Measured): Measured {
  // Most signals have no word and no mark anywhere.
  if (signal.tokens.size === 0 && signal.censored === undefined) return measured;
  const hours = hoursOf(signal, run.wells.length, well);
  const cycles = cyclesOfSignal(signal, run.wells.length);
  const [from, to] = measured.window_h ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  // Words in place of the last numbers lie after the window that was used.
  const isLast = to === hours?.findLast((_, n) => Number.isFinite(signal.values[well * cycles + n]));
  const isCensored = Array.from({ length: cycles }, (_, n) => n).some((n) => {
    const hour = hours?.[n] ?? 0;
    const isInside = hour >= from && (hour <= to || isLast);
    return isInside && readingState(signal, well * cycles + n).kind === 'censored';
  });
  if (!isCensored || Number.isNaN(measured.value)) return measured;
  const note = [measured.note, 'saturated readings: at least this'].filter((text) => text !== '').join('; ');
  return { ...measured, high: Number.POSITIVE_INFINITY, note };
}

/** Looked at once for each signal: it is a pass over all readings. */
const steps = new WeakMap<PlateSignal, number>();

function stepOf(signal: PlateSignal): number {
  const step = steps.get(signal) ?? resolutionOf(signal);
  steps.set(signal, step);
  return step;
}

/** Whether a background was subtracted from the signal, or the reader’s program did so. */
function isCorrected({ metadata, calculated, signal }: PlateSignal): boolean {
  return /subtracted/.test(metadata?.[correctionsNote] ?? '') || (calculated && /blank/i.test(signal));
}

function activityOf(
  run: PlateRun,
  signal: PlateSignal,
  well: number,
  density: PlateSignal | null,
  window: GrowthWindow | null | undefined,
): readonly (readonly [SummaryQuantity, Measured])[] {
  const count = run.wells.length;
  if (density === null || signal === density || isDensity(signal) || !isKinetic(signal)) return [];
  if (wellRole(run.wells[well] ?? {}) === 'blank') return [];
  const [hours, densityHours] = [hoursOf(signal, count, well), hoursOf(density, count, well)];
  const levels = seriesOf(signal, count, well);
  if (hours === null || densityHours === null || !levels.some((level) => Number.isFinite(level))) return [];
  const densities = interpolated(hours, densityHours, seriesOf(density, count, well));
  const range =
    window == null ? null : ([densityHours[window.first] ?? 0, densityHours[window.last] ?? 0] as const);
  const steps = { level: stepOf(signal), density: stepOf(density) };
  const measured = promoterActivity(hours, levels, densities, range, signal.unit ?? '', steps);
  const raw = isCorrected(density) && isCorrected(signal) ? '' : 'with background';
  const whole = range === null ? 'over the whole run, for it does not certainly grow' : '';
  const note = [measured.note, whole, raw].filter((text) => text !== '').join('; ');
  return [['promoterActivity', { ...measured, note }]];
}

/** Linear between the readings before and after; NaN outside. */
function interpolated(hours: Float64Array, known: Float64Array, values: Float64Array): Float64Array {
  const at = [...known.keys()].filter((n) => Number.isFinite(values[n]));
  let next = 0;
  return hours.map((hour) => {
    while (next < at.length && (known[at[next] ?? 0] ?? 0) < hour) next += 1;
    const [above, below] = [at[next], at[next - 1]];
    if (above === undefined) return Number.NaN;
    const [high, top] = [known[above] ?? 0, values[above] ?? 0];
    if (high === hour || below === undefined) return high === hour ? top : Number.NaN;
    const [low, bottom] = [known[below] ?? 0, values[below] ?? 0];
    return bottom + ((hour - low) / (high - low)) * (top - bottom);
  });
}

/** Fold changes by well and EC50 by device, of a signal’s end points, [well]. */
function comparisons(
  plate: string,
  run: PlateRun,
  signal: PlateSignal,
  ends: ReadonlyMap<number, Measured>,
): readonly SummaryRow[] {
  const raw = isCorrected(signal) ? '' : 'with background: too near 1';
  const rows: SummaryRow[] = [];
  const byDevice = Map.groupBy(
    [...ends].filter(([well]) => wellRole(run.wells[well] ?? {}) !== 'blank'),
    ([well]) => run.wells[well]?.device.trim() ?? '',
  );
  for (const [device, own] of byDevice) {
    if (device === '') continue;
    const untreated = own.filter(
      ([well]) => isUntreated(run.wells[well]) && wellRole(run.wells[well] ?? {}) === 'sample',
    );
    const controls = own.filter(([well]) => wellRole(run.wells[well] ?? {}) === 'control');
    const [references, what] =
      untreated.length > 0 ? [untreated, 'untreated wells'] : [controls, 'control wells'];
    for (const [well, end] of own) {
      const place = run.wells[well];
      if (place === undefined || references.some(([other]) => other === well)) continue;
      const fold = foldChange(
        end,
        references.map(([, each]) => each),
        what,
      );
      const note = [fold.note, Number.isNaN(fold.value) ? '' : raw].filter((text) => text !== '').join('; ');
      rows.push(rowOf(plate, place, signal, 'foldChange', { ...fold, note }));
    }
    for (const row of doseRows(plate, run, signal, own)) rows.push(row);
  }
  return rows;
}

function isUntreated(well: PlateWell | undefined): boolean {
  return well !== undefined && dosesOf(well).size === 0;
}

/** An EC50 for each treatment that the device got alone, at four doses or more. */
function doseRows(
  plate: string,
  run: PlateRun,
  signal: PlateSignal,
  own: readonly (readonly [number, Measured])[],
): readonly SummaryRow[] {
  const wells = own.flatMap(([index, end]) => {
    const well = run.wells[index];
    return well === undefined || wellRole(well) !== 'sample' || Number.isNaN(end.value)
      ? []
      : [{ well, end, doses: dosesOf(well) }];
  });
  const names = new Set(wells.flatMap(({ doses }) => [...doses.keys()]));
  return [...names].flatMap((name): readonly SummaryRow[] => {
    // Wells with something else beside it are of another curve.
    const alone = wells.filter(({ doses }) => doses.size === 0 || (doses.size === 1 && doses.has(name)));
    const points = alone.map(({ doses, end }) => ({ dose: doses.get(name) ?? 0, response: end.value }));
    const [first] = alone;
    if (first === undefined || new Set(points.map(({ dose }) => dose)).size < 4) return [];
    const unit = alone
      .flatMap(({ well }) => well.treatments ?? [])
      .find((each) => each.name.trim() === name)?.unit;
    const measured = ec50Of(points, unit ?? '');
    const device = { ...first.well, well: '', treatment: name };
    return [{ ...rowOf(plate, device, signal, 'ec50', measured), treatments: name }];
  });
}

function rowOf(
  plate: string,
  well: PlateWell,
  signal: PlateSignal,
  quantity: SummaryQuantity,
  measured: Measured,
): SummaryRow {
  return {
    plate,
    well: well.well,
    device: well.device.trim(),
    treatments: well.treatment.trim(),
    role: wellRole(well),
    signal: signal.signal,
    quantity,
    ...withoutEmptyInterval(measured),
    corrections: signal.metadata?.[correctionsNote] ?? '',
  };
}
