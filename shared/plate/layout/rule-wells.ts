import { nearestName } from '../../base/nearest-name.ts';
import type { RuleFault } from './layout-rule.ts';
import { type PlateSize, parseWellBlocks, type WellBlock } from './well-range.ts';

/** Wells that stand somewhere in a rule. */
export interface WrittenWells {
  /** From here to before `end`, with the word that leads to them. */
  readonly start: number;
  readonly end: number;
  /** As written, without that word. */
  readonly written: string;
  readonly blocks: readonly WellBlock[] | { readonly wrong: string };
}

/** A rule taken apart: what it says, and of which wells. */
export interface RuleParts {
  /** Before its wells, or all of it. */
  readonly head: string;
  /** Behind them. */
  readonly tail: string;
  /** The whole plate, where it names none. */
  readonly blocks: readonly WellBlock[];
  /** The wells as written; null: it names none. */
  readonly written: string | null;
}

const well = String.raw`[a-z]{1,2}\d{1,4}`;
/** `A1: C6 = 5` speaks of C6 in A1. */
const to = String.raw`(?:\s*(?:[-\u2013\u2014]|\.{2,3}|\u2026)\s*|:(?!\s)|\s+:\s+|\s+(?:to|bis|through)\s+)`;
/** `A1-12`, `rows A-D`: without blanks a colon may be a ratio's, 1:3. */
const short = String.raw`(?:[-:\u2013]|\.\.)`;
const wordEnd = String.raw`(?![\p{L}\p{N}_])`;
const row = '(?:[a-z]|a[a-f])';
const rowWord = `(?:rows?|zeilen?|reihen?)`;
const columnWord = String.raw`(?:columns?|cols?\.?|spalten?)`;
const everything = String.raw`(?:alle?(?:\s+wells)?|(?:the\s+)?(?:whole|entire)\s+plate|the\s+plate)`;

const forms = {
  range: sticky(`(${well})${to}(${well})${wordEnd}`),
  along: sticky(String.raw`([a-z]{1,2})(\d{1,4})${short}(\d{1,2})${wordEnd}`),
  single: sticky(`(${well})${wordEnd}`),
  rows: sticky(String.raw`${rowWord}\s+(${row})(?:${to}(${row}))?${wordEnd}`),
  columns: sticky(String.raw`${columnWord}\s+(\d{1,4})(?:${to}(\d{1,4}))?${wordEnd}`),
  all: sticky(everything + wordEnd),
} as const;
/** What may follow `rows A, ` and `columns 1, ` alone: `C`, `3-4`; not `1:3`, `2-fold`, nor the article of `a bubble`. */
const listEnd = String.raw`(?=\s*(?:$|[,;&+=@]|:(?:\s|$)|(?:and|und|because|weil)\b))`;
const more = {
  rows: sticky(`(${row})(?:${short}(${row}))?${listEnd}`),
  columns: sticky(String.raw`(\d{1,2})(?:[-\u2013](\d{1,2}))?${listEnd}`),
} as const;
const joint = sticky(String.raw`\s*(?:[,;&+]|(?:and|und)\b)\s*`);
const blank = sticky(String.raw`\s+`);

const leading = /(?:^|[\s,])((?:in|into|over|on|for|auf)\s+(?:the\s+)?(?:wells?\s+)?)/gi;

function sticky(source: string): RegExp {
  return new RegExp(source, 'iuy');
}

/** Wells that begin at a place of a text, as many as there are; null: none do. */
export function wellsAt(text: string, start: number, size: PlateSize): WrittenWells | null {
  const pieces: string[] = [];
  let [at, end] = [start, start];
  let kind: 'rows' | 'columns' | null = null;
  for (let first = true; ; first = false) {
    const item = itemAt(text, at, kind);
    if (item === null) break;
    // `row H columns 1-3` may be where they cross.
    const apart = first || matchAt(joint, text, end) !== null || item.kind === null;
    if (!apart) break;
    pieces.push(item.piece);
    ({ kind, end } = item);
    at = end + (matchAt(joint, text, end)?.[0] ?? matchAt(blank, text, end)?.[0] ?? '').length;
    if (at === end) break;
  }
  if (pieces.length === 0) return null;
  const written = text.slice(start, end);
  const blocks = parseWellBlocks(pieces.join(','), size);
  return { start, end, written, blocks: 'wrong' in blocks ? { wrong: written } : blocks };
}

interface WellItem {
  /** As `parseWellBlocks` reads it. */
  readonly piece: string;
  readonly end: number;
  readonly kind: 'rows' | 'columns' | null;
}

function itemAt(text: string, at: number, kind: 'rows' | 'columns' | null): WellItem | null {
  const names = ['range', 'along', 'single', 'rows', 'columns', 'all'] as const;
  for (const name of names) {
    const match = matchAt(forms[name], text, at);
    if (match === null) continue;
    const [whole, one = '', other, last = ''] = match;
    const end = at + whole.length;
    if (name === 'rows' || name === 'columns')
      return { piece: `${name} ${other === undefined ? one : `${one}-${other}`}`, end, kind: name };
    const along = `${one}${other}:${one}${last}`;
    const range = other === undefined ? one : `${one}:${other}`;
    return { piece: name === 'all' ? 'all' : name === 'along' ? along : range, end, kind: null };
  }
  const match = kind === null ? null : matchAt(more[kind], text, at);
  if (match === null || kind === null) return null;
  const [whole, one = '', other] = match;
  return { piece: `${kind} ${other === undefined ? one : `${one}-${other}`}`, end: at + whole.length, kind };
}

function matchAt(form: RegExp, text: string, at: number): RegExpExecArray | null {
  form.lastIndex = at;
  return form.exec(text);
}

/** What stands between quotes is a value, whatever it looks like: made unreadable, of the same length. */
export function withoutQuoted(text: string): string {
  return text.replace(/"[^"]*"|[\u201c\u201e][^\u201c\u201d]*[\u201c\u201d]/g, (quoted) =>
    '\u0001'.repeat(quoted.length),
  );
}

/** Finds the wells of a rule: behind `in`, or first of all, before a colon. */
export function rulePartsOf(rule: string, size: PlateSize): RuleParts | RuleFault {
  const text = withoutQuoted(rule);
  const found = namedWells(text, size);
  const first = wellsAt(text, 0, size);
  // `C6: 5 nM` speaks of a treatment, not of the well C6.
  if (first !== null && /^\s*:\s+[^\s\d.]/.test(text.slice(first.end))) found.unshift(first);
  const there = found.length < 2 ? found : found.filter(({ blocks }) => isThere(blocks, size));
  const [place = found[0], twice] = there;
  if (twice !== undefined && place !== undefined)
    return {
      fault: `it names wells twice, “${place.written}” and “${twice.written}”`,
      remedy: `Join them by a comma, in ${place.written},${twice.written}; each thing has a rule of its own, and a value that only speaks of wells stands between quotes: device = "wt in A1" in B1.`,
    };
  if (place === undefined) {
    const blocks = parseWellBlocks('all', size);
    return { head: rule, tail: '', blocks: 'wrong' in blocks ? [] : blocks, written: null };
  }
  const { start, end, written, blocks } = place;
  if ('wrong' in blocks) return noWells(blocks.wrong);
  const [head, tail] = [rule.slice(0, start), rule.slice(end)].map((part) =>
    part.replace(/^[\s,]+|[\s,]+$/g, ''),
  );
  if (head === '' && tail !== undefined)
    return { head: tail.replace(/^:\s*/, ''), tail: '', blocks, written };
  return { head: head ?? '', tail: tail ?? '', blocks, written };
}

export function noWells(wrong: string): RuleFault {
  return {
    fault: `there are no wells “${wrong}”`,
    remedy: 'Name them as A1:H12, row A, rows A-D, column 12, columns 1-3 or all.',
  };
}

/** Those behind a word that leads to them, in their order. */
function namedWells(text: string, size: PlateSize): WrittenWells[] {
  const found: WrittenWells[] = [];
  let end = 0;
  for (const match of text.matchAll(leading)) {
    const at = match.index + match[0].length;
    if (match.index < end) continue;
    const wells = wellsAt(text, at, size);
    if (wells === null) continue;
    ({ end } = wells);
    found.push({ ...wells, start: match.index });
  }
  return found;
}

function isThere(blocks: WrittenWells['blocks'], { rows, columns }: PlateSize): boolean {
  if ('wrong' in blocks) return false;
  return blocks.every(
    (block) =>
      Math.max(block.rows.first, block.rows.last) < rows &&
      Math.max(block.columns.first, block.columns.last) < columns,
  );
}

/** Words of wells, for "did you mean". */
const placeWords = ['row', 'rows', 'column', 'columns', 'cols'];

/** `blank in colum 12`: what was likely meant by words that stand where wells do; null: nothing was. */
export function wellsMisspelt(text: string): RuleFault | null {
  const [, named = '', word = '', rest = ''] =
    /(?:^|[\s,])(?:in|over|on)\s+(([A-Za-z]{2,8})(\s+(?:[A-Za-z]{1,2}|\d{1,2})(?:\s*[-:\u2013]\s*\w{1,2})?))$/i.exec(
      text,
    ) ?? [];
  const meant = nearestName(word.toLowerCase(), placeWords);
  if (meant === null || meant === word.toLowerCase()) return null;
  return {
    fault: `“${named}” is not understood as wells`,
    remedy: `Did you mean “${meant}${rest}”? Name them as A1:H12, row A, rows A-D, column 12, columns 1-3 or all.`,
  };
}

const range = new RegExp(
  `(?<![\\p{L}\\p{N}_])(?:${well}${to}(?:${well}|\\d{1,2})|${rowWord}\\s+${row}|${columnWord}\\s+\\d{1,2})${wordEnd}`,
  'iu',
);
const single = new RegExp(`(?<![\\p{L}\\p{N}_])${well}${wordEnd}`, 'giu');
const described =
  /\b(?:in|on|over|of|for|auf)\s+(?:[\p{L}\d]+\s+){0,3}(?:rows?|columns?|wells?|plates?|zeilen?|reihen?|spalten?|platten?)(?![\p{L}\d_])/iu;
/** What leads to wells, or away from them. */
const before =
  /(?:\b(?:in|on|over|at|of|for|auf|not|except|without|but|and|or|to|from|nicht|außer|ohne|und|oder|bis)|[,;&+]|[-=]?>|[\u2192])\s*$/iu;

/** A text without the words at its end that would lead to wells. */
export function withoutLead(text: string): string {
  return text.replace(before, '').trim();
}

/**
 * Wells that a value holds though nothing leads to them, or words that look like wells: they were hardly meant as part of it. null:
 * there are none. Of one word, C6 for one, only a range is.
 * @param isPlaced whether the rule names its wells elsewhere, so that a name such as K12 is likely one.
 */
export function strayWells(value: string, isPlaced: boolean, size: PlateSize): string | null {
  const text = withoutQuoted(value);
  const isWord = !/\s/.test(text);
  const ranged = range.exec(text);
  if (ranged !== null) {
    const named = wellsAt(text, ranged.index, size);
    const isOn = named === null || isThere(named.blocks, size);
    if (isWord ? isOn && !isPlaced : isOn || !isPlaced) return named?.written ?? ranged[0];
  }
  if (isWord) return null;
  const [words] = described.exec(text) ?? [];
  if (words !== undefined) return words;
  for (const match of text.matchAll(single)) {
    const isOn = isThere(parseWellBlocks(match[0], size), size);
    if (isOn && (!isPlaced || before.test(text.slice(0, match.index)))) return match[0];
  }
  return null;
}
