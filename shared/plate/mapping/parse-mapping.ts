import { pushAll } from '../../base/lists.ts';
import { nearestName } from '../../base/nearest-name.ts';
import { failure, type Outcome, type Problem, success } from '../../base/problem.ts';
import { shortText } from '../../base/short-text.ts';
import { parseDuration } from '../duration.ts';
import { plateSizes } from '../layout/well-range.ts';
import { minuteClock_s } from '../short-clock.ts';
import { parseWell } from '../well.ts';
import { parseAddress, parseColumn } from './cell-address.ts';
import { mappingDirections, mappingTimeUnits, type PlateMapping } from './mapping.ts';

/** A `mapping.json`; every problem names its key and what to write there. */
export function parseMapping(text: string, file: string): Outcome<PlateMapping> {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    const message = `the mapping is no JSON: ${error instanceof Error ? error.message : String(error)}`;
    const remedy =
      'Write {"direction": "columns", "signals": [..]}; read FILE --suggest-map prints one to start from.';
    return failure([{ code: 'mapping.json', severity: 'error', message, remedy, place: { file } }]);
  }
  const problems = mappingProblems(value).map(
    ({ key, message, remedy }): Problem => ({
      code: 'mapping.key',
      severity: 'error',
      message,
      remedy,
      place: { file, where: key },
    }),
  );
  return problems.length > 0 ? failure(problems) : success(value as PlateMapping);
}

/** Whether a value from a store is a mapping, as `parseMapping` checks it. */
export function isMapping(value: unknown): value is PlateMapping {
  return mappingProblems(value).length === 0;
}

interface KeyProblem {
  /** `signals[0].firstWell`. */
  readonly key: string;
  readonly message: string;
  readonly remedy: string;
}

/** What a key may hold: null where it is right, else how it is to be written. */
type Check = (value: unknown) => string | null;

interface Field {
  readonly check: Check;
  readonly needed?: boolean;
}

type Fields = Readonly<Record<string, Field>>;

const most = 1000;

const cell: Check = (value) =>
  typeof value === 'string' && parseAddress(value) !== null ? null : 'Write the address of a cell: "C4".';
const column: Check = (value) =>
  typeof value === 'string' && parseColumn(value) !== null ? null : 'Write the letter of a column: "B".';
const row: Check = (value) =>
  typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 10_000_000
    ? null
    : 'Write the number of a row, 1 or more.';
const text: Check = (value) =>
  typeof value === 'string' && value.trim() !== '' && value.length <= most ? null : 'Write a text in quotes.';
const oneOf =
  (words: readonly string[]): Check =>
  (value) =>
    typeof value === 'string' && words.includes(value) ? null : `Write one of "${words.join('", "')}".`;

const signalFields: Fields = {
  title: { check: text, needed: true },
  unit: { check: text },
  headerRow: { check: row },
  timeColumn: { check: column },
  timeRow: { check: row },
  wellColumn: { check: column },
  firstWell: { check: cell, needed: true },
  lastWell: { check: cell },
};

const wellCounts = plateSizes.map(({ rows, columns }) => rows * columns);

const wellFields: Fields = {
  first: {
    needed: true,
    check: (value) => (typeof value === 'string' && parseWell(value) !== null ? null : 'Write a well: "A1".'),
  },
  order: { check: oneOf(['across', 'down']), needed: true },
  plate: {
    needed: true,
    check: (value) =>
      typeof value === 'number' && wellCounts.includes(value)
        ? null
        : `Write how many wells the plate has: ${wellCounts.join(', ')}.`,
  },
};

const signFields: Fields = { cell: { check: cell, needed: true }, text: { check: text, needed: true } };

const listed: Check = (value) =>
  Array.isArray(value) && value.length <= most ? null : 'Write a list: [..].';
const record: Check = (value) => (isRecord(value) ? null : 'Write an object: {..}.');

const fields: Fields = {
  direction: { check: oneOf(mappingDirections), needed: true },
  sheet: { check: text },
  signals: {
    needed: true,
    check: (value) =>
      listed(value) ??
      ((value as unknown[]).length > 0 ? null : 'Name at least one signal: [{"title": ..}].'),
  },
  timeUnit: { check: oneOf(mappingTimeUnits) },
  interval: {
    check: (value) =>
      typeof value === 'string' && parseDuration(value, minuteClock_s) > 0
        ? null
        : 'Write a time: "12min", "90s", "5:00".',
  },
  decimal: { check: oneOf(['point', 'comma']) },
  wells: { check: record },
  recognise: { check: listed },
};

function mappingProblems(value: unknown): readonly KeyProblem[] {
  if (!isRecord(value)) {
    const remedy = 'Write an object: {"direction": "columns", "signals": [..]}.';
    return [{ key: 'mapping', message: 'the mapping is no object', remedy }];
  }
  const found = [...check(value, fields, '')];
  const parts = (key: string): readonly unknown[] =>
    Array.isArray(value[key]) ? value[key].slice(0, most) : [];
  parts('signals').forEach((signal, n) => {
    pushAll(found, check(signal, signalFields, `signals[${n}].`));
    pushAll(found, missingForDirection(value, signal, n));
  });
  parts('recognise').forEach((sign, n) => {
    pushAll(found, check(sign, signFields, `recognise[${n}].`));
  });
  if (isRecord(value.wells)) pushAll(found, check(value.wells, wellFields, 'wells.'));
  return found;
}

/** What tells the wells apart differs by the table's direction. */
function missingForDirection(mapping: Values, signal: unknown, n: number): readonly KeyProblem[] {
  if (!isRecord(signal) || mapping.wells !== undefined) return [];
  const needed = { columns: 'headerRow', rows: 'wellColumn', long: 'wellColumn', plate: null }[
    String(mapping.direction)
  ];
  if (needed == null || signal[needed] !== undefined) return [];
  const what =
    needed === 'headerRow' ? 'the row that names the wells: 3' : 'the column that names the wells: "A"';
  const remedy = `Write ${what}; or say which wells they are: "wells": {"first": "A1", "order": "across", "plate": 96}.`;
  return [{ key: `signals[${n}].${needed}`, message: `${needed} is missing`, remedy }];
}

function check(value: unknown, known: Fields, prefix: string): readonly KeyProblem[] {
  if (!isRecord(value))
    return [
      {
        key: prefix.replace(/\.$/, ''),
        message: `${shown(value)} is no object`,
        remedy: 'Write an object: {..}.',
      },
    ];
  const found: KeyProblem[] = [];
  for (const key of Object.keys(value)) {
    if (Object.hasOwn(known, key)) continue;
    const nearest = nearestName(key, Object.keys(known));
    const remedy =
      nearest === null
        ? `Leave it out; the keys are ${Object.keys(known).join(', ')}.`
        : `Did you mean ${nearest}?`;
    found.push({ key: `${prefix}${key}`, message: 'there is no such key', remedy });
  }
  for (const [key, field] of Object.entries(known)) {
    const own = Object.hasOwn(value, key) ? value[key] : undefined;
    if (own === undefined && field.needed !== true) continue;
    const remedy = field.check(own);
    if (remedy === null) continue;
    const message = own === undefined ? `${key} is missing` : `${key} is ${shown(own)}`;
    found.push({ key: `${prefix}${key}`, message, remedy });
  }
  return found;
}

type Values = Readonly<Record<string, unknown>>;

function isRecord(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function shown(value: unknown): string {
  return shortText(JSON.stringify(value) ?? 'nothing', 40);
}
