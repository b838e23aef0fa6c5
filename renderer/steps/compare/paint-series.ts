import { type AxesOptions, drawAxes, inPlot, type Plot, plotOf } from '../../charts/axes.ts';
import type { Paint } from '../../charts/canvas.ts';
import { withAlpha } from '../../charts/colour.ts';
import type { DeviceStyle } from '../../charts/device-style.ts';
import { drawBand, drawLine, drawPoints } from '../../charts/marks.ts';
import type { ChartColours } from '../../state/theme.svelte.ts';
import type { Series } from './series.ts';

/** Shares of the device's colour in the bands; the legend uses the same. */
export const BAND95 = 0.2;
export const BAND50 = 0.38;

/** Bands, median and observations of one series; the same at every size. */
export function drawSeries(
  c: CanvasRenderingContext2D,
  plot: Plot,
  series: Series,
  style: DeviceStyle,
  colours: ChartColours,
  radius: number,
): void {
  c.fillStyle = withAlpha(style.fill, BAND95 + (colours.dark ? 0.04 : 0));
  drawBand(c, plot.x, plot.y, series.times_h, series.q025, series.q975);
  c.fillStyle = withAlpha(style.fill, BAND50);
  drawBand(c, plot.x, plot.y, series.times_h, series.q25, series.q75);
  c.fillStyle = withAlpha(colours.point, 0.75);
  drawPoints(c, plot.x, plot.y, series.times_h, series.observed, radius);
  c.strokeStyle = style.line;
  c.lineWidth = radius > 1.5 ? 2.25 : 1.75;
  c.setLineDash([]);
  drawLine(c, plot.x, plot.y, series.times_h, series.q50);
}

export function paintTile(
  series: Series,
  style: DeviceStyle,
  colours: ChartColours,
  axes: AxesOptions,
): Paint {
  return (c, width, height) => {
    const plot = plotOf(width, height, axes);
    drawAxes(c, plot, colours, axes);
    inPlot(c, plot, () => drawSeries(c, plot, series, style, colours, 1.2));
  };
}
