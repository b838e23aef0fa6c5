/** A process that dies as often as this within the window is not started again by itself. */
const mostDeaths = 3;
/** Milliseconds. */
const deathWindow = 5 * 60_000;

/** Counts how often a process has died lately: whether it was of use in between makes no difference. */
export class Deaths {
  #times: number[] = [];
  readonly #now: () => number;

  /** `now` in milliseconds, of a clock that nobody sets. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Notes one more. A sentence where it is one too many, and the count begins anew; null: it may be started again. */
  add(what: string, code: number): string | null {
    const now = this.#now();
    this.#times = [...this.#times, now].filter((time) => now - time < deathWindow);
    if (this.#times.length < mostDeaths) return null;
    this.#times = [];
    return `${what} ended ${mostDeaths} times within ${deathWindow / 60_000} minutes, last with code ${code}.`;
  }
}
