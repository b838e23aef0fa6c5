import { z } from 'zod';
import { CodecError, type DecodeLimits, decode, encode } from '../../shared/base/codec.ts';
import { fitsStore } from '../../shared/base/stored-size.ts';
import { UnpackAllowance } from '../../shared/base/unpacked-size.ts';
import { takeShape } from '../shapes/take-shape.ts';
import { packText, unpackText } from './packed-text.ts';

/** What stands in the project file cannot have been written by this program: it is damaged. */
export class DamagedDocument extends Error {
  override readonly name = 'DamagedDocument';
}

/** More than a project holds was to be written into it. */
export class TooLargeToStore extends Error {
  override readonly name = 'TooLargeToStore';
}

/** Any plain data. */
export const valueSchema = z.unknown();

/** Throws TooLargeToStore. */
export function pack(value: unknown): string {
  const text = encode(value);
  if (!fitsStore(text))
    throw new TooLargeToStore(`${text.length} characters are more than one document of a project has`);
  return text;
}

/** Parses a stored text at the door; throws DamagedDocument with the name of what it is. */
export function unpack<T>(schema: z.ZodType<T>, text: string, what: string): T {
  if (!fitsStore(text))
    throw new DamagedDocument(`${what}: ${text.length} characters are no document of ours`);
  return parsed(schema, text, what);
}

/** Of a text that `unpack` has taken before, which nobody has written since. Throws DamagedDocument where it is none. */
export function unpackVouched<T>(text: string, what: string): T {
  return decoded(text, what, { vouched: true }) as T;
}

/** The same for what is large: gzip over the codec's text. Level 4: twice as fast as the default, a tenth larger. */
export function packLarge(value: unknown): Uint8Array {
  return packText(encode(value), 4);
}

export function unpackLarge<T>(schema: z.ZodType<T>, bytes: Uint8Array, what: string): T {
  const unpacked = unpackText(bytes, new UnpackAllowance(bytes.length));
  if ('fault' in unpacked) throw new DamagedDocument(`${what}: ${unpacked.fault}`);
  return parsed(schema, unpacked.text, what);
}

function decoded(text: string, what: string, limits?: DecodeLimits): unknown {
  try {
    return decode(text, limits);
  } catch (error) {
    if (error instanceof CodecError) throw new DamagedDocument(`${what}: ${error.message}`);
    throw error;
  }
}

function parsed<T>(schema: z.ZodType<T>, text: string, what: string): T {
  const taken = takeShape(schema, decoded(text, what));
  if (taken.ok) return taken.value;
  const [fault] = taken.faults;
  throw new DamagedDocument(`${what}: ${fault?.where ?? ''}: ${fault?.message ?? 'not as it should be'}`);
}
