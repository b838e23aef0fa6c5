import { type Cell, textOf } from '../containers/cell.ts';
import { clockText, startMoment, startText } from '../start-time.ts';

const day_s = 86_400;
/** Days: no run takes so long, and no date is so early. */
const longestRun = 10_000;

/** Times of day and dated times of a table's rows, as seconds from the first one of its file. */
export class RunClock {
  #zero: number | null = null;
  #before = Number.NEGATIVE_INFINITY;

  /** A new table of the same file, whose times may go back to the first. */
  restart(): void {
    this.#before = Number.NEGATIVE_INFINITY;
  }

  /** NaN: it is neither a date with its time nor a time of day with AM or PM, or day and month cannot be told apart. */
  of(cell: Cell | undefined): number {
    const dated = datedSeconds(cell);
    let moment = dated ?? halfDaySeconds(textOf(cell));
    if (moment === null) return Number.NaN;
    this.#zero ??= moment;
    // Without a date midnight is known by the clock that goes back.
    if (dated === null) while (moment < Math.max(this.#before, this.#zero)) moment += day_s;
    this.#before = moment;
    return moment - this.#zero;
  }
}

function datedSeconds(cell: Cell | undefined): number | null {
  if (typeof cell === 'object' && cell !== null)
    return cell.serial < longestRun ? null : Math.round(cell.serial * day_s * 1000) / 1000;
  const text = textOf(cell);
  const moment = /\d[:.]\d\d/.test(text) && text.length < 40 ? startMoment(startText(text)) : null;
  return moment === null ? null : moment / 1000;
}

/** `2:30:00 PM`. */
function halfDaySeconds(text: string): number | null {
  const clock = /[ap]\.?m\.?$/i.test(text) ? clockText(text) : null;
  if (clock === null) return null;
  const [hours = 0, minutes = 0, seconds = 0] = clock.split(':').map(Number);
  return 3600 * hours + 60 * minutes + seconds;
}
