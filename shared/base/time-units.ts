/** Units of time that a question names -> seconds. */
export const timeUnits = { s: 1, min: 60, h: 3600, d: 86_400 } as const;
export type TimeUnit = keyof typeof timeUnits;

export const timeUnitNames = Object.keys(timeUnits) as readonly TimeUnit[];

/** `60` -> `min`; null: it is none of them. */
export function timeUnitOf(seconds: number): TimeUnit | null {
  return timeUnitNames.find((name) => timeUnits[name] === seconds) ?? null;
}
