import { mix, type Rgb, toHex } from './colour.ts';

/** Viridis at nine even places (Smith and van der Walt, matplotlib, 2015): lightness rises evenly, also without colour vision. */
const VIRIDIS: readonly Rgb[] = [
  [68, 1, 84],
  [71, 44, 122],
  [59, 81, 139],
  [44, 113, 142],
  [33, 144, 141],
  [39, 173, 129],
  [92, 200, 99],
  [170, 220, 50],
  [253, 231, 37],
];

/** `share` from 0 to 1, held at the ends. */
export function heatColour(share: number): string {
  const at = Math.min(Math.max(share, 0), 1) * (VIRIDIS.length - 1);
  const low = Math.min(Math.floor(at), VIRIDIS.length - 2);
  return toHex(mix(VIRIDIS[low] as Rgb, VIRIDIS[low + 1] as Rgb, at - low));
}

/** CSS gradient from least to most, for the legend. */
export function heatGradient(): string {
  return `linear-gradient(to right, ${VIRIDIS.map(toHex).join(', ')})`;
}
