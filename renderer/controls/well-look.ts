import type { WellView } from '../../shared/channels.ts';
import { inkOn } from '../charts/colour.ts';
import { deviceStyle } from '../charts/device-style.ts';
import { formatShort, formatValue } from '../charts/format.ts';
import { heatColour } from '../charts/heat.ts';
import {
  describeTreatment,
  doseLevel,
  formatDose,
  mainDose,
  type TreatmentScale,
  treatmentFill,
} from '../charts/treatment.ts';
import type { ChartColours } from '../state/theme.svelte.ts';

/** How one well looks on the plate. */
export interface WellLook {
  readonly fill: string;
  readonly ink: string;
  /** Up to two short lines, shown where there is room. */
  readonly texts: readonly string[];
  /** 0 to 1: a bar at the foot, where there is no room for text. */
  readonly level?: number;
  /** Hatched: its device is not part of this project. */
  readonly unused: boolean;
  /** What a screen reader and the pointer are told. */
  readonly describes: string;
}

/** What the colours of the plate mean. */
export type PlateColouring = 'device' | 'treatment' | 'signal';

interface Device {
  readonly name: string;
  readonly title: string;
}

export function deviceTitle(devices: readonly Device[], well: WellView): string {
  if (well.device !== null) return devices[well.device]?.title ?? well.deviceName;
  return well.deviceName.trim() === '' ? 'no device named' : well.deviceName;
}

export function describeWell(devices: readonly Device[], well: WellView): string {
  const unused = well.device === null ? ' (not in this project)' : '';
  return `${deviceTitle(devices, well)}${unused}, ${describeTreatment(well.treatment)}`;
}

export function deviceLook(
  devices: readonly Device[],
  scales: readonly TreatmentScale[],
  colours: ChartColours,
  well: WellView,
): WellLook {
  const fill = deviceStyle(well.device, colours.ground, colours.empty).fill;
  const dose = mainDose(well.treatment);
  const scale = scales.find((one) => one.name === dose?.name);
  return {
    fill,
    ink: well.device === null ? colours.ink : inkOn(fill),
    texts: dose === null ? [] : [dose.name, formatDose(dose.value)],
    ...(dose !== null && scale !== undefined ? { level: Math.max(0.05, doseLevel(scale, dose.value)) } : {}),
    unused: well.device === null,
    describes: describeWell(devices, well),
  };
}

export function treatmentLook(
  devices: readonly Device[],
  scales: readonly TreatmentScale[],
  colours: ChartColours,
  well: WellView,
): WellLook {
  const fill = treatmentFill(scales, well.treatment);
  const dose = mainDose(well.treatment);
  return {
    fill: fill ?? colours.empty,
    ink: fill === null ? colours.ink : inkOn(fill),
    texts: dose === null ? ['none'] : [dose.name, formatDose(dose.value)],
    unused: well.device === null,
    describes: describeWell(devices, well),
  };
}

/** `range`: least and most value on the plate. NaN: no reading. */
export function signalLook(
  devices: readonly Device[],
  colours: ChartColours,
  well: WellView,
  value: number,
  range: readonly [number, number],
): WellLook {
  const known = Number.isFinite(value);
  const fill = known ? heatColour((value - range[0]) / (range[1] - range[0] || 1)) : colours.empty;
  return {
    fill,
    ink: known ? inkOn(fill) : colours.ink,
    texts: [formatShort(value)],
    unused: false,
    describes: `${known ? formatValue(value) : 'no reading'}, ${describeWell(devices, well)}`,
  };
}
