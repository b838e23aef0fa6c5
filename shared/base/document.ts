import { isAlias, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import { applyEdit, type DocumentEdit } from './edit-document.ts';
import { failure, type Outcome, type Place, type Problem } from './problem.ts';
import { canonicalName } from './written-forms.ts';

/**
 * YAML text as a small tree in which every value knows its line and column, so that a problem found rooms later can
 * still point at it. `document-reader.ts` reads the tree with types.
 */
export type LocatedNode = LocatedScalar | LocatedList | LocatedMap;

export interface LocatedScalar {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  /** As written, without quotes. */
  readonly text: string;
  readonly place: Place;
}

export interface LocatedList {
  readonly kind: 'list';
  readonly items: readonly LocatedNode[];
  readonly place: Place;
}

export interface LocatedMap {
  readonly kind: 'map';
  readonly entries: readonly LocatedEntry[];
  readonly place: Place;
}

export interface LocatedEntry {
  /** In the one spelling of names. */
  readonly key: string;
  /** Letter by letter, for what is a name of something outside the text. */
  readonly written: string;
  readonly keyPlace: Place;
  readonly value: LocatedNode;
}

export interface LocatedDocument {
  readonly file: string;
  readonly text: string;
  readonly root: LocatedNode;
}

/** Specs are written by hand: the largest real one has 4 kB. Aliases count each time they are used. */
export const documentLimits = { characters: 128 * 1024, nodes: 100_000, depth: 64 } as const;

/** Blanks that do not break, as web pages indent with, are blanks. */
const indentation =
  /^[ \u00a0\u2000-\u200a\u202f\u3000]*[\u00a0\u2000-\u200a\u202f\u3000][ \u00a0\u2000-\u200a\u202f\u3000]*/gm;

/**
 * Reads YAML 1.2 (JSON included) without custom tags and merge keys. Never throws for what the text holds.
 *
 * @param edits made in this order; what is not edited keeps its line and column.
 */
export function readDocument(
  written: string,
  file: string,
  edits: readonly DocumentEdit[] = [],
): Outcome<LocatedDocument> {
  // Before anything is made of it.
  const tooLong = written.length > documentLimits.characters;
  const text = tooLong ? '' : written.replace(indentation, (blanks) => ' '.repeat(blanks.length));
  const lines = new LineCounter();
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(1, line), column: Math.max(1, col) };
  };
  const refuse = (
    code: string,
    message: string,
    remedy: string,
    place: Place = { file, line: 1, column: 1 },
  ) =>
    failure<LocatedDocument>([
      { code, severity: 'error', message, remedy, place, ...excerptAt(text, place) },
    ]);
  // The parser is recursive: thousands of nested brackets end the stack.
  const tooDeep = () => refuse('document.tooDeep', 'the text is nested too deeply', 'Write it flatter.');
  if (tooLong) {
    const message = `the text has ${written.length} characters, more than ${documentLimits.characters}`;
    return refuse('document.tooLarge', message, 'Check whether this is the right file.');
  }
  if (text.trim() === '')
    return refuse('document.empty', 'the file is empty', 'Write the spec or give another file.');
  if (text.includes('\0')) {
    return refuse('document.binary', 'the file is binary, not text', 'Give a YAML text file.');
  }
  try {
    const parsed = parseDocument(text, {
      lineCounter: lines,
      prettyErrors: false,
      strict: true,
      // The parser compares every key with all before it; `locate` looks them up.
      uniqueKeys: false,
      logLevel: 'error',
    });
    if (parsed.errors.some(({ code }) => code === 'RESOURCE_EXHAUSTION')) return tooDeep();
    if (parsed.errors.length > 0) {
      return failure(
        parsed.errors.slice(0, 10).map((error) => syntaxProblem(text, placeAt(error.pos[0]), error.message)),
      );
    }
    const edited = new Map<unknown, Place>();
    const problems = edits.flatMap((edit) => applyEdit(parsed, edit, edited));
    if (problems.length > 0) return failure(problems);
    const walk: Walk = {
      placeAt,
      edited,
      anchors: new Map(),
      unresolved: [],
      commas: [],
      repeated: [],
      nodes: 0,
      tooMuch: null,
    };
    const root = locate(walk, parsed.contents, 0, 0);
    if (walk.tooMuch !== null) {
      return refuse(
        'document.tooDeep',
        walk.tooMuch.message,
        'Write it flatter, without aliases.',
        walk.tooMuch.place,
      );
    }
    if (walk.repeated.length > 0) {
      return failure(
        walk.repeated
          .slice(0, 10)
          .map(({ key, place }) =>
            syntaxProblem(text, place, `the key “${key}” is given twice; keys are unique`),
          ),
      );
    }
    const [comma] = walk.commas;
    if (comma !== undefined) {
      const { place, number } = comma;
      return refuse(
        'document.decimalComma',
        `${number.replace('.', ',')} has a comma, which ends a value here`,
        `Decimals have a point: write ${number}.`,
        place,
      );
    }
    const [alias] = walk.unresolved;
    if (alias !== undefined) {
      return refuse(
        'document.alias',
        `nothing above is marked &${alias.name}`,
        'Mark it or remove the *.',
        alias.place,
      );
    }
    return { ok: true, value: { file, text, root }, problems: [] };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return tooDeep();
  }
}

interface Walk {
  /** Nodes that do not stand in the text. */
  readonly edited: ReadonlyMap<unknown, Place>;
  readonly placeAt: (offset: number) => Place;
  /** What each `&name` marked last, filled in the order of the text. */
  readonly anchors: Map<string, unknown>;
  readonly unresolved: { readonly name: string; readonly place: Place }[];
  /** `{ mu: 0,5 }`: to YAML mu is 0, and 5 a key without a value. */
  readonly commas: { readonly number: string; readonly place: Place }[];
  readonly repeated: { readonly key: string; readonly place: Place }[];
  nodes: number;
  tooMuch: { readonly message: string; readonly place: Place } | null;
}

function locate(walk: Walk, node: unknown, depth: number, fallbackOffset: number): LocatedNode {
  const offset = rangeStart(node) ?? fallbackOffset;
  const place = walk.edited.get(node) ?? walk.placeAt(offset);
  walk.nodes += 1;
  if (depth > documentLimits.depth)
    walk.tooMuch ??= { message: `nested deeper than ${documentLimits.depth}`, place };
  if (walk.nodes > documentLimits.nodes) {
    walk.tooMuch ??= { message: `more than ${documentLimits.nodes} values (aliases count each time)`, place };
  }
  if (walk.tooMuch !== null) return { kind: 'scalar', value: null, text: '', place };
  if (isAlias(node)) {
    const marked = walk.anchors.get(node.source);
    if (marked !== undefined) return locate(walk, marked, depth + 1, offset);
    walk.unresolved.push({ name: node.source, place });
    return { kind: 'scalar', value: null, text: '', place };
  }
  if (isNode(node) && node.anchor !== undefined) walk.anchors.set(node.anchor, node);
  if (isMap(node)) {
    const entries: LocatedEntry[] = [];
    const seen = new Set<unknown>();
    for (const [index, { key, value }] of node.items.entries()) {
      const number = cutByComma(node.items[index - 1]?.value, key, value);
      if (number !== null)
        walk.commas.push({ number, place: walk.placeAt(rangeStart(node.items[index - 1]?.value) ?? 0) });
      const keyPlace = walk.edited.get(value) ?? walk.placeAt(rangeStart(key) ?? offset);
      const name = isScalar(key) ? String(key.source ?? key.value) : typeof key === 'string' ? key : '?';
      const written = isScalar(key) ? key.value : key;
      if (seen.has(written)) walk.repeated.push({ key: name, place: keyPlace });
      seen.add(written);
      entries.push({
        key: canonicalName(name),
        written: typeof written === 'string' ? written : name,
        keyPlace,
        value: locate(walk, value, depth + 1, rangeStart(key) ?? offset),
      });
    }
    return { kind: 'map', entries, place };
  }
  if (isSeq(node)) {
    return { kind: 'list', items: node.items.map((item) => locate(walk, item, depth + 1, offset)), place };
  }
  if (!isScalar(node)) return { kind: 'scalar', value: null, text: '', place };
  const { value } = node;
  const text = node.source ?? String(value);
  const known = value === null || ['string', 'number', 'boolean'].includes(typeof value);
  return { kind: 'scalar', value: known ? (value as LocatedScalar['value']) : text, text, place };
}

/** `0.5`, where a comma without a blank has made a value and a key of it; else null. */
function cutByComma(before: unknown, key: unknown, value: unknown): string | null {
  if (!isScalar(before) || !isScalar(key) || typeof before.value !== 'number') return null;
  const cut = isScalar(value) ? value.value === null : value === null;
  const end = before.range?.[1];
  if (
    !cut ||
    end === undefined ||
    rangeStart(key) !== end + 1 ||
    !/^\d+(?:[eE][+-]?\d+)?$/.test(key.source ?? '')
  )
    return null;
  return `${before.source}.${key.source}`;
}

function rangeStart(node: unknown): number | undefined {
  return (node as { range?: readonly number[] | null } | null | undefined)?.range?.[0];
}

function syntaxProblem(text: string, place: Place, message: string): Problem {
  const remedy = /duplicate|unique/i.test(message)
    ? 'Keep one of the two keys.'
    : 'Check indentation, colons, quotes and brackets here and on the line before.';
  const sentence = message.split('\n', 1)[0] ?? message;
  return {
    code: 'document.syntax',
    severity: 'error',
    message: sentence,
    remedy,
    place,
    ...excerptAt(text, place),
  };
}

/** Widest piece of a line that is shown. */
const excerptWidth = 100;

/** Of the text asked for last: a text has many problems, and is not cut into lines for each. */
let lastLines: { readonly text: string; readonly lines: readonly string[] } = { text: '', lines: [''] };

function linesOf(text: string): readonly string[] {
  if (lastLines.text !== text) lastLines = { text, lines: text.split(/\r\n|\n|\r/) };
  return lastLines.lines;
}

/** `{ excerpt }` with the line of a place and a caret under its column, or nothing where the place names no line. */
export function excerptAt(text: string, place: Place): { readonly excerpt: string } | Record<string, never> {
  if (place.line === undefined) return {};
  const line = linesOf(text)[place.line - 1];
  if (line === undefined) return {};
  const column = Math.min(place.column ?? 1, line.length + 1);
  const start = Math.max(0, column - excerptWidth);
  const shown = line.slice(start, start + excerptWidth + 20).replaceAll('\t', ' ');
  const gutter = String(place.line);
  return {
    excerpt: `  ${gutter} | ${shown}\n  ${' '.repeat(gutter.length)} | ${' '.repeat(column - 1 - start)}^`,
  };
}
