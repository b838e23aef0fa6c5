export type Rgb = readonly [number, number, number];

/** Of `#rrggbb`; 0..255 each. */
export function parseHex(hex: string): Rgb {
  const n = Number.parseInt(hex.slice(1, 7), 16);
  return [(n >> 16) & 255, (n >> 8) & 255, n & 255];
}

export function toHex([r, g, b]: Rgb): string {
  return `#${[r, g, b].map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`;
}

export function mix(a: Rgb, b: Rgb, share: number): Rgb {
  return [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share, a[2] + (b[2] - a[2]) * share];
}

/** Relative luminance, WCAG 2.2. */
export function luminance(rgb: Rgb): number {
  const [r, g, b] = rgb.map((part) => {
    const c = part / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** Contrast ratio, WCAG 2.2; 1 to 21. */
export function contrast(a: Rgb, b: Rgb): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

/** The same hue moved away from the ground until lines in it can be seen (3 : 1, WCAG 2.2 1.4.11). */
export function visibleOn(hex: string, ground: string): string {
  const back = parseHex(ground);
  const away: Rgb = luminance(back) > 0.18 ? [0, 0, 0] : [255, 255, 255];
  const start = parseHex(hex);
  for (let share = 0; share < 1; share += 0.04) {
    const tried = mix(start, away, share);
    if (contrast(tried, back) >= 3) return toHex(tried);
  }
  return toHex(away);
}

/** Black or white, whichever reads better on the fill. */
export function inkOn(hex: string): string {
  const fill = parseHex(hex);
  return contrast(fill, [0, 0, 0]) >= contrast(fill, [255, 255, 255]) ? '#000000' : '#ffffff';
}

/** `rgb(r g b / alpha)` of a hex colour. */
export function withAlpha(hex: string, alpha: number): string {
  const [r, g, b] = parseHex(hex);
  return `rgb(${r} ${g} ${b} / ${alpha})`;
}
