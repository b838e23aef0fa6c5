import type { PlateSignal } from './plate-run.ts';

/** How many cycles a signal of a plate of so many wells has; an endpoint has one. */
export function cyclesOf({ values }: PlateSignal, wells: number): number {
  return wells === 0 ? 0 : values.length / wells;
}
