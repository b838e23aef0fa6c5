import type { SourceFile } from '../../shared/experiment/reference.ts';
import type { PlateRun } from '../../shared/plate/plate-run.ts';
import { plateFileFrom } from '../jobs/plate-codec.ts';
import { plateNames } from '../jobs/plate-names.ts';
import type { ProjectStore } from '../store/project-store.ts';

/** One plate of a project's files. */
export interface ShelvedPlate {
  /** As experiments name it. */
  readonly plate: string;
  readonly file: string;
  readonly run: PlateRun;
}

/** The readings of a project's files, unpacked when first asked for. Instrument files themselves are never parsed here. */
export interface PlateShelf {
  /** In order of import. Files whose readings are lost are left out. */
  plates(): readonly ShelvedPlate[];
  /** By file name, as preprocessing takes them. */
  sources(): ReadonlyMap<string, SourceFile>;
  /** Names of files whose unpacked form is damaged or missing. */
  lost(): readonly string[];
}

export function openPlateShelf(store: ProjectStore): PlateShelf {
  /** By SHA-256 and name: the name is in the messages of the parsed file. */
  const unpacked = new Map<string, SourceFile | null>();
  const unpack = (file: string, sha256: string): SourceFile | null => {
    const key = `${sha256} ${file}`;
    const known = unpacked.get(key);
    if (known !== undefined) return known;
    const parsed = store.readParsed(file);
    const plateFile = parsed.ok && parsed.value instanceof Uint8Array ? plateFileFrom(parsed.value) : null;
    const source = plateFile === null ? null : { plateFile, sha256 };
    unpacked.set(key, source);
    return source;
  };
  const all = () => store.files().map(({ file, sha256 }) => ({ file, source: unpack(file, sha256) }));
  return {
    plates: () =>
      all().flatMap(({ file, source }) => {
        const runs = source?.plateFile.runs ?? [];
        const names = plateNames(file, runs);
        return runs.map((run, index) => ({ plate: names[index] ?? run.plate, file, run }));
      }),
    sources: () =>
      new Map(all().flatMap(({ file, source }) => (source === null ? [] : [[file, source] as const]))),
    lost: () => all().flatMap(({ file, source }) => (source === null ? [file] : [])),
  };
}
