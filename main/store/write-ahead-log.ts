import { closeSync, fstatSync, readSync } from 'node:fs';
import { openToRead } from './open-here.ts';

/** What a write-ahead log holds, found without SQLite, which would play it back and delete it. */
export interface LogReading {
  /** Whole, one behind the other, up to the last that was finished: what SQLite plays back. */
  readonly changes: number;
  /** Bytes of this log that it does not play back, from the first that is not as it was written; 0: all is well. */
  readonly rest: number;
  /** Changes that were finished and whose ends are still to be seen in the rest: no fewer were lost. */
  readonly lost: number;
  /** null: its header is damaged, so nothing is played back. */
  readonly pageSize: number | null;
}

const headerSize = 32;
const frameHeaderSize = 24;

/** Two running sums of 32 bits. */
type Sums = readonly [number, number];

interface Header {
  readonly salts: Sums;
  readonly sums: Sums;
  readonly littleEndian: boolean;
  readonly pageSize: number;
  /** How often the log was begun anew; each time the first salt grew by one. */
  readonly round: number;
}

/**
 * Follows the chain of checksums (SQLite file format, section 4). Header, big-endian: 0 magic, whose last bit tells the
 * byte order of the sums, 8 page size, 12 rounds, 16 salts, 24 sums. Frame: 0 page number, 4 pages of the file if it ends
 * a change, 8 salts, 16 sums over the first 8 bytes, the page, and everything before. Frames of an earlier round may
 * follow: these are in the file already. Throws what the file system throws.
 *
 * `pageSize`: of the project, for a log whose own header is damaged.
 */
export function readLog(path: string, pageSize: number): LogReading {
  const file = openToRead(path);
  try {
    const size = fstatSync(file).size;
    const header = headerOf(bytesAt(file, 0, headerSize));
    return header === null ? unreadable(file, size, pageSize) : follow(file, size, header);
  } finally {
    closeSync(file);
  }
}

function follow(file: number, size: number, header: Header): LogReading {
  let { sums } = header;
  let changes = 0;
  let applied = headerSize;
  let end = headerSize;
  let lost = 0;
  let whole = true;
  const length = frameHeaderSize + header.pageSize;
  for (let at = headerSize; at < size; at += length) {
    // Behind the first that is damaged the pages do not matter.
    const frame = bytesAt(file, at, whole ? length : frameHeaderSize);
    const headed = frame.length >= frameHeaderSize;
    const next = frame.length === length ? sumsOf(frame, header, sums) : null;
    const chained = next !== null && same(next, pairAt(frame, 16));
    const current = headed && same(pairAt(frame, 8), header.salts);
    const finishes = headed && frame.readUInt32BE(4) > 0;
    if (whole && chained && current && frame.readUInt32BE(0) > 0) {
      sums = next;
      end = at + length;
      if (!finishes) continue;
      changes += 1;
      applied = end;
      continue;
    }
    whole = false;
    if (!chained && !current && headed && isEarlier(frame, header)) continue;
    end = Math.min(size, at + length);
    if (finishes) lost += 1;
  }
  return { changes, rest: end - applied, lost, pageSize: header.pageSize };
}

/** Without its header: how many changes end in frames that carry the salts of the first one. */
function unreadable(file: number, size: number, pageSize: number): LogReading {
  let lost = 0;
  let salts: Sums | null = null;
  for (let at = headerSize; at + frameHeaderSize <= size; at += frameHeaderSize + pageSize) {
    const frame = bytesAt(file, at, frameHeaderSize);
    salts ??= pairAt(frame, 8);
    if (frame.readUInt32BE(4) > 0 && same(pairAt(frame, 8), salts)) lost += 1;
  }
  return { changes: 0, rest: size, lost, pageSize: null };
}

/** null: SQLite takes the log for empty. */
function headerOf(bytes: Buffer): Header | null {
  if (bytes.length < headerSize) return null;
  const magic = bytes.readUInt32BE(0);
  const pageSize = bytes.readUInt32BE(8);
  const isSize = pageSize >= 512 && pageSize <= 65536 && (pageSize & (pageSize - 1)) === 0;
  if ((magic & ~1) !== 0x377f0682 || !isSize) return null;
  const littleEndian = (magic & 1) === 0;
  const sums = added([0, 0], bytes.subarray(0, 24), littleEndian);
  if (!same(sums, pairAt(bytes, 24))) return null;
  return { salts: pairAt(bytes, 16), sums, littleEndian, pageSize, round: bytes.readUInt32BE(12) };
}

/** Of a round before this one, so not of this log: its first salt is one that the log had before. */
function isEarlier(frame: Buffer, { salts, round }: Header): boolean {
  const rounds = (salts[0] - frame.readUInt32BE(8)) >>> 0;
  return rounds >= 1 && rounds <= round;
}

function sumsOf(frame: Buffer, { littleEndian }: Header, before: Sums): Sums {
  const named = added(before, frame.subarray(0, 8), littleEndian);
  return added(named, frame.subarray(frameHeaderSize), littleEndian);
}

function added([first, second]: Sums, bytes: Buffer, littleEndian: boolean): Sums {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let [s0, s1] = [first, second];
  for (let at = 0; at < bytes.length; at += 8) {
    s0 = (s0 + view.getUint32(at, littleEndian) + s1) >>> 0;
    s1 = (s1 + view.getUint32(at + 4, littleEndian) + s0) >>> 0;
  }
  return [s0, s1];
}

function pairAt(bytes: Buffer, at: number): Sums {
  return [bytes.readUInt32BE(at), bytes.readUInt32BE(at + 4)];
}

function same(one: Sums, other: Sums): boolean {
  return one[0] === other[0] && one[1] === other[1];
}

function bytesAt(file: number, at: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  return bytes.subarray(0, readSync(file, bytes, 0, length, at));
}
