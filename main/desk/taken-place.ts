import type { Problem } from '../../shared/base/problem.ts';
import { exportRelation } from '../../shared/plate/join/longer-export.ts';
import type { PlateFile, PlateOutline } from '../../shared/plate/plate-run.ts';
import { plateFileFrom } from '../jobs/plate-codec.ts';
import type { ProjectStore } from '../store/project-store.ts';
import type { NewFile, StoredFile } from '../store/stored-file.ts';
import { contentHash } from './content-hash.ts';

/** A read file by the name under which it is kept. */
export interface PlacedFile {
  readonly file: NewFile;
  /** The name of the file whose place it takes; null: it is a new one. */
  readonly replaces: string | null;
}

/**
 * A longer export of a run takes the place of a shorter one, and its name: what is said of plates goes by their files' names.
 * So does the same file, read with other answers. A shorter export of what is there is not kept.
 */
export function takenPlace(store: ProjectStore, file: NewFile): PlacedFile | Problem {
  const own = store.file(file.name);
  if (own !== null && own.sha256 === contentHash(file.bytes)) return { file, replaces: own.file };
  const now = file.parsed === null ? null : plateFileFrom(file.parsed);
  for (const stored of now === null ? [] : store.files()) {
    if (!mayBeOneRun(stored, file)) continue;
    const before = parsedOf(store, stored);
    if (before === null || now === null) continue;
    const relation = exportRelation(before, now);
    if (relation.kind === 'contained') return contained(file.name, stored.file);
    if (relation.kind === 'longer') return longer(stored, file, relation.more);
  }
  return { file, replaces: null };
}

function parsedOf(store: ProjectStore, { file, hasParsed }: StoredFile): PlateFile | null {
  const parsed = hasParsed ? store.readParsed(file) : null;
  return parsed?.ok === true ? plateFileFrom(parsed.value) : null;
}

/** By what is known without unpacking either. */
function mayBeOneRun({ summary }: StoredFile, file: NewFile): boolean {
  const [before, now] = [summary.outline ?? [], file.summary.outline ?? []];
  if (!Object.is(summary.sparkline[0], file.summary.sparkline[0])) return false;
  return (
    before.length > 0 && before.length === now.length && before.every((plate, n) => isAlike(plate, now[n]))
  );
}

function isAlike(before: PlateOutline, now: PlateOutline | undefined): boolean {
  const there = new Map(now?.signals.map(({ signal, metadata }) => [signal, metadata?.start ?? '']));
  return before.signals.some(({ signal, metadata }) => there.get(signal) === (metadata?.start ?? ''));
}

function longer({ file: name, importedAt }: StoredFile, file: NewFile, more: number): PlacedFile {
  const same = file.name === name ? '' : `, under its name: it came as “${file.name}”`;
  const message = `this is a longer export of the file imported on ${importedAt.slice(0, 10)}: all its readings and ${more} cycles more; it took its place${same}`;
  const remedy = 'Nothing is to be done; undo brings back the shorter one (import --undo).';
  const inWindow = 'Nothing is to be done; undo brings back the shorter one.';
  const renamed = { ...file, name, summary: renamedSummary(file, name) };
  return { file: withWarning(renamed, { code: 'file.longer', message, remedy, inWindow }), replaces: name };
}

/** What names a file's plates goes by the file's name. */
function renamedSummary({ summary, name: before }: NewFile, name: string): NewFile['summary'] {
  if (before === name) return summary;
  const [old, now] = [before, name].map(withoutExtension);
  const called = (plate: string): string =>
    plate.startsWith(old ?? '') ? `${now}${plate.slice((old ?? '').length)}` : plate;
  const { outline, plates } = summary;
  return {
    ...summary,
    plates: plates.map(called),
    ...(outline !== undefined && {
      outline: outline.map((plate) => ({ ...plate, plate: called(plate.plate) })),
    }),
  };
}

function withoutExtension(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(0, dot) : name;
}

function withWarning(
  file: NewFile,
  told: Pick<Problem, 'code' | 'message' | 'remedy' | 'inWindow'>,
): NewFile {
  const problem: Problem = { ...told, severity: 'warning', place: { file: file.name } };
  return { ...file, summary: { ...file.summary, problems: [...file.summary.problems, problem] } };
}

function contained(file: string, other: string): Problem {
  const message = `every reading of it is in “${other}”, which is in the project and goes on at least as long; it was not added`;
  const remedy = 'Nothing is to be done.';
  return { code: 'file.contained', severity: 'warning', message, remedy, place: { file } };
}
