import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { exampleFiles, openDesk, type ServiceDesk } from '../../helpers/service-desk.ts';

let desk: ServiceDesk;
beforeEach(() => {
  desk = openDesk();
});
afterEach(() => desk.close());

const [plate1, plate2, quick] = ['proc140916.csv', 'proc141006.csv', 'proc_EC10G_EtOH.csv'];

describe('files', () => {
  beforeEach(() => desk.ask('project.create', { title: 'Files', path: null, stopFits: false }));

  test('that leave something open are asked about, and read again with the answer', async () => {
    const bytes = new Uint8Array(
      readFileSync(new URL('../../exports/wide_time_by_well_no_units.csv', import.meta.url)),
    );
    const file = 'growth.csv';
    const { project } = await desk.ask('files.import', { files: [{ name: file, bytes }] });
    expect(project.files[0]).toMatchObject({
      questions: { timeUnit_s: null },
      problems: [{ code: 'time.unit' }],
    });
    const times = async (): Promise<number | undefined> =>
      (await desk.ask('plate.readings', { plate: 'growth' })).signals[0]?.times_h[1];
    expect(await times()).toBeUndefined();
    const answered = await desk.ask('files.answer', { file, answers: { timeUnit_s: 60 } });
    expect(answered.files).toMatchObject([{ file, questions: { timeUnit_s: 60 }, problems: [] }]);
    const inMinutes = (await times()) ?? Number.NaN;
    expect(inMinutes).toBeGreaterThan(0);
    await desk.ask('files.answer', { file, answers: { timeUnit_s: 3600 } });
    expect(await times()).toBeCloseTo(60 * inMinutes, 9);
    await desk.ask('project.undo', {});
    expect(await times()).toBe(inMinutes);
    expect((await desk.ask('project.undo', {})).files[0]?.questions).toEqual({ timeUnit_s: null });
    expect(await times()).toBeUndefined();
    await desk.ask('project.redo', {});
    expect(await times()).toBe(inMinutes);
    for (const answers of [{}, { timeUnit_s: 61 }, { interval_s: 0 }, { format: 'nonsense' }])
      expect(await desk.reply('files.answer', { file, answers })).toMatchObject({ kind: 'problems' });
    expect(await desk.reply('files.answer', { file, answers: { format: 'bmg' } })).toMatchObject({
      problems: [{ inWindow: expect.stringContaining('another format') }],
    });
    expect(await times()).toBe(inMinutes);
  });

  test('are kept with what is in them; one that cannot be read does not stop the others', async () => {
    const wrong = { name: 'picture.csv', bytes: Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0) };
    const empty = { name: 'empty.csv', bytes: new Uint8Array() };
    const files = [wrong, ...exampleFiles(plate1), empty, ...exampleFiles(plate2)];
    const report = await desk.ask('files.import', { files });
    expect(report.kept).toEqual([plate1, plate2]);
    expect(report.refused).toMatchObject([
      { file: 'picture.csv', problems: [{ code: 'plate.notRecognised' }] },
      { file: 'empty.csv', problems: [{ code: 'plate.empty' }] },
    ]);
    const [view] = report.project.files;
    expect(view).toMatchObject({
      ...{
        file: plate1,
        format: 'vi-hds processed CSV',
        confidence: 1,
        bytes: 225590,
        wells: 96,
        cycles: 100,
      },
      ...{ plates: ['proc140916'], signals: ['EYFP', 'ECFP', 'mRFP1', 'OD'], problems: [] },
    });
    expect(view?.sparkline).toHaveLength(60);
    expect(
      report.project.plates.map(({ plate, rows, columns, wells }) => [plate, rows, columns, wells.length]),
    ).toEqual([
      ['proc140916', 8, 12, 96],
      ['proc141006', 8, 12, 96],
    ]);
    const wells = report.project.plates.flatMap((plate) => plate.wells);
    expect(wells.every(({ device }) => device !== null)).toBe(true);
    expect(new Set(wells.map((well) => `${well.id.split('/')[0]} ${well.row} ${well.column}`)).size).toBe(
      192,
    );
    const told = desk.events.flatMap((event) => (event.kind === 'import' ? [[event.done, event.total]] : []));
    expect(told).toEqual([0, 1, 2, 3].map((done) => [done, 4]));
    const { signals } = await desk.ask('plate.readings', { plate: 'proc140916' });
    for (const { times_h, values } of signals) expect(values.length).toBe(96 * times_h.length);
  });

  test('a name that is there: the same content is not doubled, other content is refused', async () => {
    await desk.ask('files.import', { files: exampleFiles(quick) });
    const [file] = exampleFiles(quick);
    const other = { name: quick, bytes: exampleFiles(plate1)[0]?.bytes ?? new Uint8Array() };
    const renamed = { name: quick.replace('.csv', '.txt'), bytes: other.bytes };
    for (const [given, code] of [
      [file, 'file.alreadyImported'],
      [other, 'file.exists'],
      [renamed, 'file.plateTaken'],
    ] as const) {
      const report = await desk.ask('files.import', { files: given === undefined ? [] : [given] });
      expect(report).toMatchObject({ kept: [], refused: [{ problems: [{ code }] }] });
      expect(report.project.files).toHaveLength(1);
    }
  });

  test('go and come back by undo and redo, which have names', async () => {
    await desk.ask('files.import', { files: exampleFiles(quick) });
    const removed = await desk.ask('files.remove', { files: [quick] });
    expect([removed.files, removed.plates]).toEqual([[], []]);
    expect(removed.undo).toContain(quick);
    const back = await desk.ask('project.undo', {});
    expect([back.files.length, back.plates.length, back.redo]).toEqual([1, 1, removed.undo]);
    expect((await desk.ask('project.redo', {})).files).toEqual([]);
    await desk.ask('project.undo', {});
    await desk.ask('project.undo', {});
    expect(await desk.reply('project.undo', {})).toMatchObject({
      problems: [{ code: 'history.nothingToUndo' }],
    });
    const { entries } = await desk.ask('project.log', {});
    expect(entries.map(({ who }) => who)).toEqual(entries.map(() => 'Ada'));
    expect(entries.length).toBeGreaterThanOrEqual(3);
  });

  test('are there after a new start without being read again', async () => {
    const { project } = await desk.ask('files.import', { files: exampleFiles(quick) });
    await desk.service.close();
    const next = desk.again();
    const opened = await next.ask('project.open', { path: project.path, stopFits: false });
    expect(opened.plates).toEqual(project.plates);
    expect(opened.files).toEqual(project.files);
    expect(next.events.some((event) => event.kind === 'import')).toBe(false);
    await next.service.close();
  });
});
