import { visibleOn } from './colour.ts';

/** Okabe and Ito (2008), "Color universal design", without black, which is ink here. */
const HUES = ['#e69f00', '#56b4e9', '#009e73', '#f0e442', '#0072b2', '#d55e00', '#cc79a7'] as const;
const DASHES: readonly (readonly number[])[] = [
  [],
  [7, 3],
  [2, 3],
  [8, 3, 2, 3],
  [5, 2],
  [12, 3],
  [3, 2, 1, 2],
];
export const MARKERS = ['circle', 'square', 'triangle', 'diamond', 'cross', 'down', 'plus'] as const;
export type Marker = (typeof MARKERS)[number];

/** How a device looks everywhere: hue for the screen, dash and marker for print and for eyes that see hues otherwise. */
export interface DeviceStyle {
  /** For areas. */
  readonly fill: string;
  /** For lines: the hue with enough contrast. */
  readonly line: string;
  readonly dash: readonly number[];
  readonly marker: Marker;
}

/** `device`: index in the project's list; null: a device that the project does not use. From the eighth on hues come again with another dash and marker. */
export function deviceStyle(device: number | null, ground: string, unused: string): DeviceStyle {
  if (device === null) return { fill: unused, line: unused, dash: [1, 3], marker: 'cross' };
  const round = Math.floor(device / HUES.length);
  const hue = HUES[device % HUES.length] ?? HUES[0];
  return {
    fill: hue,
    line: visibleOn(hue, ground),
    dash: DASHES[(device + round) % DASHES.length] ?? [],
    marker: MARKERS[(device + round) % MARKERS.length] ?? 'circle',
  };
}
