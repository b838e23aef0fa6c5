import type { SourceFile } from '../../shared/experiment/reference.ts';
import type { PlateRun, PlateWell } from '../../shared/plate/plate-run.ts';
import { plateFileFrom } from '../jobs/plate-codec.ts';
import { plateNames } from '../jobs/plate-names.ts';
import type { ProjectStore, StoredFile } from '../store/project-store.ts';
import { ReadingsShelf } from './readings-shelf.ts';

/** One plate of a project's files, without its readings. */
export interface ShelvedPlate {
  /** As experiments name it. */
  readonly plate: string;
  readonly file: string;
  readonly wells: readonly PlateWell[];
  readonly signals: readonly ShelvedSignal[];
}

export interface ShelvedSignal {
  readonly signal: string;
  readonly unit: string | null;
  /** The file has its times. */
  readonly timed: boolean;
}

/** The plates of a project's files, unpacked when first asked for. Instrument files themselves are never parsed here. */
export interface PlateShelf {
  /** In order of import; the same objects as long as their files are there. Files whose readings are lost are left out. */
  plates(): readonly ShelvedPlate[];
  /** Readings of one of them; null: lost meanwhile. */
  readings(plate: ShelvedPlate): PlateRun | null;
  /** These files of the project, as preprocessing takes them. */
  sources(files: readonly string[]): ReadonlyMap<string, SourceFile>;
  /** Names of files whose unpacked form is damaged or missing. */
  lost(): readonly string[];
}

/** What is kept of a file; null: its unpacked form is damaged or missing. */
type Outline = readonly ShelvedPlate[] | null;

export function openPlateShelf(store: ProjectStore): PlateShelf {
  const readings = new ReadingsShelf((file) => {
    const parsed = store.readParsed(file);
    return parsed.ok && parsed.value instanceof Uint8Array ? plateFileFrom(parsed.value) : null;
  });
  /** Of the files that the project has now. A row's id stays its own, and what it holds stays as it was read. */
  let outlines: ReadonlyMap<number, Outline> = new Map();
  let listed: readonly StoredFile[] = [];
  const refresh = (): void => {
    const files = store.files();
    if (files === listed) return;
    const known = outlines;
    outlines = new Map(files.map((file) => [file.id, known.get(file.id) ?? outlineOf(file)]));
    listed = files;
  };
  const outlineOf = ({ file, sha256 }: StoredFile): Outline => {
    const source = readings.take(file, sha256);
    if (source === null) return null;
    const { runs } = source.plateFile;
    const names = plateNames(file, runs);
    return runs.map((run, index) => ({
      ...{ plate: names[index] ?? run.plate, file, wells: run.wells },
      signals: run.signals.map(({ signal, unit, time_s }) => ({ signal, unit, timed: time_s !== null })),
    }));
  };
  const sourceOf = (name: string): SourceFile | null => {
    const there = listed.find(({ file }) => file === name);
    return there === undefined ? null : readings.take(name, there.sha256);
  };
  return {
    plates: () => {
      refresh();
      return [...outlines.values()].flatMap((plates) => plates ?? []);
    },
    readings: ({ plate, file }) => {
      refresh();
      const runs = sourceOf(file)?.plateFile.runs ?? [];
      return runs[plateNames(file, runs).indexOf(plate)] ?? null;
    },
    sources: (files) => {
      refresh();
      return new Map(
        files.flatMap((file) => {
          const source = sourceOf(file);
          return source === null ? [] : [[file, source] as const];
        }),
      );
    },
    lost: () => {
      refresh();
      return listed.flatMap(({ id, file }) => (outlines.get(id) === null ? [file] : []));
    },
  };
}
