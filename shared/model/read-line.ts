import { plainCharacter } from '../base/written-forms.ts';

/** A line as the language reads it, and where each of its characters stands in the text. */
export interface ReadLine {
  readonly text: string;
  /** 1-based column in the line as written, of an offset into `text`. */
  column(offset: number): number;
}

const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹';
const exponent = /^[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+|^ⁿ/u;

/**
 * A line with its characters as they were meant: a pasted minus sign is `-`, `x²` is `x^2`, a blank that does not break is
 * a blank. Quoted names, units and comments stay as they are written.
 */
export function readLine(written: string): ReadLine {
  // almost every line
  if (/^[\t\x20-\x7e]*$/.test(written)) return { text: written, column: (offset) => offset + 1 };
  let text = '';
  const columns: number[] = [];
  const add = (piece: string, at: number): void => {
    text += piece;
    for (let i = 0; i < piece.length; i++) columns.push(at + 1);
  };
  const addAsWritten = (from: number, to: number): void => {
    for (let i = from; i < to; i++) add(written.charAt(i), i);
  };
  let at = 0;
  while (at < written.length) {
    const power = exponent.exec(written.slice(at, at + 20))?.[0];
    if (power !== undefined) {
      add(`^${asciiPower(power)}`, at);
      at += power.length;
      continue;
    }
    const character = String.fromCodePoint(written.codePointAt(at) ?? 0);
    const plain = plainCharacter(character);
    add(plain, at);
    at += character.length;
    if (plain === '#') {
      addAsWritten(at, written.length);
      break;
    }
    if (plain !== '"' && plain !== '[') continue;
    const closing = plain === '"' ? '"' : ']';
    const end = endOfQuoted(written, at, closing);
    addAsWritten(at, end);
    at = end;
    if (at === written.length) break;
    add(closing, at);
    at++;
  }
  return { text, column: (offset) => columns[offset] ?? written.length + 1 };
}

function endOfQuoted(written: string, from: number, closing: string): number {
  let end = from;
  while (end < written.length && plainCharacter(written.charAt(end)) !== closing) end++;
  return end;
}

/** `⁻¹²` -> `-12`; also within the texts of units. */
export function asciiPower(power: string): string {
  return Array.from(power, (character) => {
    if (character === '⁻') return '-';
    if (character === '⁺') return '+';
    if (character === 'ⁿ') return 'n';
    return String(superscripts.indexOf(character));
  }).join('');
}
