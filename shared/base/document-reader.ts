import {
  excerptAt,
  type LocatedDocument,
  type LocatedEntry,
  type LocatedMap,
  type LocatedNode,
  type LocatedScalar,
} from './document.ts';
import { nearestName } from './nearest-name.ts';
import type { Place, Problem, Severity } from './problem.ts';
import { shortText } from './short-text.ts';
import { canonicalName, withDecimalPoint, writtenNumber } from './written-forms.ts';

/**
 * Typed reading of a located tree. Every getter returns a value of the asked type or the fallback and collects a problem
 * with place and excerpt where the text has something else, so that one reading finds all that is wrong:
 *
 *     const reader = createReader(document);
 *     const top = reader.map(document.root, 'spec');
 *     const model = top?.string('model');            // undefined and a problem where absent
 *     const folds = top?.integer('folds', 4);        // 4 where absent
 *     top?.finish();                                 // every key not asked for is a problem
 *     reader.problems;
 */
export interface DocumentReader {
  readonly document: LocatedDocument;
  readonly problems: readonly Problem[];
  report(place: Place, code: string, message: string, remedy?: string, severity?: Severity): void;
  /** The map that a node is, for keyed reading; null and a problem where it is something else. `where` names it: `data.groups`. */
  map(node: LocatedNode, where: string): MapReader | null;
  string(node: LocatedNode, where: string): string | undefined;
  number(node: LocatedNode, where: string): number | undefined;
  integer(node: LocatedNode, where: string): number | undefined;
  boolean(node: LocatedNode, where: string): boolean | undefined;
  /** Items that are of the wrong type are reported and left out. A null is no list. */
  list<T>(
    node: LocatedNode,
    where: string,
    item: (node: LocatedNode, where: string) => T | undefined,
  ): T[] | undefined;
  oneOf<T extends string>(node: LocatedNode, where: string, words: readonly T[]): T | undefined;
}

/**
 * Reads a map by key. A key with an empty or null value counts as absent. At most one fallback is given; without one an
 * absent key is a problem.
 */
export interface MapReader {
  readonly where: string;
  readonly place: Place;
  readonly entries: readonly LocatedEntry[];
  /** The value's node, null where absent; marks the key as known. */
  node(key: string): LocatedNode | null;
  string<F = undefined>(key: string, ...fallback: readonly F[]): string | F;
  number<F = undefined>(key: string, ...fallback: readonly F[]): number | F;
  integer<F = undefined>(key: string, ...fallback: readonly F[]): number | F;
  boolean<F = undefined>(key: string, ...fallback: readonly F[]): boolean | F;
  strings<F = undefined>(key: string, ...fallback: readonly F[]): readonly string[] | F;
  numbers<F = undefined>(key: string, ...fallback: readonly F[]): readonly number[] | F;
  oneOf<T extends string, F = undefined>(key: string, words: readonly T[], ...fallback: readonly F[]): T | F;
  map(key: string): MapReader | null;
  /** Keys that are allowed and not read. */
  ignore(keys: readonly string[]): void;
  /** Entries that were neither asked for nor ignored, each with the nearest key that was; from now on they count as known. */
  takeRest(): readonly (LocatedEntry & { readonly nearest: string | null })[];
  /** Reports every key that was neither asked for nor ignored, with the nearest known one. */
  finish(): void;
}

/** More problems than this help nobody; the rest is not collected. */
const mostProblems = 100;

export function createReader(document: LocatedDocument): DocumentReader {
  const problems: Problem[] = [];
  const report: DocumentReader['report'] = (place, code, message, remedy, severity = 'error') => {
    if (problems.length >= mostProblems) return;
    const wayOut = remedy === undefined ? {} : { remedy };
    problems.push({ code, severity, message, ...wayOut, place, ...excerptAt(document.text, place) });
  };
  const wrongType = (node: LocatedNode, where: string, expected: string, example: string): undefined => {
    const point = node.kind === 'scalar' && example !== '"name"' ? withDecimalPoint(node.text) : null;
    report(
      node.place,
      'document.type',
      `${where} is ${describe(node)}, not ${expected}`,
      point === null ? `Write ${expected}: ${example}.` : `Decimals have a point: write ${point}.`,
    );
    return undefined;
  };
  const reader: DocumentReader = {
    document,
    problems,
    report,
    map(node, where) {
      if (node.kind === 'map') return mapReader(reader, node, where);
      wrongType(node, where, 'a map of keys and values', 'key: value');
      return null;
    },
    string(node, where) {
      // A name that reads as a number (`n: 5`) or a word that YAML knows (`on: No`) is taken as written.
      if (node.kind === 'scalar' && node.value !== null) return node.text;
      return wrongType(node, where, 'a text', '"name"');
    },
    number(node, where) {
      const value = node.kind === 'scalar' ? numberOf(node) : null;
      if (value !== null && Number.isFinite(value)) return value;
      return wrongType(node, where, 'a number', '0.5');
    },
    integer(node, where) {
      const value = node.kind === 'scalar' ? numberOf(node) : null;
      if (value !== null && Number.isSafeInteger(value)) return value;
      return wrongType(node, where, 'a whole number', '3');
    },
    boolean(node, where) {
      if (node.kind === 'scalar' && typeof node.value === 'boolean') return node.value;
      return wrongType(node, where, 'true or false', 'true');
    },
    list(node, where, item) {
      if (node.kind !== 'list') return wrongType(node, where, 'a list', '[a, b]');
      return node.items.flatMap((each, index) => item(each, `${where}[${index}]`) ?? []);
    },
    oneOf(node, where, words) {
      const word = node.kind === 'scalar' ? words.find((each) => each === node.text) : undefined;
      if (word !== undefined) return word;
      const near = node.kind === 'scalar' ? nearestName(node.text, words) : null;
      const meant = near === null ? '' : `Did you mean “${near}”? `;
      report(
        node.place,
        'document.choice',
        `${where} is ${describe(node)}`,
        `${meant}Use one of: ${words.join(', ')}.`,
      );
      return undefined;
    },
  };
  return reader;
}

function mapReader(reader: DocumentReader, node: LocatedMap, where: string): MapReader {
  const known = new Set<string>();
  const name = (key: string): string => (where === '' ? key : `${where}.${key}`);
  const find = (key: string): LocatedNode | null => {
    known.add(canonicalName(key));
    const value = node.entries.find((entry) => entry.key === canonicalName(key))?.value;
    return value === undefined || isNull(value) ? null : value;
  };
  const get = <T, F>(
    key: string,
    rest: readonly F[],
    read: (node: LocatedNode, where: string) => T | undefined,
  ): T | F => {
    const value = find(key);
    if (value !== null) return read(value, name(key)) ?? (rest[0] as F);
    if (rest.length === 0) {
      const given = node.entries.find((entry) => entry.key === key);
      reader.report(
        given?.keyPlace ?? node.place,
        'document.missing',
        `${name(key)} is missing`,
        `Add the key “${key}”.`,
      );
    }
    return rest[0] as F;
  };
  return {
    where,
    place: node.place,
    entries: node.entries,
    node: find,
    string: (key, ...rest) => get(key, rest, reader.string),
    number: (key, ...rest) => get(key, rest, reader.number),
    integer: (key, ...rest) => get(key, rest, reader.integer),
    boolean: (key, ...rest) => get(key, rest, reader.boolean),
    strings: (key, ...rest) => get(key, rest, (each, at) => reader.list(each, at, reader.string)),
    numbers: (key, ...rest) => get(key, rest, (each, at) => reader.list(each, at, reader.number)),
    oneOf: (key, words, ...rest) => get(key, rest, (each, at) => reader.oneOf(each, at, words)),
    map(key) {
      const value = find(key);
      return value === null ? null : reader.map(value, name(key));
    },
    ignore(keys) {
      for (const key of keys) known.add(key);
    },
    takeRest() {
      const keys = [...known];
      const rest = node.entries.filter(({ key }) => !known.has(key));
      for (const { key } of rest) known.add(key);
      return rest.map((entry) => ({ ...entry, nearest: nearestName(entry.key, keys) }));
    },
    finish() {
      for (const { key, keyPlace } of node.entries) {
        if (known.has(key)) continue;
        const near = nearestName(key, [...known]);
        const remedy =
          near === null ? `Remove it; known keys: ${[...known].join(', ')}.` : `Did you mean “${near}”?`;
        reader.report(
          keyPlace,
          'document.unknownKey',
          `${where === '' ? 'the top level' : where} has no key “${key}”`,
          remedy,
        );
      }
    },
  };
}

/** `null`, `~`, nothing, and Python's `None`. */
export function isNull(node: LocatedNode): boolean {
  return node.kind === 'scalar' && (node.value === null || node.value === 'None');
}

/** A number as YAML knows it, or as a word processor has left it: with another minus sign, or digits of full width. */
function numberOf({ value, text }: LocatedScalar): number | null {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && /[^\x20-\x7e]/.test(text) ? writtenNumber(text) : null;
}

function describe(node: LocatedNode): string {
  if (node.kind === 'list') return 'a list';
  if (node.kind === 'map') return 'a map';
  if (node.value === null) return 'empty';
  return `“${shortText(node.text, 40)}”`;
}
