import { closeSync, fstatSync, readSync } from 'node:fs';
import { openToRead } from './open-here.ts';

/** What a rollback journal is, found without SQLite, which would play it back into the project and delete it. */
export type JournalReading =
  /** SQLite deletes it unread. */
  | { readonly kind: 'none' }
  /** Of a change of which nothing is in the project yet: mark and count are zeros until the journal is on the disk. */
  | { readonly kind: 'notBegun' }
  | {
      readonly kind: 'journal';
      /** Why it cannot be of this project and moment, as half a sentence; null: it may be. */
      readonly strange: string | null;
      /** Whether the project has all of these pages as they are, so that nothing would be changed by playing it back. */
      readonly idle: boolean;
    };

const mark = Buffer.from('d9d505f920a163d7', 'hex');

/** Of a file whose sectors are of this size or more; SQLite writes no header that states less. */
const smallestSector = 32;

/** Where page 1 counts the changes of the file. */
const counterAt = 24;

/**
 * SQLite file format, section 3. Header, big-endian: 0 mark, 8 count of pages (-1: up to the end), 12 seed of the sums, 16
 * pages of the file before, 20 sector size, 24 page size; then pages: number, content, sum. Further headers follow at the
 * ends of sectors. Throws what the file system throws.
 *
 * The first page of a project counts its changes: a journal is of the moment when the project still has the count that the
 * journal has kept, or the next.
 *
 * @param pageSize of the project.
 */
export function readJournal(path: string, project: string, pageSize: number): JournalReading {
  const [journal, file] = [openToRead(path), openToRead(project)];
  try {
    const head = bytesAt(journal, 0, 28);
    if (head.length < 28) return { kind: 'none' };
    if (!head.subarray(0, 8).equals(mark)) {
      const empty = head.subarray(0, 12).every((byte) => byte === 0);
      return { kind: empty && head.readUInt32BE(24) === pageSize ? 'notBegun' : 'none' };
    }
    return { kind: 'journal', ...judge(journal, file, pageSize, head) };
  } finally {
    closeSync(journal);
    closeSync(file);
  }
}

function judge(
  journal: number,
  file: number,
  pageSize: number,
  head: Buffer,
): { readonly strange: string | null; readonly idle: boolean } {
  const size = fstatSync(journal).size;
  const strange = (why: string) => ({ strange: why, idle: false });
  // SQLite would take away the file that it names at its end. No project is changed together with another database.
  if (bytesAt(journal, size - mark.length, mark.length).equals(mark))
    return strange('it names a change of several databases');
  if (head.readUInt32BE(24) !== pageSize) return strange('it is of another database');
  let idle = head.readUInt32BE(16) * pageSize === fstatSync(file).size;
  for (const { number, content } of pagesOf(journal, size, pageSize)) {
    const now = bytesAt(file, (number - 1) * pageSize, pageSize);
    if (number === 1 && now.length === pageSize) {
      const changes = (now.readUInt32BE(counterAt) - content.readUInt32BE(counterAt)) >>> 0;
      if (changes > 1) return strange('it is of another project or an earlier moment');
    }
    idle &&= content.equals(now);
  }
  return { strange: null, idle };
}

function* pagesOf(journal: number, size: number, pageSize: number) {
  const length = pageSize + 8;
  for (let at = 0; ; ) {
    const head = bytesAt(journal, at, 28);
    if (head.length < 28 || !head.subarray(0, 8).equals(mark)) return;
    const sector = head.readUInt32BE(20);
    if (sector < smallestSector) return;
    const stated = head.readUInt32BE(8);
    at += sector;
    const most = Math.floor((size - at) / length);
    for (let count = Math.min(stated === 0xffffffff ? most : stated, most); count > 0; count--) {
      const page = bytesAt(journal, at, length);
      yield { number: page.readUInt32BE(0), content: page.subarray(4, 4 + pageSize) };
      at += length;
    }
    at = Math.ceil(at / sector) * sector;
  }
}

function bytesAt(file: number, at: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  return at < 0 ? bytes.subarray(0, 0) : bytes.subarray(0, readSync(file, bytes, 0, length, at));
}
