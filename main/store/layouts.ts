import type { Layout } from '../../shared/plate/layout/layout.ts';
import { isSameData } from '../../shared/plate/layout/same-data.ts';
import type { Change } from './change-schema.ts';
import { DamagedDocument } from './document.ts';
import { layoutSchema } from './layout-schema.ts';
import type { ProjectStore } from './project-store.ts';

/**
 * Layouts of a project: a setting for each plate, so that one is changed, undone and logged without the others. They are
 * told apart by the name that experiments give the plate.
 */
const prefix = 'layout of ';

function settingOf(plate: string): string {
  return `${prefix}${plate}`;
}

/** Of settings as they are now: a map of settings is never changed, another one takes its place. */
const known = new WeakMap<ReadonlyMap<string, unknown>, ReadonlyMap<string, Layout>>();

/** What is in the wells, by plate; of the others their files say it. The same objects as long as no setting is changed. */
export function projectLayouts(store: Pick<ProjectStore, 'settings'>): ReadonlyMap<string, Layout> {
  const settings = store.settings();
  const layouts = known.get(settings) ?? layoutsIn(settings);
  known.set(settings, layouts);
  return layouts;
}

function layoutsIn(settings: ReadonlyMap<string, unknown>): ReadonlyMap<string, Layout> {
  const layouts = new Map<string, Layout>();
  for (const [key, value] of settings) {
    if (!key.startsWith(prefix)) continue;
    const plate = key.slice(prefix.length);
    const layout = layoutSchema.safeParse(value);
    if (!layout.success)
      throw new DamagedDocument(`the layout of ${plate}: ${layout.error.issues[0]?.message}`);
    layouts.set(plate, { ...layout.data, plate });
  }
  return layouts;
}

/** Changes that give plates these layouts, each under its plate's name; those that a plate has already change nothing. */
export function layoutChanges(
  layouts: readonly Layout[],
  there: ReadonlyMap<string, Layout>,
): readonly Change[] {
  return layouts.flatMap(({ plate, ...rest }): Change[] => {
    if (plate === null) return [];
    const layout = { plate, ...rest };
    if (isSameData(layout, there.get(plate))) return [];
    return [{ kind: 'setting', key: settingOf(plate), value: { set: layout } }];
  });
}

/** The change by which a plate has no layout any more. */
export function layoutRemoval(plate: string): Change {
  return { kind: 'setting', key: settingOf(plate), value: null };
}
