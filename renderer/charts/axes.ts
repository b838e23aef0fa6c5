import type { ChartColours } from '../state/theme.svelte.ts';
import { formatShort } from './format.ts';
import { type Scale, scale, ticks, toPixel } from './scale.ts';

/** Where data are drawn, in CSS pixels of the canvas. */
export interface Plot {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly x: Scale;
  readonly y: Scale;
}

export interface AxesOptions {
  readonly xRange: readonly [number, number];
  readonly yRange: readonly [number, number];
  /** `small`: few ticks, no titles. */
  readonly size: 'small' | 'large';
  readonly xTitle?: string;
}

const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif';

/** Where the plot lies on a canvas of this size; a reader of the pointer needs it without painting. */
export function plotOf(width: number, height: number, options: AxesOptions): Plot {
  const small = options.size === 'small';
  const box = {
    left: small ? 34 : 48,
    right: width - rightMargin(options),
    top: small ? 6 : 10,
    bottom: height - (small ? 17 : options.xTitle === undefined ? 22 : 36),
  };
  return {
    ...box,
    x: scale(options.xRange, box.left, box.right),
    y: scale(options.yRange, box.bottom, box.top),
  };
}

function rightMargin({ size }: AxesOptions): number {
  return size === 'small' ? 8 : 12;
}

/** Grid, ticks, numbers and the title of the time axis. Leaves the context clipped to nothing: data are drawn by `inPlot`. */
export function drawAxes(
  c: CanvasRenderingContext2D,
  plot: Plot,
  colours: ChartColours,
  options: AxesOptions,
): void {
  const small = options.size === 'small';
  c.font = `${small ? 10 : 11}px ${FONT}`;
  c.lineWidth = 1;
  c.setLineDash([]);
  const yTicks = ticks(
    plot.y.min,
    plot.y.max,
    Math.max(2, Math.floor((plot.bottom - plot.top) / (small ? 24 : 30))),
  );
  const xTicks = ticks(
    plot.x.min,
    plot.x.max,
    Math.max(2, Math.floor((plot.right - plot.left) / (small ? 48 : 56))),
  );
  c.textAlign = 'right';
  c.textBaseline = 'middle';
  for (const value of yTicks) {
    const at = Math.round(toPixel(plot.y, value)) + 0.5;
    c.strokeStyle = colours.grid;
    segment(c, plot.left, at, plot.right, at);
    c.fillStyle = colours.ink;
    c.fillText(formatShort(value), plot.left - 5, at);
  }
  c.textAlign = 'center';
  c.textBaseline = 'top';
  c.strokeStyle = colours.axis;
  segment(c, plot.left, plot.bottom + 0.5, plot.right, plot.bottom + 0.5);
  for (const value of xTicks) {
    const at = Math.round(toPixel(plot.x, value)) + 0.5;
    segment(c, at, plot.bottom, at, plot.bottom + 3);
    const label = formatShort(value);
    // A long last number would be cut at the edge of the picture.
    const furthest = plot.right + rightMargin(options) - c.measureText(label).width / 2;
    c.fillText(label, Math.min(at, furthest), plot.bottom + 5);
  }
  if (options.xTitle !== undefined)
    c.fillText(options.xTitle, (plot.left + plot.right) / 2, plot.bottom + 20);
}

/** Runs `draw` with everything outside the plot cut off. */
export function inPlot(c: CanvasRenderingContext2D, plot: Plot, draw: () => void): void {
  c.save();
  c.beginPath();
  c.rect(plot.left, plot.top - 2, plot.right - plot.left + 3, plot.bottom - plot.top + 2);
  c.clip();
  draw();
  c.restore();
}

export function segment(c: CanvasRenderingContext2D, x0: number, y0: number, x1: number, y1: number): void {
  c.beginPath();
  c.moveTo(x0, y0);
  c.lineTo(x1, y1);
  c.stroke();
}
