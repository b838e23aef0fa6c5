import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import type { ProjectStore } from '../../../../main/store/project-store.ts';
import type { FitResult } from '../../../../shared/fit/fit-result.ts';
import {
  bytesOf,
  codesOf,
  created,
  newFile,
  newFit,
  opened,
  readingsOf,
  taken,
  temporaryFolder,
} from '../../../helpers/project-file.ts';

let path: string;
let store: ProjectStore;

beforeEach(() => {
  const { folder, remove } = temporaryFolder();
  path = join(folder, 'a.wellspring');
  store = created(path);
  onTestFinished(() => {
    store.close();
    remove();
  });
});

function reopen(): void {
  store.close();
  store = opened(path);
}

test('original bytes come back as they were, and what was read in them too', () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
  const [file] = taken(store.addFiles([newFile('bytes.csv', bytes)]));
  expect(file).toMatchObject({ file: 'bytes.csv', bytes: 256, importedBy: 'Ada', hasParsed: true });
  expect(file?.sha256).toBe('40aff2e9d2d8922e47afd4648e6967497158785fbd1da870e7110266bf944880');
  reopen();
  expect([...taken(store.readFile('bytes.csv'))]).toEqual([...bytes]);
  expect([...taken(store.readParsed('bytes.csv'))]).toEqual([...readingsOf(bytes)]);
  expect(store.file('bytes.csv')?.summary).toEqual(newFile('bytes.csv', bytes).summary);
  taken(store.setParsed('bytes.csv', Uint8Array.of(7)));
  expect([...taken(store.readParsed('bytes.csv'))]).toEqual([7]);
  expect(store.log()).toHaveLength(1);
});

test('files of one name: all or none', () => {
  taken(store.addFiles([newFile('a.csv', bytesOf(1, 9))]));
  expect(codesOf(store.addFiles([newFile('b.csv', bytesOf(2, 9)), newFile('a.csv', bytesOf(3, 9))]))).toEqual(
    ['file.exists'],
  );
  expect(codesOf(store.addFiles([newFile('c.csv', bytesOf(2, 9)), newFile('c.csv', bytesOf(3, 9))]))).toEqual(
    ['file.exists'],
  );
  expect(store.files().map(({ file }) => file)).toEqual(['a.csv']);
  taken(store.removeFiles(['a.csv']));
  taken(store.addFiles([newFile('a.csv', bytesOf(4, 9))]));
  taken(store.undo());
  taken(store.undo());
  expect(taken(store.readFile('a.csv'))).toEqual(Buffer.from(bytesOf(1, 9)));
});

test('names of fits are never given twice, not even after the bin was emptied', () => {
  expect(taken(store.startFit(newFit())).fit).toBe('fit-1');
  expect(taken(store.startFit(newFit())).fit).toBe('fit-2');
  taken(store.removeFit('fit-2'));
  taken(store.emptyBin());
  expect(store.fit('fit-2')).toBeNull();
  reopen();
  expect(taken(store.startFit(newFit())).fit).toBe('fit-3');
});

test('a fit keeps its data after the file was removed and the bin emptied', () => {
  const [file] = taken(store.addFiles([newFile('a.csv', bytesOf(1, 9)), newFile('b.csv', bytesOf(2, 9))]));
  const sha256 = file?.sha256 ?? '';
  taken(store.startFit(newFit([{ file: 'a.csv', sha256 }])));
  const other = store.file('b.csv')?.sha256 ?? '';
  taken(store.removeFiles(['a.csv', 'b.csv']));
  taken(store.emptyBin());
  expect(taken(store.readContent(sha256))).toEqual(Buffer.from(bytesOf(1, 9)));
  expect(codesOf(store.readContent(other))).toEqual(['file.unknown']);
  expect(store.integrity()).toEqual([]);
});

test('progress is kept with the checkpoint and result, is no command, and goes on in the bin', () => {
  const { fit } = taken(store.startFit(newFit()));
  expect(store.fit(fit)).toMatchObject({
    status: 'queued',
    epochs: 100,
    recycled: false,
    hasCheckpoint: false,
  });
  expect(codesOf(store.readCheckpoint(fit))).toEqual(['fit.noCheckpoint']);
  expect(taken(store.readHistory(fit))).toEqual([]);
  const row = {
    epoch: 1,
    step: 2,
    seconds: 3,
    learningRate: 0.1,
    trainElbo: null,
    validationElbo: -4,
    failedDraws: 0,
  };
  taken(store.saveCheckpoint(fit, bytesOf(1, 99), { status: 'running', epoch: 1, history: [row] }));
  expect(taken(store.undo()).changes).toEqual([{ kind: 'fit.recycle', number: 1 }]);
  expect(store.fits()).toEqual([]);
  taken(store.updateFit(fit, { status: 'interrupted', epochs: 200 }));
  taken(store.redo());
  const result = {
    ...{ evaluations: [], history: [row], best: { epoch: 1, validationElbo: -4 } },
    ...{ last: { epoch: 1, validationElbo: -4 }, validation: {}, parameters: [], predictions: [] },
    posterior: { parameters: [], draws: 1, wells: [], fixed: [] },
    diagnostics: { wells: [], residualLag1: { OD: Number.NaN }, notes: [] },
  } satisfies FitResult;
  taken(store.saveResult(fit, result, { status: 'done' }));
  reopen();
  const expected = {
    status: 'done',
    epoch: 1,
    epochs: 200,
    recycled: false,
    hasCheckpoint: true,
    hasResult: true,
  };
  expect(store.fit(fit)).toMatchObject(expected);
  expect(taken(store.readHistory(fit))).toEqual([row]);
  expect(taken(store.readResult(fit))).toEqual(result);
  expect(taken(store.readCheckpoint(fit))).toEqual(Buffer.from(bytesOf(1, 99)));
  expect(store.log().map(({ what }) => what)).toEqual([
    'Redo: Start fit-1',
    'Undo: Start fit-1',
    'Start fit-1',
  ]);
});

test('a fit that is done is never written again, and its log has no more lines', () => {
  const { fit } = taken(store.startFit(newFit()));
  taken(store.saveResult(fit, result(1), {}, 'predicted'));
  expect(store.fit(fit)).toMatchObject({ status: 'queued', predictions: { epoch: 1, validationElbo: -4 } });
  taken(store.saveResult(fit, result(2), { status: 'done' }, 'done'));
  const done = store.fit(fit);
  for (const outcome of [
    store.saveResult(fit, result(3), { status: 'done' }, 'again'),
    store.saveResult(fit, result(3), {}),
    store.saveCheckpoint(fit, bytesOf(1, 9), { status: 'running' }),
    store.updateFit(fit, { status: 'queued', epochs: 200 }, 'resumed'),
  ])
    expect(codesOf(outcome)).toEqual(['fit.done']);
  expect(store.fit(fit)).toEqual(done);
  expect(taken(store.readResult(fit)).best.epoch).toBe(2);
  expect(store.log().map(({ what }) => what)).toEqual(['done', 'predicted', 'Start fit-1']);
  taken(store.undo());
  taken(store.redo());
  expect(store.fit(fit)).toEqual(done);
});

test('a continued fit has the other one’s checkpoint and history from its first moment', () => {
  const from = taken(store.startFit(newFit()));
  const row = {
    epoch: 7,
    step: 2,
    seconds: 3,
    learningRate: 0.1,
    trainElbo: null,
    validationElbo: null,
    failedDraws: 0,
  };
  const evaluations = [{ epoch: 7, step: 2, seconds: 3, trainElbo: 1, validationElbo: 2 }];
  const progress = { epoch: 7, seconds: 3, evaluations, history: [row] };
  const begun = taken(
    store.startFit({ ...newFit(), from: { fit: from.fit, checkpoint: bytesOf(3, 99), progress } }),
  );
  reopen();
  expect(store.fit(begun.fit)).toMatchObject({
    ...{ status: 'queued', epoch: 7, seconds: 3, evaluations, hasCheckpoint: true, hasResult: false },
    startedFrom: { fit: 'fit-1', epoch: 7 },
  });
  expect(taken(store.readCheckpoint(begun.fit))).toEqual(Buffer.from(bytesOf(3, 99)));
  expect(taken(store.readHistory(begun.fit))).toEqual([row]);
  taken(store.removeFit('fit-1'));
  taken(store.emptyBin());
  expect(taken(store.readCheckpoint(begun.fit))).toEqual(Buffer.from(bytesOf(3, 99)));
});

function result(epoch: number): FitResult {
  return {
    ...{ evaluations: [], history: [], best: { epoch, validationElbo: -4 } },
    ...{ last: { epoch, validationElbo: -4 }, validation: {}, parameters: [], predictions: [] },
    posterior: { parameters: [], draws: 1, wells: [], fixed: [] },
    diagnostics: { wells: [], residualLag1: {}, notes: [] },
  };
}

test('the log says who did what when, what is undone, and forgets nothing', () => {
  taken(store.rename('B'));
  taken(store.setSetting('folds', 5, 'Use 5 folds'));
  taken(store.undo());
  expect([store.undoTitle(), store.redoTitle()]).toEqual(['Rename to “B”', 'Use 5 folds']);
  taken(store.setSpec({ name: 'a.yaml', text: 'x', model: null }));
  expect([store.undoTitle(), store.redoTitle()]).toEqual(['Choose spec a.yaml', null]);
  expect(codesOf(store.redo())).toEqual(['history.nothingToRedo']);
  const entries = store.log().map(({ what, undone }) => `${what}${undone ? ' (undone)' : ''}`);
  expect(entries).toEqual([
    'Choose spec a.yaml',
    'Undo: Use 5 folds',
    'Use 5 folds (undone)',
    'Rename to “B”',
  ]);
  expect(store.log().every(({ who, at }) => who === 'Ada' && at.startsWith('2026-01-01T'))).toBe(true);
  expect(store.savedAt()).toBe(store.log()[0]?.at);
});

test('what changes nothing leaves no line, and nothing to undo', () => {
  expect(taken(store.rename('Receivers'))).toBeNull();
  expect(taken(store.setSpec(null))).toBeNull();
  expect(store.log()).toEqual([]);
  expect(codesOf(store.undo())).toEqual(['history.nothingToUndo']);
});

test('emptying the bin is for good, and so is all before it', () => {
  taken(store.addFiles([newFile('a.csv', bytesOf(1, 9))]));
  taken(store.removeFiles(['a.csv']));
  taken(store.emptyBin());
  reopen();
  expect([store.undoTitle(), store.redoTitle()]).toEqual([null, null]);
  expect(store.log()).toHaveLength(3);
});

test('names that are not there are problems that list those that are', () => {
  taken(store.addFiles([newFile('a.csv', bytesOf(1, 9))]));
  expect(store.removeFiles(['a.csv', 'no.csv'])).toMatchObject({
    ok: false,
    problems: [{ code: 'file.unknown', remedy: 'Give one of a.csv.' }],
  });
  expect(store.files()).toHaveLength(1);
  for (const fit of ['fit-1', '../fit-1', 'fit-0']) {
    expect(codesOf(store.updateFit(fit, { epoch: 1 }))).toEqual(['fit.unknown']);
    expect(codesOf(store.removeFit(fit))).toEqual(['fit.unknown']);
  }
});

test('a fit on data that the project does not have is our bug, and leaves nothing', () => {
  expect(() => store.startFit(newFit([{ file: 'a.csv', sha256: 'ff' }]))).toThrow('contents of the project');
  expect(store.fits()).toEqual([]);
  expect(store.log()).toEqual([]);
});
