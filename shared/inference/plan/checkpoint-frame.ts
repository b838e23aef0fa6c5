import { failure, type Outcome, type Problem, success } from '../../base/problem.ts';
import { sha256 } from '../../base/sha256.ts';
import { concatenate, textBytes } from './fingerprint.ts';

/**
 * What checkpoints of all kinds have in common, little-endian:
 *
 *     magic (8)  version (u32)  header length (u32)  two numbers of the kind's own (u32 each)
 *     header: JSON in UTF-16, padded to 8 bytes
 *     arrays, one after the other
 *     SHA-256 of all before it (32)
 */
export interface CheckpointKind {
  /** Eight characters. */
  readonly magic: string;
  readonly version: number;
  /** Bytes of all arrays together, from the kind's own two numbers. */
  arrayBytes(first: number, second: number): number;
}

export interface CheckpointContent {
  /** As JSON. */
  readonly header: object;
  readonly numbers: readonly [number, number];
  readonly arrays: readonly Uint8Array[];
}

export interface OpenedCheckpoint {
  readonly header: unknown;
  readonly numbers: readonly [number, number];
  /** All arrays, copied, so that they may be looked at as any kind of number. */
  readonly arrays: Uint8Array;
}

const preamble = 24;
const checksumLength = 32;

export function sealCheckpoint({ magic, version }: CheckpointKind, content: CheckpointContent): Uint8Array {
  const text = JSON.stringify(content.header);
  const header = textBytes(text.padEnd(Math.ceil(text.length / 4) * 4, ' '));
  const start = new Uint8Array(preamble);
  for (let i = 0; i < magic.length; i++) start[i] = magic.charCodeAt(i);
  const view = new DataView(start.buffer);
  [version, header.length, ...content.numbers].forEach((value, n) => {
    view.setUint32(8 + 4 * n, value, true);
  });
  const body = concatenate([start, header, ...content.arrays]);
  return concatenate([body, sha256(body)]);
}

/** What was sealed, or why these bytes are not of this kind, or not whole. */
export function openCheckpoint(kind: CheckpointKind, bytes: Uint8Array): Outcome<OpenedCheckpoint> {
  for (let i = 0; i < kind.magic.length; i++) {
    if (bytes[i] !== kind.magic.charCodeAt(i)) {
      return refuse('notACheckpoint', 'The checkpoint does not begin like one of this kind of fit.', again);
    }
  }
  if (bytes.length < preamble + checksumLength) return truncated(bytes.length, preamble + checksumLength);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found = view.getUint32(8, true);
  if (found !== kind.version) {
    const message = `The checkpoint has format ${found}; this version reads ${kind.version}.`;
    return refuse('version', message, 'Go on with the version that wrote it, or start a new fit.');
  }
  const headerEnd = preamble + view.getUint32(12, true);
  const numbers = [view.getUint32(16, true), view.getUint32(20, true)] as const;
  const bodyEnd = headerEnd + kind.arrayBytes(...numbers);
  const expected = bodyEnd + checksumLength;
  if (bytes.length < expected) return truncated(bytes.length, expected);
  const checksum = sha256(bytes.subarray(0, bodyEnd));
  if (bytes.length > expected || checksum.some((byte, i) => byte !== bytes[bodyEnd + i])) {
    return refuse('corrupt', 'The checkpoint is damaged: its checksum does not fit.', again);
  }
  return success({
    // trusted: the checksum has said that these are the bytes that were written
    header: JSON.parse(textOf(bytes.subarray(preamble, headerEnd))) as unknown,
    numbers,
    // `slice` of a Node buffer is no copy, and its beginning may stand anywhere
    arrays: Uint8Array.from(bytes.subarray(headerEnd, bodyEnd)),
  });
}

function textOf(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 2) text += String.fromCharCode(bytes[i] | (bytes[i + 1] << 8));
  return text;
}

const again = 'Take an earlier copy of it, or start a new fit.';

function truncated(length: number, expected: number): Outcome<never> {
  return refuse('truncated', `The checkpoint ends after ${length} bytes of ${expected}.`, again);
}

function refuse(code: string, message: string, remedy: string): Outcome<never> {
  const problem: Problem = { code: `checkpoint.${code}`, severity: 'error', message, remedy };
  return failure([problem]);
}
