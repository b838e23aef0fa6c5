/** Small squares by a signal's fluorescent name; never a line's colour. */
const SWATCHES: readonly (readonly [RegExp, string])[] = [
  [/^od/i, '#8a8f98'],
  [/rfp|cherry|red/i, '#d23b3b'],
  [/yfp|venus|yellow/i, '#d9a400'],
  [/cfp|cyan|cerulean/i, '#1fa7b8'],
  [/gfp|green/i, '#2f9e44'],
];

export function signalSwatch(name: string): string {
  return SWATCHES.find(([pattern]) => pattern.test(name))?.[1] ?? '#8a8f98';
}

/** `EYFP, a.u.`; without a unit just the name. */
export function signalTitle(name: string, unit: string): string {
  return unit === '' ? name : `${name} (${unit})`;
}
