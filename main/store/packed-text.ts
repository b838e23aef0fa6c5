import { gunzipSync, gzipSync } from 'node:zlib';
import { jsonParts, type UnpackAllowance, unpacksAgain } from '../../shared/base/unpacked-size.ts';

/** gzip of a JSON text. What packs too well to be unpacked again (rows and rows of the same) is stored as it is. */
export function packText(text: string, level: number): Uint8Array {
  const bytes = Buffer.from(text);
  const packed = gzipSync(bytes, { level });
  const sound = unpacksAgain(packed.length, bytes.length, jsonParts(bytes));
  // Not a Buffer: what is stored and sent are plain arrays.
  return new Uint8Array(sound ? packed : gzipSync(bytes, { level: 0 }));
}

/** The inverse; a sentence where they are not gzip, or would become more than is allowed, which is then not made. */
export function unpackText(
  packed: Uint8Array,
  allowance: UnpackAllowance,
): { readonly text: string } | { readonly fault: string } {
  if (allowance.bytes <= 0) return tooMuch;
  let bytes: Buffer;
  try {
    bytes = gunzipSync(packed, { maxOutputLength: allowance.bytes });
  } catch (error) {
    if (!isZlibError(error)) throw error;
    return error.code === 'ERR_BUFFER_TOO_LARGE' ? tooMuch : { fault: error.message };
  }
  return allowance.take(bytes.length, jsonParts(bytes)) ? { text: bytes.toString('utf8') } : tooMuch;
}

const tooMuch = { fault: 'it would unpack to more than was ever packed' } as const;

function isZlibError(error: unknown): error is Error & { readonly code: string } {
  return error instanceof Error && 'code' in error && /^(Z_|ERR_BUFFER_TOO_LARGE)/.test(String(error.code));
}
