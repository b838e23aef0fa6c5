import { copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { connectReadOnly, readSchema, schemaOf } from '../../../../main/store/connection.ts';
import { hashOf } from '../../../../main/store/content.ts';
import { packLarge, unpackLarge, valueSchema } from '../../../../main/store/document.ts';
import { migrations, newestVersion, versionOf } from '../../../../main/store/migrations/index.ts';
import { openProject } from '../../../../main/store/open-project.ts';
import {
  codesOf,
  fingerprints,
  opened,
  options,
  taken,
  temporaryFolder,
} from '../../../helpers/project-file.ts';

const fixtures = join(import.meta.dirname, 'fixtures');
const fixture = (version: number) => join(fixtures, `version-${version}.bin`);

test('migrations are numbered 1, 2, 3 ... and each version has a stored file', () => {
  expect(migrations.map(({ version }) => version)).toEqual(migrations.map((_, index) => index + 1));
  expect(migrations.filter(({ version }) => !existsSync(fixture(version)))).toEqual([]);
});

test.each(migrations.map(({ version }) => version))(
  'a stored file of version %i opens with all it holds',
  (version) => {
    const { folder, remove } = temporaryFolder();
    onTestFinished(remove);
    const path = join(folder, 'old.wellspring');
    copyFileSync(fixture(version), path);
    const store = opened(path);
    expect(store.info).toMatchObject({ readOnly: null, recovered: null, problems: [] });
    expect(store.title()).toBe('Receivers');
    expect(store.files().map(({ file }) => file)).toEqual(['proc140916.csv']);
    expect(new TextDecoder().decode(taken(store.readFile('proc140916.csv')))).toBe('Content,A1\nOD,1;2;3\n');
    const readings = taken(store.readParsed('proc140916.csv'));
    expect(unpackLarge(valueSchema, readings, 'readings')).toEqual({
      values: new Float64Array([1, Number.NaN, 20]),
    });
    expect(store.spec()).toEqual(
      version === 1
        ? { name: 'receiver.yaml', text: 'model: dr_constant\n', model: null }
        : {
            name: 'receiver.yaml',
            text: 'model: own.model\n',
            model: { name: 'own.model', text: 'model own\n' },
          },
    );
    expect(store.fits()[0]?.order.model ?? null).toEqual(
      version === 1 ? null : { file: 'dr_constant.model', text: 'model dr_constant\n' },
    );
    expect(store.setting('folds')).toBe(4);
    expect(store.fits()).toMatchObject([{ fit: 'fit-1', status: 'interrupted', epoch: 12, seconds: 3.5 }]);
    expect(store.fits()[0]?.evaluations[0]?.validationElbo).toBeNaN();
    expect(taken(store.readHistory('fit-1'))).toMatchObject([{ epoch: 10, validationElbo: null }]);
    expect([...taken(store.readCheckpoint('fit-1'))]).toEqual([1, 2, 3]);
    expect(store.log().map(({ what }) => what)).toEqual([
      'Undo: Rename to “Undone”',
      'Rename to “Undone”',
      ...(version < 3 ? [] : ['Stop fit-1 at epoch 12 of 100']),
      'Start fit-1',
      'Use 4 folds',
      `Choose spec receiver.yaml${version === 1 ? '' : ' with own.model'}`,
      'Remove removed.csv',
      'Import removed.csv',
      'Import proc140916.csv',
    ]);
    expect([store.undoTitle(), store.redoTitle()]).toEqual(['Start fit-1', 'Rename to “Undone”']);
    expect(store.integrity()).toEqual([]);
    store.close();
    const database = connectReadOnly(path);
    expect(versionOf(database)).toBe(newestVersion);
    expect(readSchema(database)).toBe(schemaOf(newestVersion));
    database.close();
  },
);

test('an older result is known by the evaluation that it is of, also where later ones are better', () => {
  const { folder, remove } = temporaryFolder();
  onTestFinished(remove);
  const path = join(folder, 'old.wellspring');
  copyFileSync(fixture(2), path);
  const result = packLarge({ best: { epoch: 8, validationElbo: -3 }, predictions: [] });
  const database = new SqliteDatabase(path);
  const insert = 'INSERT INTO fit_blobs (fit, kind, sha256, bytes) VALUES (1, ?, ?, ?)';
  database.prepare(insert).run('result', hashOf(result), result);
  database.close();
  const store = opened(path);
  expect(store.fits()).toMatchObject([{ hasResult: true, predictions: { epoch: 8, validationElbo: -3 } }]);
  expect(store.fits()[0]?.evaluations).toHaveLength(1);
  store.close();
});

test('a blob of an older file that is damaged stays damaged, and so does the file', () => {
  const { folder, remove } = temporaryFolder();
  onTestFinished(remove);
  const path = join(folder, 'old.wellspring');
  copyFileSync(fixture(3), path);
  const database = new SqliteDatabase(path);
  database.exec(`UPDATE fit_blobs SET bytes = x'010204' WHERE kind = 'checkpoint'`);
  database.close();
  const before = fingerprints(folder);
  const outcome = openProject(path, options());
  expect(codesOf(outcome)).toEqual(['project.contentDamaged', 'project.readOnly']);
  const store = taken(outcome);
  expect(codesOf(store.readCheckpoint('fit-1'))).toEqual(['project.contentDamaged']);
  expect(taken(store.readHistory('fit-1'))).toHaveLength(1);
  store.close();
  expect(fingerprints(folder)).toEqual(before);
});
