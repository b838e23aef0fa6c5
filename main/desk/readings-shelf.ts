import type { UnpackAllowance } from '../../shared/base/unpacked-size.ts';
import type { SourceFile } from '../../shared/experiment/name-runs.ts';
import type { PlateFile } from '../../shared/plate/plate-run.ts';
import type { StoredFile } from '../store/stored-file.ts';

/** A project's file, as far as the shelf needs it. */
type ShelvedFile = Pick<StoredFile, 'id' | 'file' | 'sha256'>;

/** Bytes of readings that are kept unpacked: two dozen plates of an ordinary size. */
const mostKept = 8 << 20;

/** Unpacked readings, the last ones asked for: a project of hundreds of plates is not held in memory. */
export class ReadingsShelf {
  readonly #unpack: (file: string, allowance: UnpackAllowance) => PlateFile | null;
  /** By row: the same bytes may be read again with other answers. The one asked for last comes last. */
  readonly #kept = new Map<number, { readonly source: SourceFile; readonly bytes: number }>();
  #bytes = 0;

  /** `unpack`: null where the unpacked form is damaged or missing. */
  constructor(unpack: (file: string, allowance: UnpackAllowance) => PlateFile | null) {
    this.#unpack = unpack;
  }

  /** null: damaged, missing, or more than is allowed; what is kept costs nothing of it. */
  take({ id, file, sha256 }: ShelvedFile, allowance: UnpackAllowance): SourceFile | null {
    const there = this.#kept.get(id);
    if (there !== undefined) {
      this.#kept.delete(id);
      this.#kept.set(id, there);
      return there.source;
    }
    const plateFile = this.#unpack(file, allowance);
    if (plateFile === null) return null;
    const source = { plateFile, sha256 };
    this.#keep(id, source, bytesOf(plateFile));
    return source;
  }

  #keep(id: number, source: SourceFile, bytes: number): void {
    this.#kept.set(id, { source, bytes });
    this.#bytes += bytes;
    for (const [oldest, { bytes: freed }] of this.#kept) {
      if (this.#bytes <= mostKept || oldest === id) return;
      this.#kept.delete(oldest);
      this.#bytes -= freed;
    }
  }
}

/** Nearly all of a file are its numbers. */
function bytesOf({ runs }: PlateFile): number {
  const signals = runs.flatMap((run) => run.signals);
  return signals.reduce((sum, { values, time_s }) => sum + values.byteLength + (time_s?.byteLength ?? 0), 0);
}
