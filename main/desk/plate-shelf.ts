import type { Problem } from '../../shared/base/problem.ts';
import { UnpackAllowance } from '../../shared/base/unpacked-size.ts';
import type { SourceFile } from '../../shared/experiment/name-runs.ts';
import type { JoinCandidate } from '../../shared/plate/join/join-candidate.ts';
import { joinRuns } from '../../shared/plate/join/join-runs.ts';
import { laidOutWells } from '../../shared/plate/layout/apply-layout.ts';
import type { Layout } from '../../shared/plate/layout/layout.ts';
import { plateNames } from '../../shared/plate/plate-names.ts';
import { plateOutlines } from '../../shared/plate/plate-outline.ts';
import type { PlateOutline, PlateRun } from '../../shared/plate/plate-run.ts';
import { plateFileFrom } from '../jobs/plate-codec.ts';
import { projectLayouts } from '../store/layouts.ts';
import type { ProjectStore } from '../store/project-store.ts';
import type { StoredFile } from '../store/stored-file.ts';
import { joinedPlates } from './joined-plates.ts';
import { ReadingsShelf } from './readings-shelf.ts';
import type { ShelvedPlate } from './shelved-plate.ts';

/** The plates of a project's files. Instrument files themselves are never parsed here. */
export interface PlateShelf {
  /**
   * In order of import, wells as their layouts say; the same objects as long as file and layout are there. Files whose readings
   * are lost are left out.
   */
  plates(): readonly ShelvedPlate[];
  /** Readings of one of them; null: lost. */
  readings(plate: ShelvedPlate): PlateRun | null;
  /** These files of the project, as preprocessing takes them; those that can be unpacked within what all their bytes allow. */
  sources(files: readonly string[]): ReadonlyMap<string, SourceFile>;
  /** Files that may hold parts of one plate, and are left apart. */
  doubts(): readonly Problem[];
  /** Files whose unpacked form is damaged or missing. */
  lost(): readonly StoredFile[];
  /** That a file was read again: what is known of it is looked up anew. */
  found(file: StoredFile): void;
}

/** What is kept of a file; null: its unpacked form is damaged or missing. */
type Shelved = readonly JoinCandidate[] | null;

/** `outlines`: by row, of files whose summary has none; null: their readings are lost. */
export type FileOutlines = ReadonlyMap<number, readonly PlateOutline[] | null>;

export function openPlateShelf(store: ProjectStore, outlines: FileOutlines = new Map()): PlateShelf {
  const readings = new ReadingsShelf((file, allowance) => {
    const packed = store.readParsed(file);
    return packed.ok ? plateFileFrom(packed.value, allowance) : null;
  });
  /** Of the files that the project has now. A row's id stays its own, and what it holds stays as it was read. */
  let shelved: ReadonlyMap<number, Shelved> = new Map();
  let listed: readonly StoredFile[] = [];
  const joined = joinedPlates();
  const plan = () => joined.of([...shelved.values()].flatMap((plates) => plates ?? []));
  const given = new Map(outlines);
  const refresh = (): void => {
    const files = store.files();
    if (files === listed) return;
    const known = shelved;
    shelved = new Map(
      files.map((file) => {
        const before = known.get(file.id);
        return [file.id, before === undefined ? shelve(file) : before];
      }),
    );
    listed = files;
  };
  const shelve = (stored: StoredFile): Shelved => {
    const { file, summary, hasParsed } = stored;
    const outline = hasParsed ? (summary.outline ?? given.get(stored.id)) : null;
    return (
      (outline === undefined ? unpackedOutline(stored) : outline)?.map((plate) => ({ ...plate, file })) ??
      null
    );
  };
  const unpackedOutline = (stored: StoredFile): readonly PlateOutline[] | null => {
    const source = take(stored);
    return source && plateOutlines(stored.file, source.plateFile.runs);
  };
  const take = (stored: StoredFile, allowance = new UnpackAllowance(stored.packed)): SourceFile | null =>
    readings.take(stored, allowance);
  const runOf = ({ plate, file }: JoinCandidate): PlateRun | null => {
    const stored = named(file);
    if (stored === undefined) return null;
    const runs = take(stored)?.plateFile.runs ?? [];
    const run = runs[plateNames(file, runs).indexOf(plate)] ?? null;
    if (run === null) lose(stored);
    return run;
  };
  /** Made once of each plate as it is read, as long as it has the same layout. */
  const laid = new WeakMap<ShelvedPlate, { readonly layout: Layout; readonly plate: ShelvedPlate }>();
  const laidOut = (plate: ShelvedPlate, layouts: ReadonlyMap<string, Layout>): ShelvedPlate => {
    const layout = layouts.get(plate.plate);
    if (layout === undefined) return plate;
    const before = laid.get(plate);
    if (before?.layout === layout) return before.plate;
    const { parts } = layout;
    const now = {
      ...plate,
      wells: laidOutWells(plate.wells, layout),
      ...(parts !== undefined && { parts }),
    };
    laid.set(plate, { layout, plate: now });
    return now;
  };
  const named = (name: string): StoredFile | undefined => listed.find(({ file }) => file === name);
  /** What cannot be unpacked is lost from then on. */
  const lose = ({ id }: StoredFile): void => {
    shelved = new Map([...shelved, [id, null]]);
  };
  return {
    plates: () => {
      refresh();
      const layouts = projectLayouts(store);
      return plan().plates.map((plate) => laidOut(plate, layouts));
    },
    doubts: () => {
      refresh();
      return plan().problems;
    },
    readings: (plate) => {
      refresh();
      const parts = plan()
        .partsOf(plate)
        .map(({ candidate, offset_s }) => ({ run: runOf(candidate), offset_s }));
      const whole = parts.flatMap(({ run, offset_s }) => (run === null ? [] : [{ run, offset_s }]));
      if (parts.length === 0 || whole.length < parts.length) return null;
      return parts.length === 1 ? (whole[0]?.run ?? null) : joinRuns(plate.plate, whole);
    },
    sources: (files) => {
      refresh();
      const wanted = files.flatMap((name) => named(name) ?? []);
      const allowance = new UnpackAllowance(wanted.reduce((sum, { packed }) => sum + packed, 0));
      return new Map(
        wanted.flatMap((stored) => {
          const source = take(stored, allowance);
          if (source === null) lose(stored);
          return source === null ? [] : [[stored.file, source] as const];
        }),
      );
    },
    lost: () => {
      refresh();
      return listed.filter(({ id }) => shelved.get(id) === null);
    },
    found: ({ id }) => {
      given.delete(id);
      shelved = new Map([...shelved].filter(([row]) => row !== id));
      listed = [];
    },
  };
}
