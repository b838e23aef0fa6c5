import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { ProjectStore } from '../../main/store/project-store.ts';
import type { NewFile } from '../../main/store/stored-file.ts';
import { countRows, dumpProject } from '../helpers/project-dump.ts';
import {
  bytesOf,
  created,
  newFile,
  newFit,
  opened,
  taken,
  temporaryFolder,
} from '../helpers/project-file.ts';
import { randomIntegers } from '../helpers/random-integers.ts';

type Draw = (below: number) => number;

/** One thing a user can do, if it can be done now. */
const deeds: readonly ((store: ProjectStore, draw: Draw) => void)[] = [
  (store, draw) => void taken(store.rename(`Title ${draw(5)}`)),
  (store, draw) =>
    void taken(
      store.setSpec(
        draw(4) === 0
          ? null
          : {
              name: 'a.yaml',
              text: `seed: ${draw(9)}`,
              model: draw(2) === 0 ? null : { name: 'own.model', text: `model own "${draw(3)}"` },
            },
      ),
    ),
  (store, draw) =>
    void taken(
      store.setSetting(`key ${draw(3)}`, [undefined, Number.NaN, { folds: draw(4) }][draw(3)], 'Set'),
    ),
  (store, draw) => {
    const files: NewFile[] = [];
    for (let i = 0; i <= draw(3); i++) {
      const name = `plate-${draw(6)}.csv`;
      const free = store.file(name) === null && files.every((file) => file.name !== name);
      if (free) files.push(newFile(name, bytesOf(draw(4), 500 + draw(9000))));
    }
    if (files.length > 0) taken(store.addFiles(files, [{ kind: 'title', title: `With ${files[0]?.name}` }]));
  },
  (store, draw) => {
    const names = store.files().map(({ file }) => file);
    const some = names.filter(() => draw(2) === 0);
    if (some.length > 0) taken(store.removeFiles(some));
  },
  (store, draw) => {
    const data = store.files().map(({ file, sha256 }) => ({ file, sha256 }));
    const { fit } = taken(store.startFit(newFit(data)));
    taken(store.saveCheckpoint(fit, bytesOf(draw(9), 3000), { status: 'running', epoch: draw(100) }));
  },
  (store, draw) => {
    const fit = store.fits()[draw(4)]?.fit;
    if (fit !== undefined) taken(store.removeFit(fit));
  },
  // What happens by itself is between the deeds, and nobody's to undo.
  (store, draw) => {
    const fit = store.fits()[draw(4)]?.fit;
    if (fit !== undefined) taken(store.updateFit(fit, {}, `${fit} died`));
  },
  // Several changes of one thing: taking them back in the wrong order would show.
  (store, draw) => {
    const titles = [`Twice ${draw(50)}`, `Twice ${draw(50)}`, `Twice ${draw(50)}`];
    taken(
      store.change(
        'Rename thrice',
        titles.map((title) => ({ kind: 'title', title })),
      ),
    );
  },
  (store, draw) => {
    if (draw(2) === 0 && store.undoTitle() !== null) taken(store.undo());
    if (draw(2) === 0 && store.redoTitle() !== null) taken(store.redo());
  },
];

test.each([1, 2, 3, 4])('undoing all is the state before, redoing all the state after (seed %i)', (seed) => {
  const { folder, remove } = temporaryFolder();
  onTestFinished(remove);
  const path = join(folder, 'a.wellspring');
  const draw = randomIntegers(seed);
  const act = (store: ProjectStore, count: number): void => {
    for (let i = 0; i < count; i++) deeds[draw(deeds.length)]?.(store, draw);
  };
  /** Each stretch in an opening of its own: the log must not live in memory. */
  const during = (work: (store: ProjectStore) => void) => {
    const store = opened(path);
    work(store);
    expect(store.integrity()).toEqual([]);
    store.close();
    return dumpProject(path);
  };

  created(path).close();
  const before = during((store) => {
    act(store, 15);
    // What comes before cannot be undone: a start that is not empty.
    taken(store.emptyBin());
  });
  const after = during((store) => {
    act(store, 40);
    // So that there always is something to compare.
    taken(store.addFiles([newFile('last.csv', bytesOf(seed, 2000))]));
  });
  expect(after).not.toEqual(before);
  const rows = countRows(path);
  const undone = during((store) => {
    while (store.undoTitle() !== null) taken(store.undo());
  });
  expect(undone).toEqual(before);
  const redone = during((store) => {
    while (store.redoTitle() !== null) taken(store.redo());
  });
  expect(redone).toEqual(after);
  // Nothing is ever deleted by a command, and each leaves its line.
  expect(countRows(path)).toBeGreaterThan(rows);
});
