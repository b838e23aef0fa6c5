import type { WellRole } from './layout.ts';
import { roleOf } from './well-role.ts';

/** What instruments' programs write: a word, often with a number behind it (`BLK`, `STD3`, `Standard S1`, `Blank B`). */
const contents: readonly (readonly [WellRole, RegExp])[] = [
  ['blank', /^blk(?![a-z])|\bblanks?\b/i],
  ['empty', /^(?:empty|unused|not used)\b/i],
  ['control', /^(?:std|standards?|ctl|ctrl|controls?|pos|neg|positive|negative|cal)(?![a-z])/i],
];

/** The role of a well by its content; null: a sample, or nothing that is known. */
export function contentRole(content: string): WellRole | null {
  const text = content.trim();
  const role = contents.find(([, words]) => words.test(text))?.[0] ?? roleOf(text);
  return role === 'sample' ? null : role;
}
