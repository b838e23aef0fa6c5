import { type Cell, textOf } from './containers/cell.ts';

/**
 * When a run began, by the clock of the instrument's PC: `2016-10-14T14:11:38`, with `Z` where the file says UTC. Where day and
 * month cannot be told apart (`03-06-2022`), and where it is written in no known way, as it stands; empty: nothing stands there.
 * @param time in a cell of its own; left out: it stands behind the date.
 */
export function startText(date: Cell | undefined, time?: Cell): string {
  const written = [date, time].map((cell) => cellText(cell)).filter((text) => text !== '');
  if (isSerial(date))
    return isSerial(time) ? momentText(date.serial + (time.serial % 1)) : withTime(date, time);
  return isoText(written.join(' ')) ?? written.join(' ');
}

/** Milliseconds since 1970 of a start as `startText` gives it, taken as UTC; null: day and month are in doubt. */
export function startMoment(start: string): number | null {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.test(start)) return null;
  const moment = Date.parse(start.endsWith('Z') ? start : `${start}Z`);
  return Number.isNaN(moment) ? null : moment;
}

function isSerial(cell: Cell | undefined): cell is { readonly serial: number } {
  return typeof cell === 'object' && cell !== null;
}

function withTime(date: { readonly serial: number }, time: Cell | undefined): string {
  const day = momentText(date.serial);
  const clock = clockText(cellText(time));
  return clock === null ? day : `${day.slice(0, 10)}T${clock}`;
}

/** Days since the end of 1899, as workbooks count. */
function momentText(serial: number): string {
  if (!(serial > 60 && serial < 100_000)) return '';
  return new Date(Date.UTC(1899, 11, 30) + Math.round(serial * 86_400) * 1000).toISOString().slice(0, 19);
}

function cellText(cell: Cell | undefined): string {
  return textOf(cell).replace(/^'/, '').trim();
}

const isoDate = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ]+(.+))?$/;
const localDate = /^(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?:[ ,]+(.+))?$/;

function isoText(text: string): string | null {
  const iso = isoDate.exec(text);
  if (iso !== null) return dated(iso[1], iso[2], iso[3], iso[4]);
  const local = localDate.exec(text);
  if (local === null) return null;
  const [, one = '', mark, other = '', year, time] = local;
  // Points are written where the day comes first.
  const dayFirst = mark === '.' || Number(one) > 12 || one === other;
  if (!dayFirst && Number(other) <= 12) return null;
  return dayFirst ? dated(year, other, one, time) : dated(year, one, other, time);
}

function dated(year = '', month = '', day = '', time = ''): string | null {
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const clock = time === '' ? '00:00:00' : clockText(time);
  return clock === null || Number.isNaN(Date.parse(`${date}T00:00:00Z`)) ? null : `${date}T${clock}`;
}

/** `13:52`, `3:29:50 PM`, `14:05:59.12Z` -> `15:29:50`; null: no time of day. */
export function clockText(text: string): string | null {
  const found = /^(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?\s*(?:([ap])\.?m\.?|(Z|[+-]00:?00))?$/i.exec(
    text.trim(),
  );
  if (found === null) return null;
  const [, hours = '', minutes, seconds = '00', half, utc] = found;
  const hour = half === undefined ? Number(hours) : (Number(hours) % 12) + (/p/i.test(half) ? 12 : 0);
  if (hour > 23) return null;
  return `${String(hour).padStart(2, '0')}:${minutes}:${seconds}${utc === undefined ? '' : 'Z'}`;
}
