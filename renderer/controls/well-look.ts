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
  /** Crossed out and grey: nobody uses it. */
  readonly excluded: boolean;
  /** A ring: it is no sample. */
  readonly marked: boolean;
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

/** What a well is for, in words; a sample needs none. */
export const roleWords: Readonly<Record<NonNullable<WellView['role']>, string>> = {
  blank: 'blank',
  autofluorescence: 'cells without reporter',
  control: 'control',
  empty: 'empty',
};

export function describeWell(devices: readonly Device[], well: WellView): string {
  const { role, excluded } = well;
  const isNamed = well.device !== null || well.deviceName.trim() !== '';
  const unused = well.device === null && role === undefined ? ' (not in this project)' : '';
  const said = [
    ...(role === undefined ? [] : [roleWords[role]]),
    ...(isNamed || role === undefined ? [`${deviceTitle(devices, well)}${unused}`] : []),
    ...(isNamed || well.treatment !== '' || role === undefined ? [describeTreatment(well.treatment)] : []),
    ...(excluded === undefined ? [] : [exclusionWords(excluded)]),
  ];
  return said.join(', ');
}

/** `excluded: a bubble` */
export function exclusionWords(reason: string): string {
  return reason === '' ? 'excluded' : `excluded: ${reason}`;
}

/** What every colouring shows of a well alike. A blank needs no device. */
function markOf({ device, role, excluded }: WellView): Pick<WellLook, 'unused' | 'excluded' | 'marked'> {
  const isExcluded = excluded !== undefined;
  return {
    unused: device === null && role === undefined && !isExcluded,
    excluded: isExcluded,
    marked: role !== undefined,
  };
}

/** Its dose, or what it is in place of one. */
function textsOf({ role, excluded, treatment }: WellView, none: readonly string[]): readonly string[] {
  if (excluded !== undefined) return ['out'];
  if (role !== undefined) return [shortRole[role]];
  const dose = mainDose(treatment);
  return dose === null ? none : [dose.name, formatDose(dose.value)];
}

const shortRole: Readonly<Record<NonNullable<WellView['role']>, string>> = {
  blank: 'blank',
  autofluorescence: 'no rep.',
  control: 'control',
  empty: 'empty',
};

export function deviceLook(
  devices: readonly Device[],
  scales: readonly TreatmentScale[],
  colours: ChartColours,
  well: WellView,
): WellLook {
  const isGrey = well.excluded !== undefined;
  const fill = deviceStyle(isGrey ? null : well.device, colours.ground, colours.empty).fill;
  const dose = mainDose(well.treatment);
  const scale = scales.find((one) => one.name === dose?.name);
  return {
    fill,
    ink: isGrey || well.device === null ? colours.ink : inkOn(fill),
    texts: textsOf(well, []),
    ...(dose !== null && scale !== undefined ? { level: Math.max(0.05, doseLevel(scale, dose.value)) } : {}),
    ...markOf(well),
    describes: describeWell(devices, well),
  };
}

export function treatmentLook(
  devices: readonly Device[],
  scales: readonly TreatmentScale[],
  colours: ChartColours,
  well: WellView,
): WellLook {
  const fill = well.excluded === undefined ? treatmentFill(scales, well.treatment) : null;
  return {
    fill: fill ?? colours.empty,
    ink: fill === null ? colours.ink : inkOn(fill),
    texts: textsOf(well, ['none']),
    ...markOf(well),
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
    ...{ ...markOf(well), unused: false },
    describes: `${known ? formatValue(value) : 'no reading'}, ${describeWell(devices, well)}`,
  };
}
