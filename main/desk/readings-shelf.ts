import type { UnpackAllowance } from '../../shared/base/unpacked-size.ts';
import type { SourceFile } from '../../shared/experiment/name-runs.ts';
import type { PlateFile } from '../../shared/plate/plate-run.ts';

/** Bytes of readings that are kept unpacked: two dozen plates of an ordinary size. */
const mostKept = 8 << 20;

/** Unpacked readings, the last ones asked for: a project of hundreds of plates is not held in memory. */
export class ReadingsShelf {
  readonly #unpack: (file: string, allowance: UnpackAllowance) => PlateFile | null;
  /** By SHA-256 and name: the name is in the messages of the parsed file. The one asked for last comes last. */
  readonly #kept = new Map<string, { readonly source: SourceFile; readonly bytes: number }>();
  #bytes = 0;

  /** `unpack`: null where the unpacked form is damaged or missing. */
  constructor(unpack: (file: string, allowance: UnpackAllowance) => PlateFile | null) {
    this.#unpack = unpack;
  }

  /** null: damaged, missing, or more than is allowed; what is kept costs nothing of it. */
  take(file: string, sha256: string, allowance: UnpackAllowance): SourceFile | null {
    const key = `${sha256} ${file}`;
    const there = this.#kept.get(key);
    if (there !== undefined) {
      this.#kept.delete(key);
      this.#kept.set(key, there);
      return there.source;
    }
    const plateFile = this.#unpack(file, allowance);
    if (plateFile === null) return null;
    const source = { plateFile, sha256 };
    this.#keep(key, source, bytesOf(plateFile));
    return source;
  }

  #keep(key: string, source: SourceFile, bytes: number): void {
    this.#kept.set(key, { source, bytes });
    this.#bytes += bytes;
    for (const [oldest, { bytes: freed }] of this.#kept) {
      if (this.#bytes <= mostKept || oldest === key) return;
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
