import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { layOutProject } from '../../../../main/desk/lay-out-project.ts';
import { openPlateShelf } from '../../../../main/desk/plate-shelf.ts';
import { plateView } from '../../../../main/desk/plate-view.ts';
import { decidedFor } from '../../../../main/fits/order-plates.ts';
import { plateFileBytes } from '../../../../main/jobs/plate-codec.ts';
import { projectLayouts } from '../../../../main/store/layouts.ts';
import type { ProjectStore } from '../../../../main/store/project-store.ts';
import type { NewFile } from '../../../../main/store/stored-file.ts';
import type { Layout } from '../../../../shared/plate/layout/layout.ts';
import { plateOutlines } from '../../../../shared/plate/plate-outline.ts';
import { readPlateText } from '../../../../shared/plate/read-plate-file.ts';
import { created, newFile, taken, temporaryFolder } from '../../../helpers/project-file.ts';

const text = [
  'Content,Colony,Well Col,Well Row,Content,OD,OD',
  ',,,,,0,1',
  'old,,1,A,C6=1,1,2',
  'old,,2,A,C6=1,1,3',
].join('\n');

function plateOf(name: string): NewFile {
  const bytes = Buffer.from(text);
  const plateFile = taken(readPlateText({ file: name, bytes }));
  const file = newFile(name, bytes);
  const outline = plateOutlines(name, plateFile.runs);
  const plates = outline.map(({ plate }) => plate);
  return { ...file, parsed: plateFileBytes(plateFile), summary: { ...file.summary, plates, outline } };
}

const layout = (device: string, plate: string | null = null): Layout => ({
  plate,
  wells: [
    { well: 'A1', device, treatments: [{ name: 'C6', value: 5, unit: 'nM', time_s: 0 }] },
    { well: 'A2', role: 'blank' },
  ],
});

describe('a laid out project', () => {
  const { folder, remove } = temporaryFolder();
  let store: ProjectStore;
  beforeAll(() => {
    store = created(join(folder, 'p.wellspring'));
    taken(store.addFiles([plateOf('p1.csv'), plateOf('p2.csv')]));
  });
  afterAll(() => {
    store.close();
    remove();
  });
  const devices = () =>
    openPlateShelf(store)
      .plates()
      .map(({ wells }) => wells.map(({ device }) => device));

  it('shows what is in its wells, to views and to fits, until that is undone', () => {
    const shelf = openPlateShelf(store);
    const [before] = shelf.plates();
    taken(layOutProject(store, { layouts: [layout('new')], files: ['p1.csv'], from: ['day/l.csv'] }));
    expect(store.undoTitle()).toBe('Lay out p1 by l.csv');
    const [first, second] = shelf.plates();
    expect(first).not.toBe(before);
    expect(shelf.plates()[0]).toBe(first);
    expect(second?.wells[0]?.device).toBe('old');
    expect(first && plateView(first, ['new', 'old']).wells[0]).toMatchObject({
      ...{ device: 0, deviceName: 'new', treatment: 'C6=5 nM' },
    });
    const fitted = taken(decidedFor(store, ['p1.csv', 'p2.csv']));
    expect(fitted.layouts).toEqual([layout('new', 'p1')]);
    expect(shelf.sources(['p1.csv']).get('p1.csv')?.plateFile.runs[0]?.wells[0]?.device).toBe('old');
    taken(store.undo());
    expect(shelf.plates()[0]).toBe(before);
    expect(taken(decidedFor(store, ['p1.csv'])).layouts).toEqual([]);
    taken(store.redo());
    expect(shelf.plates()[0]?.wells[0]?.device).toBe('new');
  });

  it('takes a layout for all, or for the plate that it names, whatever files are given with it', () => {
    taken(layOutProject(store, { layouts: [layout('all')], files: [], from: ['l.csv'] }));
    expect(devices()).toEqual([
      ['all', 'old'],
      ['all', 'old'],
    ]);
    taken(layOutProject(store, { layouts: [layout('two', 'p2')], files: ['p1.csv'], from: ['l.csv'] }));
    expect(devices()[1]).toEqual(['two', 'old']);
    const before = projectLayouts(store);
    const refused = layOutProject(store, { layouts: [layout('x', 'p3')], files: [], from: ['l.csv'] });
    expect(refused.problems.map(({ code }) => code)).toEqual(['layout.noPlate']);
    expect(projectLayouts(store)).toBe(before);
  });
});
