import { loneCell, type SheetRow, textOf } from '../containers/cell.ts';

/** What people write of a table in front of its title. */
const titleWords = /^(?:signal|label|title|name|channel|read(?:ing)?|measurement|data|messung|kanal)$/i;

/** The lone text above a table of anybody's, at most two rows up; '': there is none, or it is a remark (`op: Jane`, `# day 2`). */
export function titleAbove(head: SheetRow, before: SheetRow | undefined): string {
  if (before === undefined || head.line - before.line > 3) return '';
  const text = textOf(loneCell(before));
  if (/^(?:[#%;]|\/\/)/.test(text)) return '';
  const [, key, value = ''] = /^(\p{L}[^:]{0,60}?)\s*:\s+(\S.*)$/u.exec(text) ?? [];
  if (key === undefined) return text;
  return titleWords.test(key) ? value : '';
}
