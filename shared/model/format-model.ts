import { type EntryLine, spell, splitEntry } from './format-entry.ts';
import { type SectionName, sectionNames } from './parse-sections.ts';
import { SourceText, SyntaxProblem } from './source-text.ts';
import { type Token, tokenizeLogicalLine } from './tokenize.ts';

/** A line of the result before columns are aligned. */
type Piece =
  | { readonly kind: 'blank' }
  /** `note`: a line of notes as it stands in the text, blank ones included. */
  | { readonly kind: 'heading' | 'line' | 'comment' | 'note'; readonly text: string }
  | {
      readonly kind: 'entry';
      readonly section: SectionName;
      readonly entry: EntryLine;
      readonly comment: string;
    };

/** Sections whose columns mean the same all the way down; elsewhere a blank line ends a block of columns. */
const wholeSections: ReadonlySet<SectionName> = new Set(['parameters', 'treatments']);

/**
 * A model text in its usual layout: a blank line before each section, entries indented by two, columns aligned, one way
 * of spacing. Comments, notes and line breaks inside equations stay; so does every line that cannot be read. The text
 * means the same, and formatting it again changes nothing.
 */
export function formatModel(text: string): string {
  const pieces = spaced(indentNotes(readPieces(new SourceText(text, ''))));
  const lines = alignEntries(pieces);
  return `${lines.join('\n')}\n`;
}

function readPieces(source: SourceText): readonly Piece[] {
  const pieces: Piece[] = [];
  let section: SectionName | null = null;
  let line = 1;
  while (line <= source.lines.length) {
    const { text } = source.read(line);
    const indented = /^[ \t]/.test(text);
    if (section === 'notes' && (indented || text.trim() === '')) {
      pieces.push({ kind: 'note', text: (source.lines[line - 1] ?? '').trimEnd() });
      line++;
      continue;
    }
    if (text.trim() === '') {
      pieces.push({ kind: 'blank' });
      line++;
      continue;
    }
    if (/^\s*#/.test(text)) {
      pieces.push({ kind: 'comment', text: `${indented ? '  ' : ''}${text.trim()}` });
      line++;
      continue;
    }
    if (!indented) {
      const heading = readHeading(source, line);
      section = heading.section;
      pieces.push({ kind: 'heading', text: heading.text });
      line++;
      continue;
    }
    const read = readEntry(source, line, section);
    for (const piece of read.pieces) pieces.push(piece);
    line = read.next;
  }
  return pieces;
}

/** Notes keep their shape: what all lines are indented by becomes two blanks, blank lines inside stay. */
function indentNotes(pieces: readonly Piece[]): readonly Piece[] {
  const isWritten = (piece: Piece): boolean => piece.kind === 'note' && piece.text !== '';
  const first = pieces.findIndex(isWritten);
  const last = pieces.findLastIndex(isWritten);
  const shared = pieces.reduce(
    (least, piece) =>
      piece.kind === 'note' && isWritten(piece) ? Math.min(least, piece.text.search(/\S/)) : least,
    Number.POSITIVE_INFINITY,
  );
  return pieces.map((piece, index) => {
    if (piece.kind !== 'note') return piece;
    if (piece.text !== '') return { kind: 'line', text: `  ${piece.text.slice(shared)}` };
    return index > first && index < last ? { kind: 'line', text: '' } : { kind: 'blank' };
  });
}

function readHeading(
  source: SourceText,
  line: number,
): { readonly text: string; readonly section: SectionName | null } {
  const raw = (source.lines[line - 1] ?? '').trimEnd();
  try {
    const tokens = onLine(tokenizeLogicalLine(source, line).tokens, line);
    const section = sectionNames.find((name) => name === tokens[0]?.text) ?? null;
    return { text: withComment(spell(tokens), commentOf(source.read(line).text)), section };
  } catch (error) {
    if (!(error instanceof SyntaxProblem)) throw error;
    return { text: raw, section: null };
  }
}

/** The lines of one entry. What cannot be read, or stands in no section, stays as it is. */
function readEntry(
  source: SourceText,
  line: number,
  section: SectionName | null,
): { readonly pieces: readonly Piece[]; readonly next: number } {
  const raw = (next: number): { readonly pieces: readonly Piece[]; readonly next: number } => ({
    pieces: source.lines.slice(line - 1, next - 1).map((text) => lineOrBlank(text.trimEnd())),
    next,
  });
  try {
    const { tokens } = tokenizeLogicalLine(source, line);
    // blank lines and comments after the last token are not part of it, whatever operator it ends with
    const next = tokens.reduce((last, token) => Math.max(last, token.line), line) + 1;
    if (section === null) return raw(next);
    if (next === line + 1) {
      const entry = splitEntry(section, onLine(tokens, line));
      const comment = commentOf(source.read(line).text);
      return { pieces: [{ kind: 'entry', section, entry, comment }], next };
    }
    const pieces: Piece[] = [];
    let before: Token | null = null;
    const byLine = Map.groupBy(tokens, (token) => token.line);
    for (let at = line; at < next; at++) {
      const own = onLine(byLine.get(at) ?? [], at);
      const comment = commentOf(source.read(at).text);
      const indent = at === line ? '  ' : '    ';
      const code = own.length === 0 ? '' : indent + spell(own, before);
      const text = code === '' && comment !== '' ? indent + comment : withComment(code, comment);
      pieces.push(lineOrBlank(text));
      before = own.at(-1) ?? before;
    }
    return { pieces, next };
  } catch (error) {
    if (!(error instanceof SyntaxProblem)) throw error;
    return raw(Math.max(line, error.problem.place?.line ?? line) + 1);
  }
}

function onLine(tokens: readonly Token[], line: number): readonly Token[] {
  return tokens.filter((token) => token.line === line && token.kind !== 'end');
}

function lineOrBlank(text: string): Piece {
  return text === '' ? { kind: 'blank' } : { kind: 'line', text };
}

/** The comment of a line that can be read; a # inside quotes is none. */
function commentOf(text: string): string {
  for (const [match] of text.matchAll(/"[^"]*"|#.*/g)) if (match.startsWith('#')) return match.trimEnd();
  return '';
}

function withComment(code: string, comment: string): string {
  return comment === '' ? code : `${code}  ${comment}`;
}

/** One blank line before each section and the comments that lead to it, none after its name, never two. */
function spaced(pieces: readonly Piece[]): readonly Piece[] {
  const result: Piece[] = [];
  let leading: Piece[] = [];
  const endBlanks = (): void => {
    while (result.at(-1)?.kind === 'blank') result.pop();
  };
  const flush = (): void => {
    for (const piece of leading) result.push(piece);
    leading = [];
  };
  for (const piece of pieces) {
    const last = leading.at(-1) ?? result.at(-1);
    if (piece.kind === 'blank') {
      flush();
      if (last !== undefined && last.kind !== 'blank' && last.kind !== 'heading') result.push(piece);
    } else if (piece.kind === 'comment' && !piece.text.startsWith(' ')) {
      leading.push(piece);
    } else if (piece.kind === 'heading') {
      endBlanks();
      if (result.length > 0) result.push({ kind: 'blank' });
      flush();
      result.push(piece);
    } else {
      flush();
      result.push(piece);
    }
  }
  flush();
  endBlanks();
  return result;
}

function alignEntries(pieces: readonly Piece[]): readonly string[] {
  const lines: string[] = [];
  const blocks = new Map<string, number[]>();
  let block = 0;
  const aheadOf = nextOfSections(pieces);
  pieces.forEach((piece, index) => {
    if (piece.kind === 'heading') block++;
    if (piece.kind === 'blank' || piece.kind === 'line') {
      const ahead = aheadOf[index];
      if (ahead?.kind !== 'entry' || !wholeSections.has(ahead.section)) block++;
    }
    if (piece.kind !== 'entry') {
      lines[index] = piece.kind === 'blank' ? '' : piece.text;
      return;
    }
    const { prefixes, cells } = piece.entry;
    const key = `${block} ${prefixes.length} ${cells.length}`;
    const rows = blocks.get(key);
    if (rows === undefined) blocks.set(key, [index]);
    else rows.push(index);
  });
  for (const rows of blocks.values()) {
    const entries = rows.flatMap((row) => {
      const piece = pieces[row];
      return piece?.kind === 'entry' ? [piece] : [];
    });
    alignBlock(entries).forEach((text, position) => {
      lines[rows[position] ?? 0] = text;
    });
  }
  return lines;
}

/** For each piece the next entry or heading behind it. */
function nextOfSections(pieces: readonly Piece[]): readonly (Piece | undefined)[] {
  let next: Piece | undefined;
  const found: (Piece | undefined)[] = [];
  for (let index = pieces.length - 1; index >= 0; index--) {
    found[index] = next;
    const piece = pieces[index];
    if (piece?.kind === 'entry' || piece?.kind === 'heading') next = piece;
  }
  return found;
}

function alignBlock(entries: readonly Extract<Piece, { readonly kind: 'entry' }>[]): readonly string[] {
  const rows = entries.map(({ entry }) => [...entry.prefixes, ...entry.cells]);
  const columns =
    rows[0]?.map((_, column) => rows.reduce((most, row) => Math.max(most, row[column]?.length ?? 0), 0)) ??
    [];
  const [first] = entries;
  /** Where a table begins: after the name. */
  const table =
    first !== undefined && wholeSections.has(first.section) ? first.entry.prefixes.length : Infinity;
  const codes = rows.map((row) => {
    let text = '  ';
    row.forEach((cell, column) => {
      const width = columns[column] ?? 0;
      if (width === 0) return;
      // two blanks between what are columns of a table, one between the parts of a sentence
      text += cell.padEnd(width) + (column > table ? '  ' : ' ');
    });
    return text.trimEnd();
  });
  const commented = codes.filter((_, index) => entries[index]?.comment !== '');
  const width = commented.reduce((most, code) => Math.max(most, code.length), 0);
  return codes.map((code, index) => {
    const comment = entries[index]?.comment ?? '';
    return comment === '' ? code : withComment(code.padEnd(width), comment);
  });
}
