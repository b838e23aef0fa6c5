import { hashOf } from '../../main/store/content.ts';
import type { ProjectStore } from '../../main/store/project-store.ts';
import { bytesOf, newFile, newFit, taken } from './project-file.ts';

/** What the n-th write leaves, as far as it can be told from the outside: enough to find any that was lost or torn. */
export interface WrittenState {
  readonly title: string;
  /** `name sha256`, in order of import. */
  readonly files: readonly string[];
  readonly epoch: number;
  /** SHA-256 of the checkpoint; null: none yet. */
  readonly checkpoint: string | null;
}

const writeKinds = 4;

/** The n-th write, n from 1: one transaction each, some with a blob that takes many pages. */
export function writeNumber(store: ProjectStore, n: number): void {
  const kind = n % writeKinds;
  if (kind === 0) taken(store.addFiles([newFile(`plate-${n}.csv`, fileBytes(n))]));
  else if (kind === 1) taken(store.rename(`Title ${n}`));
  else if (kind === 2)
    taken(store.saveCheckpoint('fit-1', checkpointBytes(n), { epoch: n, status: 'running' }));
  else taken(store.updateFit('fit-1', { epoch: n }));
}

/** Before the first write. */
export function prepareProject(store: ProjectStore): void {
  taken(store.startFit(newFit()));
}

export function stateAfter(count: number): WrittenState {
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  const ofKind = (...kinds: readonly number[]) => numbers.filter((n) => kinds.includes(n % writeKinds));
  const titled = ofKind(1).at(-1);
  const checkpoint = ofKind(2).at(-1);
  return {
    title: titled === undefined ? 'Receivers' : `Title ${titled}`,
    files: ofKind(0).map((n) => `plate-${n}.csv ${hashOnce(n, fileBytes)}`),
    epoch: ofKind(2, 3).at(-1) ?? 0,
    checkpoint: checkpoint === undefined ? null : hashOnce(checkpoint, checkpointBytes),
  };
}

export function stateOf(store: ProjectStore): WrittenState {
  const fit = store.fit('fit-1');
  return {
    title: store.title(),
    files: store.files().map(({ file }) => `${file} ${hashOf(taken(store.readFile(file)))}`),
    epoch: fit?.epoch ?? -1,
    checkpoint: fit?.hasCheckpoint ? hashOf(taken(store.readCheckpoint('fit-1'))) : null,
  };
}

function fileBytes(n: number): Uint8Array {
  return bytesOf(n, 2000 + (n % 5) * 40_000);
}

function checkpointBytes(n: number): Uint8Array {
  return bytesOf(n, 10_000 + (n % 3) * 300_000);
}

const hashes = new Map<number, string>();

function hashOnce(n: number, bytes: (n: number) => Uint8Array): string {
  const known = hashes.get(n) ?? hashOf(bytes(n));
  hashes.set(n, known);
  return known;
}
