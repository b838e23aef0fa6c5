/** A straight line from data to pixels. */
export interface Scale {
  readonly min: number;
  readonly max: number;
  /** Pixels of min and max. */
  readonly from: number;
  readonly to: number;
}

export function scale(range: readonly [number, number], from: number, to: number): Scale {
  return { min: range[0], max: range[1], from, to };
}

export function toPixel(s: Scale, value: number): number {
  return s.from + ((value - s.min) / (s.max - s.min)) * (s.to - s.from);
}

export function toValue(s: Scale, pixel: number): number {
  return s.min + ((pixel - s.from) / (s.to - s.from)) * (s.max - s.min);
}

/** Step between ticks: 1, 2 or 5 times a power of ten, so that at most about `count` steps fit. */
export function tickStep(min: number, max: number, count: number): number {
  const rough = (max - min) / Math.max(1, count);
  if (!(rough > 0) || !Number.isFinite(rough)) return 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  const lead = rough / power;
  // 1.0001: a rough step that is 1, 2 or 5 up to rounding stays.
  const nice = lead <= 1.0001 ? 1 : lead <= 2.0001 ? 2 : lead <= 5.0001 ? 5 : 10;
  return nice * power;
}

/** Round values within [min, max], ascending. */
export function ticks(min: number, max: number, count: number): number[] {
  const step = tickStep(min, max, count);
  const found: number[] = [];
  for (let i = Math.ceil(min / step - 1e-9); i * step <= max + step * 1e-9; i++) found.push(i * step + 0); // + 0: no -0
  return found;
}

/** Smallest and largest finite value; null without one. */
export function extent(values: Iterable<number>): [number, number] | null {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return min <= max ? [min, max] : null;
}

/** A range that is never empty, with `margin` of its width added on both sides. */
export function padded([min, max]: readonly [number, number], margin = 0.04): [number, number] {
  const width = max - min || Math.abs(max) || 1;
  return [min - width * margin, max + width * margin];
}

/** Range for measured signals: zero is in it where the data come near it. */
export function signalRange(found: readonly [number, number] | null): [number, number] {
  if (found === null) return [0, 1];
  const [min, max] = found;
  const nearZero = min >= 0 && min < 0.5 * max;
  const [low, high] = padded([nearZero ? 0 : min, max]);
  return [nearZero ? 0 : low, high];
}
