import { expect, test } from 'vitest';
import { type AxesOptions, drawAxes, plotOf } from '../../../../renderer/charts/axes.ts';
import type { ChartColours } from '../../../../renderer/state/theme.svelte.ts';

/** A canvas that knows where numbers were written; a letter is six pixels wide. */
function writing() {
  const written: { readonly text: string; readonly x: number }[] = [];
  const nothing = (): void => {};
  const context = {
    ...{ beginPath: nothing, moveTo: nothing, lineTo: nothing, stroke: nothing, setLineDash: nothing },
    measureText: (text: string) => ({ width: 6 * text.length }),
    fillText: (text: string, x: number) => written.push({ text, x }),
  };
  return { written, context: context as unknown as CanvasRenderingContext2D };
}

test.each([
  [1000, 'large'],
  [10_000_000, 'large'],
  [12, 'large'],
  [1500, 'small'],
] as const)('no number below an axis up to %i is cut at the edge (%s)', (most, size) => {
  const options: AxesOptions = { xRange: [0, most], yRange: [0, 1], size };
  const { written, context } = writing();
  drawAxes(context, plotOf(300, 200, options), {} as ChartColours, options);
  const numbers = written.filter(({ x }) => x >= plotOf(300, 200, options).left);
  expect(numbers.length).toBeGreaterThan(1);
  for (const { text, x } of numbers) expect(x + 3 * text.length, text).toBeLessThanOrEqual(300);
});
