import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readSync,
  type Stats,
  statfsSync,
  statSync,
} from 'node:fs';
import { isOpenHere } from '../store/open-here.ts';

/** A file that the user named, or why it cannot be taken. */
export type InputFile<T> =
  | { readonly ok: true; readonly value: T }
  | {
      readonly ok: false;
      /** Half a sentence, to go on from `the spec cannot be read: `. */
      readonly fault: string;
      /** One sentence, imperative. */
      readonly remedy: string;
    };

/** Most bytes of a plate file. */
export const mostData = 200 * 1024 * 1024;
/** Most bytes of a text that people write: a spec, a model. */
export const mostText = 4 * 1024 * 1024;
/** Most bytes of what programs write for us as JSON; beyond it a string of V8 comes to its end. */
export const mostJson = 256 * 1024 * 1024;

/**
 * The bytes of a regular file. What has no end or waits for somebody (a device, a pipe, a folder, what the kernel makes up
 * under /proc) is refused before it is opened, and no more than `most` bytes are ever read.
 */
export function readInputBytes(path: string, most: number): InputFile<Uint8Array> {
  try {
    const refused = refusal(path, statSync(path), most);
    if (refused !== null) return refused;
    if (isOpenHere(path)) return fault('it is the project that is open', 'Name the files that belong in it.');
    // Should a pipe have taken the name meanwhile, opening it must not wait.
    const file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      return refusal(path, fstatSync(file), most) ?? readAll(file, most);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    return fault(systemWords(error), 'Check the name, the folder and whether you may read it.');
  }
}

/** The same as text in UTF-8. */
export function readInputText(path: string, most: number = mostText): InputFile<string> {
  const bytes = readInputBytes(path, most);
  if (!bytes.ok) return bytes;
  const [first, second] = bytes.value;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff))
    return fault('it is text in UTF-16', 'Save it as UTF-8 (in the editor: “Save as”, encoding UTF-8).');
  const zero = bytes.value.indexOf(0);
  if (zero !== -1)
    return fault(`it is no text: byte ${zero + 1} of ${bytes.value.length} is zero`, 'Name a text file.');
  return { ok: true, value: new TextDecoder('utf-8').decode(bytes.value) };
}

/** What stands in the way of a file system's call, in words; the system's own where there are none. */
export function systemWords(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return words[code] ?? (error instanceof Error ? error.message : String(error));
}

const words: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  ENOTDIR: 'a part of its path is a file, not a folder',
  EISDIR: 'it is a folder',
  EACCES: 'permission is denied',
  EPERM: 'the system does not permit it',
  EROFS: 'the drive can only be read',
  ENOSPC: 'no space is left on the drive',
  EDQUOT: 'the quota on the drive is used up',
  EFBIG: 'the file would be larger than the system allows',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open on this machine',
  EAGAIN: 'too many processes run',
  ENOMEM: 'memory ran out',
  ELOOP: 'its links lead in a circle',
  ENAMETOOLONG: 'the name is too long',
  ENXIO: 'nobody is at the other end',
  EIO: 'the drive does not answer (input/output error)',
  EINVAL: 'the system does not take the name',
  EPIPE: 'the reader has gone',
};

function refusal(path: string, stats: Stats, most: number): InputFile<never> | null {
  const remedy = 'Name a file.';
  if (stats.isDirectory()) return fault('it is a folder', remedy);
  if (stats.isFIFO() || stats.isSocket())
    return fault('it is a pipe, not a file', 'Write what comes out of it into a file and name that.');
  if (!stats.isFile()) return fault('it is a device, not a file', remedy);
  const made = kernelDrive(path);
  if (made !== null) return fault(`it lies under ${made}, which holds no files of yours`, remedy);
  if (stats.size <= most) return null;
  const [size, limit] = [stats.size, most].map((bytes) => (bytes / 2 ** 20).toFixed(0));
  return fault(
    `it has ${size} MB, more than the ${limit} MB that are read`,
    'Check whether it is the right one.',
  );
}

function readAll(file: number, most: number): InputFile<Uint8Array> {
  const parts: Buffer[] = [];
  let length = 0;
  for (;;) {
    const part = Buffer.alloc(Math.min(1 << 20, most + 1 - length));
    const count = readSync(file, part, 0, part.length, null);
    if (count === 0) break;
    parts.push(part.subarray(0, count));
    length += count;
    if (length > most) return fault('it has no end', 'Name a file.');
  }
  const all = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return { ok: true, value: all };
}

/** Drives of Linux whose files are made up by the kernel when they are read: magic number (statfs(2)) -> name. */
const kernelDrives: ReadonlyMap<number, string> = new Map([
  [0x9fa0, '/proc'],
  [0x62656572, '/sys'],
]);

/** The kernel's own drive that a path lies on; null: an ordinary one, or one that cannot be asked. */
export function kernelDrive(path: string): string | null {
  if (process.platform !== 'linux') return null;
  try {
    return kernelDrives.get(statfsSync(path).type) ?? null;
  } catch {
    return null;
  }
}

function fault(fault: string, remedy: string): InputFile<never> {
  return { ok: false, fault, remedy };
}
