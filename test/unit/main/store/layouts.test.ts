import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createProject } from '../../../../main/store/create-project.ts';
import { parseManifest } from '../../../../main/store/fit-manifest.ts';
import { fitPlanSchema } from '../../../../main/store/fit-schemas.ts';
import { layoutChanges, projectLayouts } from '../../../../main/store/layouts.ts';
import { openProject } from '../../../../main/store/open-project.ts';
import { settingDefaults } from '../../../../shared/fit/settings.ts';
import type { Layout } from '../../../../shared/plate/layout/layout.ts';

const folder = mkdtempSync(join(tmpdir(), 'wellspring-layouts-'));
afterAll(() => rmSync(folder, { recursive: true }));

const options = { who: 'test', now: () => new Date() };
const of = (plate: string, device: string): Layout => ({ plate, wells: [{ well: 'A1', device }] });

describe('layouts of a project', () => {
  const path = join(folder, 'p.wellspring');
  const made = createProject(path, { ...options, title: 'p' });
  if (!made.ok) throw new Error(JSON.stringify(made.problems));
  const store = made.value;
  afterAll(() => store.close());
  const keep = (...layouts: Layout[]) =>
    store.change('Lay out', layoutChanges(layouts, projectLayouts(store)));

  it('are kept by plate, replaced, undone and redone as one command each', () => {
    keep(of('p1', 'a'), of('p2', 'b'));
    expect([...projectLayouts(store).keys()]).toEqual(['p1', 'p2']);
    keep(of('p1', 'c'));
    expect(projectLayouts(store).get('p1')?.wells[0]?.device).toBe('c');
    expect(store.undo().ok).toBe(true);
    expect(projectLayouts(store).get('p1')?.wells[0]?.device).toBe('a');
    expect(store.undo().ok).toBe(true);
    expect(projectLayouts(store).size).toBe(0);
    store.redo();
    store.redo();
    expect(projectLayouts(store).get('p1')?.wells[0]?.device).toBe('c');
    expect(projectLayouts(store).get('p2')?.wells[0]?.device).toBe('b');
  });

  it('change nothing where a plate has them already, and are the same objects until one changes', () => {
    const before = projectLayouts(store);
    const changed = keep(of('p2', 'b'));
    expect(changed.ok && changed.value).toBeNull();
    expect(projectLayouts(store)).toBe(before);
    keep(of('p3', 'd'));
    expect(projectLayouts(store)).not.toBe(before);
    store.undo();
  });

  it('are there when the project is opened again', () => {
    store.close();
    const again = openProject(path, options);
    if (!again.ok) throw new Error(JSON.stringify(again.problems));
    expect([...projectLayouts(again.value)]).toEqual([
      ['p1', of('p1', 'c')],
      ['p2', of('p2', 'b')],
    ]);
    again.value.close();
  });
});

describe('an order from before there were layouts', () => {
  const order = {
    spec: { file: 's.yaml', text: '' },
    model: null,
    data: '',
    overrides: [],
    settings: settingDefaults,
  };

  it('has none, in a project as in fit.json', () => {
    const plan = fitPlanSchema.parse({ order, data: [], versions: {} });
    expect(plan.order.layouts).toEqual([]);
    const manifest = {
      ...{ format: 'wellspring-fit/1', status: 'interrupted', spec: order, seconds: 0 },
      ...{ individuals: { train: [], validation: [], heldOut: [] }, evaluations: [], validation: {} },
      ...{ model: 'm', objective: 'iwae', seed: 0, backend: 'wasm', threads: 1, relaxedMadd: false },
      ...{
        versions: { wellspring: '0', node: '0', v8: '0' },
        data: [],
        best: null,
        last: null,
        problems: [],
      },
    };
    expect(parseManifest(JSON.stringify(manifest))?.spec.layouts).toEqual([]);
    const laid = { ...manifest, spec: { ...order, layouts: [of('p1', 'a')] } };
    expect(parseManifest(JSON.stringify(laid))?.spec.layouts).toEqual([of('p1', 'a')]);
    const wrong = { ...manifest, spec: { ...order, layouts: [{ plate: 1 }] } };
    expect(parseManifest(JSON.stringify(wrong))).toBeNull();
  });
});
