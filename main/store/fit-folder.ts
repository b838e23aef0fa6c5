import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { assert } from '../../shared/base/assert.ts';
import { failure, type Outcome, type Problem, success } from '../../shared/base/problem.ts';
import type { FitResult, HistoryRow } from '../../shared/fit/fit-result.ts';
import { fitStatus } from '../../shared/fit/life.ts';
import { writeAtomic } from './atomic-file.ts';
import { type FitManifest, manifestText, parseManifest } from './fit-manifest.ts';
import { historyTable, resultFiles, resultTables } from './fit-tables.ts';
import { readUnlessOpen } from './open-here.ts';
import { reasonOf } from './store-problem.ts';

/** Bytes: what a text and a list of bytes can have here. */
const largestManifest = 256 << 20;
const largestCheckpoint = 2 ** 31 - 1;

/** Which files of a fit, finished or not, the folder has. */
export function fitFilesIn(folder: string): readonly string[] {
  const all = ['fit.json', 'checkpoint.bin', 'history.csv', ...resultFiles];
  return all.filter((file) => existsSync(join(folder, file)));
}

/**
 * What there is of a fit before its end. The checkpoint comes first: whatever happens in between, fit.json never promises
 * more than the checkpoint can go on from. Results that were half written when an earlier run died are removed; those of a
 * finished fit are never touched: it is continued in another folder.
 */
export function writeUnfinished(
  folder: string,
  manifest: FitManifest,
  history: readonly HistoryRow[],
  checkpoint: Uint8Array | null,
): void {
  mkdirSync(folder, { recursive: true });
  assert(!holdsFinished(folder), 'a finished fit is not written over');
  if (checkpoint !== null) writeAtomic(join(folder, 'checkpoint.bin'), checkpoint);
  removeResults(folder);
  writeAtomic(join(folder, 'history.csv'), historyTable(history));
  writeAtomic(join(folder, 'fit.json'), [manifestText(withPaths(manifest, portable(folder)))]);
}

/**
 * What a fit left that died before its first fit.json: nothing can go on from it. Only for a folder that a dead
 * fit held: it began where there was none of these files.
 */
export function removeBegun(folder: string): void {
  const files = fitFilesIn(folder);
  if (!files.includes('fit.json')) for (const file of files) rmSync(join(folder, file), { force: true });
}

function holdsFinished(folder: string): boolean {
  const complete = resultFiles.every((file) => existsSync(join(folder, file)));
  const manifest = complete ? readManifest(folder) : null;
  return manifest?.ok === true && manifest.value.status === fitStatus.done;
}

function removeResults(folder: string): void {
  for (const file of resultFiles) rmSync(join(folder, file), { force: true });
}

/**
 * All files of a finished fit; fit.json, which says that it is finished, last. Where they cannot all be written none of the
 * results stays, and the fit goes on being the interrupted one that its last checkpoint left.
 */
export function writeFinished(folder: string, manifest: FitManifest, result: FitResult): void {
  mkdirSync(folder, { recursive: true });
  assert(!holdsFinished(folder), 'a finished fit is not written over');
  try {
    writeResults(folder, manifest, result);
  } catch (error) {
    removeResults(folder);
    throw error;
  }
}

function writeResults(folder: string, manifest: FitManifest, result: FitResult): void {
  writeAtomic(join(folder, 'history.csv'), historyTable(result.history));
  writeResult(folder, result);
  writeAtomic(join(folder, 'fit.json'), [manifestText(withPaths(manifest, portable(folder)))]);
}

function writeResult(folder: string, result: FitResult): void {
  for (const [name, text] of resultTables(result)) writeAtomic(join(folder, name), text);
}

/** Result files of a fit that is not done, from its best evaluation; fit.json, which says which that is, last. */
export function writePredicted(folder: string, result: FitResult): void {
  const kept = readManifest(folder);
  assert(kept.ok, 'predictions are made of a fit that was read from its folder');
  const { best, validation } = result;
  const name = (told: Pick<FitManifest, 'predictions' | 'validation'>): void => {
    const manifest = withPaths({ ...kept.value, ...told }, portable(folder));
    writeAtomic(join(folder, 'fit.json'), [manifestText(manifest)]);
  };
  // While the files are of neither evaluation it names none.
  if (kept.value.predictions !== null) name({ predictions: null, validation: {} });
  writeResult(folder, result);
  name({ predictions: best, validation });
}

export function readManifest(folder: string): Outcome<FitManifest> {
  const file = join(folder, 'fit.json');
  const remedy = 'Give a folder that `fit --out` has written.';
  if (!existsSync(file))
    return failure([damaged('fit.missing', file, 'there is no fit here: fit.json is missing', remedy)]);
  const text = readFile(file, largestManifest);
  if (typeof text === 'string') return failure([unreadable(file, text)]);
  const manifest = parseManifest(text.toString('utf8'));
  if (manifest === null) {
    return failure([
      damaged('fit.damaged', file, 'this is not the fit.json of a fit, or it is damaged', remedy),
    ]);
  }
  return success(withPaths(manifest, (path) => resolve(folder, path)));
}

/** Paths within the folder of the spec are kept relative to the fit, so that a project may be moved as a whole. */
function portable(folder: string): (path: string, home: string) => string {
  return (path, home) => (folder.startsWith(home + sep) ? relative(folder, path) : path);
}

function withPaths(manifest: FitManifest, change: (path: string, home: string) => string): FitManifest {
  const { spec } = manifest;
  const home = dirname(spec.spec.file);
  const moved = { ...spec.spec, file: change(spec.spec.file, home) };
  const model = spec.model === null ? null : { ...spec.model, file: change(spec.model.file, home) };
  return { ...manifest, spec: { ...spec, spec: moved, model, data: change(spec.data, home) } };
}

export function holdsCheckpoint(folder: string): boolean {
  return existsSync(join(folder, 'checkpoint.bin'));
}

export function readCheckpoint(folder: string): Outcome<Uint8Array> {
  const file = join(folder, 'checkpoint.bin');
  if (!existsSync(file)) {
    const remedy = 'Start a new fit with another --out.';
    return failure([damaged('fit.noCheckpoint', file, 'there is no checkpoint to go on from', remedy)]);
  }
  const bytes = readFile(file, largestCheckpoint);
  return typeof bytes === 'string' ? failure([unreadable(file, bytes)]) : success(bytes);
}

/** The bytes, or the system's sentence why they cannot be read. */
function readFile(file: string, most: number): Buffer | string {
  try {
    return readUnlessOpen(file, most);
  } catch (error) {
    return reasonOf(error);
  }
}

function unreadable(file: string, reason: string): Problem {
  const remedy = 'Check that it is a file and that you may read it.';
  return damaged('fit.unreadable', file, `it cannot be read: ${reason}`, remedy);
}

function damaged(code: string, file: string, message: string, remedy: string): Problem {
  return { code, severity: 'error', message, remedy, place: { file } };
}
