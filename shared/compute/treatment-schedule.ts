import type { Model } from '../model/model.ts';

/** What an individual gets of each treatment, in the model's order. */
export interface ScheduledTreatments {
  /** Raw, [treatment]; not looked at where a treatment is timed. */
  readonly doses: Float64Array;
  /** [treatment]: changes ascending in time, two of one time in their order; null: one dose throughout. */
  readonly timed: readonly (readonly TimedDose[] | null)[];
}

export interface TimedDose {
  /** Hours. */
  readonly time: number;
  readonly value: number;
}

/**
 * [treatment, time]: a treatment in steps has its last stated value (0 before the first), an added one its amounts at
 * their times, readings of which are of before; null where nothing is timed.
 */
export function scheduleOf(
  model: Model,
  { timed, doses }: ScheduledTreatments,
  times_h: Float64Array,
): Float64Array | null {
  if (timed.every((values) => values === null)) return null;
  const schedule = new Float64Array(model.treatments.length * times_h.length);
  model.treatments.forEach(({ kind }, treatment) => {
    const values = timed[treatment] ?? [{ time: times_h[0] ?? 0, value: doses[treatment] ?? 0 }];
    for (let n = 0; n < times_h.length; n++) {
      const now = times_h[n] ?? 0;
      const at = treatment * times_h.length + n;
      if (kind !== 'added') schedule[at] = values.findLast(({ time }) => time <= now)?.value ?? 0;
      // once, after all readings of that time
      else if (times_h[n + 1] !== now) {
        schedule[at] = values.reduce((sum, { time, value }) => (time === now ? sum + value : sum), 0);
      }
    }
  });
  return schedule;
}
