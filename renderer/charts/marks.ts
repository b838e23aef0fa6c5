import type { Marker } from './device-style.ts';
import { type Scale, toPixel } from './scale.ts';

type Context = CanvasRenderingContext2D;

/** Line through the finite values; gaps where there is none. `values` and `times` [time]. */
export function drawLine(
  c: Context,
  x: Scale,
  y: Scale,
  times: ArrayLike<number>,
  values: ArrayLike<number>,
): void {
  c.beginPath();
  let pen = false;
  for (let i = 0; i < times.length; i++) {
    const value = values[i] as number;
    if (!Number.isFinite(value)) {
      pen = false;
      continue;
    }
    const [px, py] = [toPixel(x, times[i] as number), toPixel(y, value)];
    if (pen) c.lineTo(px, py);
    else c.moveTo(px, py);
    pen = true;
  }
  c.stroke();
}

/** Area between two series, in stretches where both are finite. */
export function drawBand(
  c: Context,
  x: Scale,
  y: Scale,
  times: ArrayLike<number>,
  low: ArrayLike<number>,
  high: ArrayLike<number>,
): void {
  let start = -1;
  for (let i = 0; i <= times.length; i++) {
    const finite = i < times.length && Number.isFinite(low[i]) && Number.isFinite(high[i]);
    if (finite && start < 0) start = i;
    if (finite || start < 0) continue;
    c.beginPath();
    for (let k = start; k < i; k++) c.lineTo(toPixel(x, times[k] as number), toPixel(y, high[k] as number));
    for (let k = i - 1; k >= start; k--)
      c.lineTo(toPixel(x, times[k] as number), toPixel(y, low[k] as number));
    c.fill();
    start = -1;
  }
}

/** Dots at the finite values. */
export function drawPoints(
  c: Context,
  x: Scale,
  y: Scale,
  times: ArrayLike<number>,
  values: ArrayLike<number>,
  radius: number,
): void {
  c.beginPath();
  for (let i = 0; i < times.length; i++) {
    const value = values[i] as number;
    if (!Number.isFinite(value)) continue;
    const [px, py] = [toPixel(x, times[i] as number), toPixel(y, value)];
    c.moveTo(px + radius, py);
    c.arc(px, py, radius, 0, 2 * Math.PI);
  }
  c.fill();
}

const CORNERS: Readonly<
  Record<'square' | 'triangle' | 'diamond' | 'down', readonly (readonly [number, number])[]>
> = {
  square: [
    [-0.85, -0.85],
    [0.85, -0.85],
    [0.85, 0.85],
    [-0.85, 0.85],
  ],
  triangle: [
    [0, -1.1],
    [1, 0.8],
    [-1, 0.8],
  ],
  diamond: [
    [0, -1.2],
    [1.2, 0],
    [0, 1.2],
    [-1.2, 0],
  ],
  down: [
    [0, 1.1],
    [1, -0.8],
    [-1, -0.8],
  ],
};

/** One marker in the context's fill and stroke colour. */
export function drawMarker(c: Context, marker: Marker, px: number, py: number, radius: number): void {
  c.beginPath();
  if (marker === 'circle') c.arc(px, py, radius, 0, 2 * Math.PI);
  else if (marker === 'cross' || marker === 'plus') {
    const r = marker === 'cross' ? radius * 0.8 : 0;
    c.moveTo(px - (r || radius), py - r);
    c.lineTo(px + (r || radius), py + r);
    c.moveTo(px - r, py + (r || radius));
    c.lineTo(px + r, py - (r || radius));
    c.lineWidth = 2;
    c.setLineDash([]);
    c.stroke();
    return;
  } else {
    for (const [dx, dy] of CORNERS[marker]) c.lineTo(px + dx * radius, py + dy * radius);
    c.closePath();
  }
  c.fill();
}
