import type { Cell } from './containers/cell.ts';
import { isTime } from './duration.ts';

const prefix = /^(?:t|time|zeit|temps|tiempo)[\s=:_]*(?=[\d.,])/i;

/** `t=20`, `time 20 min` -> `20`, `20 min`: what people write over a column of its readings. */
export function bareTime(cell: Cell | undefined): Cell | undefined {
  return typeof cell === 'string' ? cell.trim().replace(prefix, '') : cell;
}

/** Whether headings can only be times, each of them: `t=0`, `t=20`, or `0 min`, `20 min`. Bare numbers may be wavelengths. */
export function areTimeHeadings(headings: readonly string[]): boolean {
  return (
    headings.length > 1 &&
    headings.every(
      (text) => isTime(bareTime(text)) || (prefix.test(text) && /^[\d.,]+$/.test(String(bareTime(text)))),
    )
  );
}
