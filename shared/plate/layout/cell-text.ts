import { type Cell, textOf } from '../containers/cell.ts';

const day_ms = 86_400_000;

/** A cell's text; a date of a workbook as 2026-05-14, a time of day as 13:05:00. */
export function layoutText(cell: Cell | undefined): string {
  if (cell === null || typeof cell !== 'object') return textOf(cell);
  // Excel counts a 29 February 1900 that never was.
  const days = cell.serial < 60 ? cell.serial + 1 : cell.serial;
  const iso = new Date(Math.round(days * day_ms) + Date.UTC(1899, 11, 30)).toISOString();
  const [date = '', time = ''] = iso.slice(0, 19).split('T');
  if (cell.serial < 1) return time;
  return time === '00:00:00' ? date : `${date} ${time}`;
}
