import { CodecError, decode, encode } from '../../shared/base/codec.ts';
import { UnpackAllowance } from '../../shared/base/unpacked-size.ts';
import type { PlateFile } from '../../shared/plate/plate-run.ts';
import { packText, unpackText } from '../store/packed-text.ts';

/**
 * A plate file's readings as bytes, derived from the original and kept beside it, so that showing a plate never parses an
 * instrument's export again: gzip of the message codec, token maps as lists of pairs.
 */
const version = 1;

export function plateFileBytes(plateFile: PlateFile): Uint8Array {
  const runs = plateFile.runs.map((run) => ({
    ...run,
    signals: run.signals.map((signal) => ({ ...signal, tokens: [...signal.tokens] })),
  }));
  return packText(encode({ version, plateFile: { ...plateFile, runs } }), 6);
}

/**
 * null: damaged, of another version, or more than `allowance` gives; the original must be read again. Left out: what the
 * bytes alone allow.
 */
export function plateFileFrom(
  bytes: Uint8Array,
  allowance: UnpackAllowance = new UnpackAllowance(bytes.length),
): PlateFile | null {
  let value = valueIn(bytes, allowance);
  // Up to format 4 the store packed them once more.
  if (value instanceof Uint8Array) value = valueIn(value, allowance);
  if (!isRecord(value) || value.version !== version || !isPlateFile(value.plateFile)) return null;
  const { runs, ...rest } = value.plateFile;
  return {
    ...rest,
    runs: runs.map((run) => ({
      ...run,
      signals: run.signals.map((signal) => ({ ...signal, tokens: new Map(signal.tokens) })),
    })),
  };
}

function valueIn(bytes: Uint8Array, allowance: UnpackAllowance): unknown {
  const unpacked = unpackText(bytes, allowance);
  if ('fault' in unpacked) return null;
  try {
    return decode(unpacked.text);
  } catch (error) {
    if (error instanceof CodecError) return null;
    throw error;
  }
}

/** Looks at what would make other code fail: arrays and their lengths. */
function isPlateFile(value: unknown): value is PlateFile {
  if (!isRecord(value) || typeof value.file !== 'string' || !Array.isArray(value.problems)) return false;
  return Array.isArray(value.runs) && value.runs.every(isRun);
}

function isRun(run: unknown): boolean {
  if (!isRecord(run) || typeof run.plate !== 'string') return false;
  const { wells, signals } = run;
  if (!Array.isArray(wells) || !Array.isArray(signals)) return false;
  return wells.every(isWell) && signals.every((signal) => isSignal(signal, wells.length));
}

function isWell(well: unknown): boolean {
  const texts = ['well', 'device', 'treatment', 'colony'];
  return isRecord(well) && texts.every((name) => typeof well[name] === 'string');
}

function isSignal(signal: unknown, wells: number): boolean {
  if (!isRecord(signal) || typeof signal.signal !== 'string') return false;
  const { time_s, values, tokens, unit } = signal;
  if (!(values instanceof Float64Array) || !isTokens(tokens)) return false;
  if (unit !== null && typeof unit !== 'string') return false;
  return time_s === null || (time_s instanceof Float64Array && time_s.length * wells === values.length);
}

function isTokens(tokens: unknown): boolean {
  if (!Array.isArray(tokens)) return false;
  return tokens.every(
    (pair) => Array.isArray(pair) && typeof pair[0] === 'number' && typeof pair[1] === 'string',
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
