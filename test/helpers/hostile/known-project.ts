import { copyFileSync } from 'node:fs';
import type { ProjectStore } from '../../../main/store/project-store.ts';
import type { Outcome } from '../../../shared/base/problem.ts';
import { fakeResult } from '../fake-jobs.ts';
import { bytesOf, created, newFile, newFit, opened, taken } from '../project-file.ts';
import { prepareProject, writeNumber } from '../project-writes.ts';

/** Everything that can be read of a project, by name; what is answered with problems instead is null. */
export type Content = Readonly<Record<string, unknown>>;

/** Something of every kind that a project holds. */
export function makeKnownProject(path: string, seed: number): void {
  const store = created(path, { who: `Ada ${seed}` });
  taken(store.rename(`Project ${seed}`));
  const own = { name: 'own.model', text: `model own\n# ${seed}\n` };
  taken(store.setSpec({ name: 'spec.yaml', text: `model: own.model\n# ${seed}\n`, model: own }));
  taken(store.setSetting('theme', { dark: true, seed }, 'Choose the dark theme'));
  const files = [3_000, 20_000, 9_000].map((size, i) => newFile(`plate-${i}.csv`, bytesOf(seed + i, size)));
  taken(store.addFiles(files));
  const data = store.files().map(({ file, sha256 }) => ({ file, sha256 }));
  const evaluations = [10, 20].map((epoch) => evaluationAt(epoch + seed));
  for (let i = 0; i < 4; i++) {
    const { fit } = taken(store.startFit(newFit(data)));
    const known = { epoch: 20, seconds: 12.5, evaluations, history: historyOf(seed) };
    taken(store.saveCheckpoint(fit, bytesOf(seed + i, 7_000), { ...known, status: 'interrupted' }));
    if (i === 0) taken(store.saveResult(fit, fakeResult(evaluations, historyOf(seed)), { status: 'done' }));
  }
  taken(store.removeFit('fit-3'));
  taken(store.removeFiles(['plate-2.csv']));
  taken(store.rename(`Project ${seed}, renamed`));
  taken(store.undo());
  store.close();
}

/** Never throws but for a bug: what is damaged is a problem. */
export function contentOf(store: ProjectStore): Content {
  const content: Record<string, unknown> = {
    title: store.title(),
    savedAt: store.savedAt(),
    spec: store.spec(),
    settings: [...store.settings()],
    undo: [store.undoTitle(), store.redoTitle(), store.ahead('undo'), store.ahead('redo')],
    log: store.log(),
    files: store.files(),
    fits: store.fits(),
    listed: store.listedFits(),
  };
  const read = (name: string, outcome: Outcome<unknown>): void => {
    content[name] = outcome.ok ? outcome.value : null;
  };
  for (const { file } of store.files()) {
    read(`bytes of ${file}`, store.readFile(file));
    read(`readings of ${file}`, store.readParsed(file));
  }
  for (const { fit, hasCheckpoint, hasResult } of store.fits()) {
    read(`history of ${fit}`, store.readHistory(fit));
    if (hasCheckpoint) read(`checkpoint of ${fit}`, store.readCheckpoint(fit));
    if (hasResult) read(`result of ${fit}`, store.readResult(fit));
  }
  return content;
}

/** Acknowledged writes that lie in the log beside a crashed project. */
export const writesInLog = 10;

/** A project as a crash leaves it: its file as it was before the first of the writes, and the log with all of them. */
export function makeCrashedProject(path: string, crashed: string): void {
  const before = created(path);
  prepareProject(before);
  before.close();
  const store = opened(path);
  for (let n = 1; n <= writesInLog; n++) writeNumber(store, n);
  for (const suffix of ['', '-wal']) copyFileSync(path + suffix, crashed + suffix);
  store.close();
}

function evaluationAt(epoch: number) {
  return { epoch, step: epoch, seconds: epoch, trainElbo: 10 * epoch, validationElbo: 90 - epoch };
}

function historyOf(seed: number) {
  const rest = { learningRate: 0.01, trainElbo: null, validationElbo: null, failedDraws: 0 };
  return Array.from({ length: 20 }, (_, i) => ({ epoch: i + 1, step: i + 1, seconds: i + seed, ...rest }));
}
