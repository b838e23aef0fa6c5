import { gunzipSync, gzipSync } from 'node:zlib';
import { CodecError, decode, encode } from '../../shared/base/codec.ts';
import { mostUnpacked } from '../../shared/base/unpacked-size.ts';
import type { PlateFile } from '../../shared/plate/plate-run.ts';

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
  // Not a Buffer: what is stored and sent are plain arrays.
  const text = encode({ version, plateFile: { ...plateFile, runs } });
  const packed = gzipSync(text, { level: 6 });
  // A table of nothing but gaps packs too well to be unpacked again.
  const sound = Buffer.byteLength(text) <= mostUnpacked(packed.length);
  return new Uint8Array(sound ? packed : gzipSync(text, { level: 0 }));
}

/** null: damaged, or of another version; the original must be read again. */
export function plateFileFrom(bytes: Uint8Array): PlateFile | null {
  let value: unknown;
  try {
    value = decode(gunzipSync(bytes, { maxOutputLength: mostUnpacked(bytes.length) }).toString('utf8'));
  } catch (error) {
    if (error instanceof CodecError || isZlibError(error)) return null;
    throw error;
  }
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
  if (!(values instanceof Float64Array) || !Array.isArray(tokens)) return false;
  if (unit !== null && typeof unit !== 'string') return false;
  return time_s === null || (time_s instanceof Float64Array && time_s.length * wells === values.length);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isZlibError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^(Z_|ERR_BUFFER_TOO_LARGE)/.test(String(error.code));
}
