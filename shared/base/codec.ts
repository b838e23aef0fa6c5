/**
 * One text form for every message between page and service, whatever carries it: plain data, typed arrays and every
 * number. JSON, in which what JSON cannot say is an object whose only keys are `$` and `value`:
 *
 *     NaN                      {"$":"number","value":"NaN"}            also Infinity, -Infinity, -0
 *     new Float64Array([1])    {"$":"Float64Array","value":"AAAAAAAA8D8="}     base64 of little-endian bytes
 *     new Uint8Array(7)        {"$":"part","value":"7"}                in a parcel, where the bytes follow the text (parcel.ts)
 *     {"$x": 1}                {"$$x": 1}                              a key that begins with `$` gets one more
 *
 * Properties that are undefined are left out, undefined inside an array becomes null, as in JSON.
 */
import { decodeBase64, encodeBase64 } from './base64.ts';
import { jsonStructure } from './json-structure.ts';

/** The text is not a message: damaged, hostile, or of another version. What arrives at a door may throw this, nothing else does. */
export class CodecError extends Error {
  override readonly name = 'CodecError';
}

const arrayTypes = {
  Float64Array,
  Float32Array,
  Int32Array,
  Uint32Array,
  Int16Array,
  Uint16Array,
  Int8Array,
  Uint8Array,
} as const;
type ArrayName = keyof typeof arrayTypes;

const specialNumbers: ReadonlyMap<unknown, number> = new Map([
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
  ['-0', -0],
]);

/** Deeper than any message of ours; keeps hostile text from exhausting the stack. */
const deepest = 64;
const tooDeep = `a message nests at most ${deepest} levels`;

/** Of bytes that follow the text. */
const partTag = 'part';

/** Texts of what was given to `keepText`; empty: not made yet. */
const keptTexts = new WeakMap<object, string>();

/**
 * For what is sent again and again as it is, and must never be changed from here on: its text is made once, as long as it
 * lives.
 */
export function keepText<T extends object>(value: T): T {
  if (!keptTexts.has(value)) keptTexts.set(value, '');
  return value;
}

/** What goes beside the plain values of a message. */
interface Beside {
  /** Texts made once, put in their places afterwards; null: nothing is put in place. */
  readonly kept: string[] | null;
  /** Bytes that follow the text, in the order of their places in it; null: none do. */
  readonly parts: Uint8Array[] | null;
}

const nothingBeside: Beside = { kept: null, parts: null };

/**
 * Throws CodecError for what is no data: functions, symbols, bigints, maps, class instances, cycles.
 *
 * @param parts takes the message's byte arrays, which then stand in the text by their lengths alone; null: all are in the text.
 */
export function encode(value: unknown, parts: Uint8Array[] | null = null): string {
  const kept: string[] = [];
  const text = JSON.stringify(toPlain(value, 0, { kept, parts })) ?? 'null';
  if (kept.length === 0) return text;
  const between = text.split(placeText);
  // A text that holds the same by chance, or on purpose.
  if (between.length !== kept.length + 1) {
    parts?.splice(0);
    return JSON.stringify(toPlain(value, 0, { kept: null, parts })) ?? 'null';
  }
  return between.map((part, index) => part + (kept[index] ?? '')).join('');
}

/** Stands where a kept text goes, in the value and in its text. */
const place = '\0kept\0';
const placeText = JSON.stringify(place);

function keptText(value: object): string {
  const made = keptTexts.get(value);
  if (made !== '') return made ?? '';
  // Within it nothing is put in place: it is made once.
  const text = JSON.stringify(bare(value, 0, nothingBeside));
  keptTexts.set(value, text);
  return text;
}

/** Of a message that comes through a door. */
export interface DecodeLimits {
  /** `encode` has written it, which was seen before: how much is in it is not looked at again. */
  readonly vouched?: boolean;
  /** Lists, records and their items, all in all: each takes many times its text once it is parsed. */
  readonly mostParts?: number;
  /** Gives the next so many bytes that follow the text, or null where there are not so many; left out: none follow. */
  readonly takeBytes?: (length: number) => Uint8Array<ArrayBuffer> | null;
}

/**
 * The inverse of `encode`; throws CodecError for anything that `encode` cannot have written. How deep it nests and how much
 * is in it is looked at before it is parsed, which would take minutes and gigabytes for a hostile text.
 */
export function decode(text: string, limits: DecodeLimits = {}): unknown {
  if (limits.vouched !== true) refuseLarge(text, limits.mostParts);
  let plain: unknown;
  try {
    plain = JSON.parse(text);
  } catch (error) {
    throw new CodecError(`not a message: ${error instanceof Error ? error.message : String(error)}`);
  }
  return fromPlain(plain, 0, limits.takeBytes ?? (() => null));
}

function refuseLarge(text: string, mostParts: number | undefined): void {
  const { depth, parts } = jsonStructure(text, deepest + 1, mostParts);
  if (depth > deepest + 1) throw new CodecError(tooDeep);
  if (mostParts !== undefined && parts > mostParts)
    throw new CodecError(`a message holds at most ${mostParts} lists, records and items`);
}

/** What JSON can say as it is, is not copied: a message may hold thousands of records. */
function toPlain(value: unknown, depth: number, beside: Beside): unknown {
  if (typeof value !== 'object' || value === null) return scalarToPlain(value, depth);
  const { kept } = beside;
  if (kept === null || !keptTexts.has(value)) return bare(value, depth, beside);
  kept.push(keptText(value));
  return place;
}

function scalarToPlain(value: unknown, depth: number): unknown {
  checkDepth(depth);
  if (value === null || value === undefined || typeof value === 'boolean' || typeof value === 'string')
    return value;
  if (typeof value !== 'number') throw new CodecError(`a ${typeof value} cannot be sent`);
  if (Number.isFinite(value) && !Object.is(value, -0)) return value;
  return { $: 'number', value: Object.is(value, -0) ? '-0' : String(value) };
}

function bare(value: object, depth: number, beside: Beside): unknown {
  checkDepth(depth);
  if (Array.isArray(value)) return listToPlain(value, depth, beside);
  if (ArrayBuffer.isView(value)) return arrayToPlain(value, beside);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    throw new CodecError(`a ${value.constructor.name} cannot be sent, only plain data and typed arrays`);
  }
  return recordToPlain(value as Readonly<Record<string, unknown>>, depth, beside);
}

function checkDepth(depth: number): void {
  if (depth <= deepest) return;
  throw new CodecError(`a message nests at most ${deepest} levels; is there a cycle in it?`);
}

function listToPlain(list: readonly unknown[], depth: number, beside: Beside): readonly unknown[] {
  let plain: unknown[] | null = null;
  for (let i = 0; i < list.length; i++) {
    const item = toPlain(list[i], depth + 1, beside);
    if (item === list[i]) continue;
    plain ??= list.slice();
    plain[i] = item;
  }
  return plain ?? list;
}

function recordToPlain(record: Readonly<Record<string, unknown>>, depth: number, beside: Beside): unknown {
  let plain: Record<string, unknown> | null = null;
  // The prototype is Object's or none, so these are the record's own.
  for (const key in record) {
    refuseKey(key);
    const item = toPlain(record[key], depth + 1, beside);
    const name = key.startsWith('$') ? `$${key}` : key;
    if (plain === null && (item !== record[key] || name !== key)) plain = before(record, key);
    if (plain !== null) plain[name] = item;
  }
  return plain ?? record;
}

/** A copy of what comes before this key: JSON can say it as it is. */
function before(record: Readonly<Record<string, unknown>>, end: string): Record<string, unknown> {
  const copy: Record<string, unknown> = {};
  for (const key in record) {
    if (key === end) break;
    copy[key] = record[key];
  }
  return copy;
}

function arrayToPlain(value: ArrayBufferView, { parts }: Beside): unknown {
  if (parts !== null && value instanceof Uint8Array) {
    parts.push(value);
    return { $: partTag, value: String(value.length) };
  }
  const name = value.constructor.name;
  if (!isArrayName(name)) throw new CodecError(`a ${name} cannot be sent`);
  return { $: name, value: encodeBase64(new Uint8Array(value.buffer, value.byteOffset, value.byteLength)) };
}

type TakeBytes = NonNullable<DecodeLimits['takeBytes']>;

/** In place, for nobody else has what was just parsed. */
function fromPlain(plain: unknown, depth: number, takeBytes: TakeBytes): unknown {
  if (depth > deepest) throw new CodecError(tooDeep);
  if (typeof plain !== 'object' || plain === null) return plain;
  if (Array.isArray(plain)) {
    const list: unknown[] = plain;
    for (let i = 0; i < list.length; i++) list[i] = fromPlain(list[i], depth + 1, takeBytes);
    return list;
  }
  const record = plain as Record<string, unknown>;
  if (Object.hasOwn(record, '$')) return tagged(record, takeBytes);
  let escaped = false;
  for (const key in record) {
    refuseKey(key);
    escaped ||= key.startsWith('$');
    record[key] = fromPlain(record[key], depth + 1, takeBytes);
  }
  return escaped ? unescaped(record) : record;
}

function unescaped(record: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const value: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(record)) {
    const name = key.startsWith('$$') ? key.slice(1) : key;
    refuseKey(name);
    if (key.startsWith('$') && name === key)
      throw new CodecError(`the key ${JSON.stringify(key)} is not escaped`);
    value[name] = item;
  }
  return value;
}

function tagged(plain: Readonly<Record<string, unknown>>, takeBytes: TakeBytes): unknown {
  const { $: tag, value } = plain;
  if (Object.keys(plain).length === 2 && typeof value === 'string') {
    if (tag === 'number') {
      const special = specialNumbers.get(value);
      if (special !== undefined) return special;
    } else if (tag === partTag) {
      const bytes = /^\d{1,15}$/.test(value) ? takeBytes(Number(value)) : null;
      if (bytes === null) throw new CodecError('a message names bytes that it does not bring');
      return bytes;
    } else if (typeof tag === 'string' && isArrayName(tag)) {
      return arrayFromBase64(tag, value);
    }
  }
  throw new CodecError(`unknown tag ${JSON.stringify(tag)?.slice(0, 40)}`);
}

function arrayFromBase64(name: ArrayName, text: string): unknown {
  const bytes = decodeBase64(text);
  const type = arrayTypes[name];
  if (bytes === null) throw new CodecError(`a ${name} whose bytes are not base64`);
  if (bytes.byteLength % type.BYTES_PER_ELEMENT !== 0) {
    throw new CodecError(`a ${name} of ${bytes.byteLength} bytes, which is no whole number of elements`);
  }
  return new type(bytes.buffer);
}

/** Assigning `__proto__` would change the object's prototype instead of its content. */
function refuseKey(key: string): void {
  if (key === '__proto__') throw new CodecError('the key "__proto__" cannot be sent');
}

function isArrayName(name: string): name is ArrayName {
  return Object.hasOwn(arrayTypes, name);
}
