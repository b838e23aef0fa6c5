import type { KernelIndividual } from '../../kernel.ts';
import type { KernelPlan } from '../../kernel-plan.ts';
import { addedAmount, readingCount, readingGaps, timedDose } from '../grid.ts';
import type { LaneType } from './lane-type.ts';

/**
 * What a kernel reads of an individual, as numbers of a lane's width in memory: a header with what holds throughout, then a
 * row for each grid point. All offsets in bytes, of rows from the row's beginning.
 */
export interface RecordLayout {
  readonly dose: (treatment: number) => number;
  readonly part: (part: number) => number;
  readonly start: number;
  readonly readings: (signal: number) => number;
  /** Where rows begin. */
  readonly header: number;
  readonly row: number;
  readonly time: number;
  /** Length of a sub-step to the next point, hours. */
  readonly step: number;
  readonly observation: (signal: number) => number;
  /** 1 where there is a reading. */
  readonly mask: (signal: number) => number;
  readonly censored: (signal: number) => number;
  /** Hours since the signal's last reading. */
  readonly gap: (signal: number) => number;
  /** Value from here on, or amount added here. */
  readonly timed: (treatment: number) => number;
}

export function recordLayout(plan: KernelPlan, type: LaneType): RecordLayout {
  const { doses, parts, signals } = plan;
  const at = (index: number): number => index * type.bytes;
  const first = 2;
  return {
    dose: at,
    part: (part) => at(doses + part),
    start: at(doses + parts),
    readings: (signal) => at(doses + parts + 1 + signal),
    header: roundUp(at(doses + parts + 1 + signals), 16),
    row: at(first + 4 * signals + (plan.timed.length > 0 ? doses : 0)),
    time: at(0),
    step: at(1),
    observation: (signal) => at(first + signal),
    mask: (signal) => at(first + signals + signal),
    censored: (signal) => at(first + 2 * signals + signal),
    gap: (signal) => at(first + 3 * signals + signal),
    timed: (treatment) => at(first + 4 * signals + treatment),
  };
}

export function recordBytes(layout: RecordLayout, length: number): number {
  return roundUp(layout.header + length * layout.row, 16);
}

/** What records are written for. */
export interface RecordShape {
  readonly plan: KernelPlan;
  readonly type: LaneType;
  readonly substeps: number;
  readonly record: RecordLayout;
}

/** Into a memory, from a byte address on. */
export function writeRecord(
  { plan, type, substeps, record: layout }: RecordShape,
  individual: KernelIndividual,
  memory: ArrayBufferLike,
  address: number,
): void {
  const { doses, parts, times_h, observations, mask } = individual;
  const length = times_h.length;
  const numbers =
    type.bytes === 4
      ? new Float32Array(memory, address, recordBytes(layout, length) / 4)
      : new Float64Array(memory, address, recordBytes(layout, length) / 8);
  const put = (offset: number, value: number): void => {
    numbers[offset / type.bytes] = value;
  };
  for (let dose = 0; dose < plan.doses; dose++) put(layout.dose(dose), doses[dose]);
  for (let part = 0; part < plan.parts; part++) put(layout.part(part), parts?.[part] ?? 0);
  put(layout.start, times_h[0]);
  for (let signal = 0; signal < plan.signals; signal++) {
    put(layout.readings(signal), readingCount(individual, signal));
  }
  const gaps = readingGaps(plan, individual);
  for (let n = 0; n < length; n++) {
    const row = layout.header + n * layout.row;
    put(row + layout.time, times_h[n]);
    put(row + layout.step, n + 1 < length ? (times_h[n + 1] - times_h[n]) / substeps : 0);
    for (let signal = 0; signal < plan.signals; signal++) {
      const code = mask[signal * length + n];
      put(row + layout.observation(signal), observations[signal * length + n]);
      put(row + layout.mask(signal), code === 0 ? 0 : 1);
      put(row + layout.censored(signal), code === 2 ? 1 : 0);
      put(row + layout.gap(signal), gaps.length > 0 ? gaps[signal * length + n] : 0);
    }
    for (const { treatment, addedTo } of plan.timed) {
      const value = addedTo === null ? timedDose : addedAmount;
      put(row + layout.timed(treatment), value(individual, treatment, n));
    }
  }
}

export function roundUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple;
}
