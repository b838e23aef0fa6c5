import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { projectCorrections, setCorrections } from '../../../../main/store/corrections.ts';
import { createProject } from '../../../../main/store/create-project.ts';
import { fitPlanSchema } from '../../../../main/store/fit-schemas.ts';
import { openProject } from '../../../../main/store/open-project.ts';
import { type Corrections, noCorrections } from '../../../../shared/experiment/correction/corrections.ts';
import { settingDefaults } from '../../../../shared/fit/settings.ts';

const folder = mkdtempSync(join(tmpdir(), 'wellspring-corrections-'));
afterAll(() => rmSync(folder, { recursive: true }));

const options = { who: 'test', now: () => new Date() };
const corrections: Corrections = {
  steps: [
    { kind: 'censor', signal: 'GFP', limit: 260000, plate: 'p', on: true, flag: 'saturation-1' },
    { kind: 'excludeWells', wells: ['A1'], reason: 'a bubble', plate: null, on: false, flag: null },
  ],
  decisions: [{ flag: 'saturation-1', decision: 'accepted', reason: '3 wells saturate' }],
};

describe('corrections of a project', () => {
  const path = join(folder, 'p.wellspring');
  const made = createProject(path, { ...options, title: 'p' });
  if (!made.ok) throw new Error(JSON.stringify(made.problems));
  const store = made.value;
  const read = (): Corrections | string => {
    const kept = projectCorrections(store);
    return kept.ok ? kept.value : (kept.problems[0]?.message ?? '');
  };

  it('are none at first, then what was kept, with the line of the log; undone and redone', () => {
    expect(read()).toEqual(noCorrections);
    const kept = setCorrections(store, corrections, 'Accept saturation-1');
    expect(kept.ok && kept.value?.what).toBe('Accept saturation-1');
    expect(read()).toEqual(corrections);
    store.undo();
    expect(read()).toEqual(noCorrections);
    store.redo();
    expect(read()).toEqual(corrections);
    const again = setCorrections(store, corrections, 'Accept saturation-1');
    expect(again.ok && again.value).toBeNull();
  });

  it('that this version cannot read are a problem with a way out, and stay', () => {
    store.setSetting('corrections', { steps: [{ kind: 'polish', signal: 'GFP' }] }, 'From a newer version');
    expect(read()).toMatch(/cannot be read: .*polish/);
    store.undo();
    expect(read()).toEqual(corrections);
  });

  it('are there when it is opened again', () => {
    store.close();
    const opened = openProject(path, options);
    if (!opened.ok) throw new Error(opened.problems[0]?.message);
    const kept = projectCorrections(opened.value);
    opened.value.close();
    expect(kept.ok && kept.value).toEqual(corrections);
  });
});

describe('corrections of an order', () => {
  const plan = {
    order: {
      ...{ spec: { file: 's.yaml', text: '' }, model: null, data: '', overrides: [], layouts: [] },
      ...{ settings: settingDefaults, corrections: corrections.steps },
    },
    ...{ data: [], versions: {}, startedFrom: null },
  };

  it('are stored with it; one from before there were any has none', () => {
    expect(fitPlanSchema.parse(plan)).toEqual(plan);
    const { corrections: _, ...older } = plan.order;
    expect(fitPlanSchema.parse({ ...plan, order: older }).order.corrections).toEqual([]);
    expect(
      fitPlanSchema.safeParse({ ...plan, order: { ...plan.order, corrections: [{ kind: 'x' }] } }).success,
    ).toBe(false);
  });
});
