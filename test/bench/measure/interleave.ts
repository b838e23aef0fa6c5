import type { Measurement, Target } from './benchmark.ts';
import { median, spreadOf } from './spread.ts';

/** What is timed against others. */
export interface Contender {
  /** `wasm, 1 thread`. */
  readonly what: string;
  run(): Promise<void>;
}

export interface Timing {
  readonly what: string;
  /** Milliseconds, [round]. */
  readonly times: readonly number[];
}

/**
 * `processor`: milliseconds that this thread computed, so that others on the machine disturb little; for work of one
 * thread. `wall`: milliseconds that passed.
 */
export type Clock = 'processor' | 'wall';

/** Calls before the first round: compilers are done by then. */
const warmUp = 10;
/** Milliseconds of a contender's turn: systems count a thread's time in steps of up to four. */
const turn = 150;
const mostCalls = 1000;

/**
 * Times all in turn, A B A B ..., so that whatever the machine does meets them alike. A turn is as many calls as fill some
 * time; what is told is the time of one.
 */
export async function interleave(
  contenders: readonly Contender[],
  clock: Clock,
  rounds: number,
): Promise<readonly Timing[]> {
  const timings: { what: string; calls: number; times: number[] }[] = [];
  for (const { what, run } of contenders) {
    for (let call = 1; call < warmUp; call++) await run();
    timings.push({
      what,
      calls: Math.ceil(Math.min(mostCalls, turn / (await took(run, 1, 'wall')))),
      times: [],
    });
  }
  for (let round = 0; round < rounds; round++) {
    for (const [index, { run }] of contenders.entries()) {
      const timing = timings[index] as (typeof timings)[number];
      timing.times.push(await took(run, timing.calls, clock));
    }
  }
  return timings;
}

/** Milliseconds of a call. */
async function took(run: () => Promise<void>, calls: number, clock: Clock): Promise<number> {
  const start = now(clock);
  for (let call = 0; call < calls; call++) await run();
  return (now(clock) - start) / calls;
}

function now(clock: Clock): number {
  if (clock === 'wall') return performance.now();
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

/** How many times faster the second is: the median of the rounds' ratios. */
export function speedUp(
  name: string,
  [slow, fast]: readonly [Timing, Timing],
  target: Target | null,
): Measurement {
  const ratios = slow.times.map((time, round) => time / (fast.times[round] as number));
  const side = ({ what, times }: Timing) => ({ what, value: median(times), unit: 'ms' });
  return { name, unit: 'x', target, ...spreadOf(ratios), numerator: side(slow), denominator: side(fast) };
}
