import { nearestName } from '../../shared/base/nearest-name.ts';
import { failure, type Outcome, type Problem } from '../../shared/base/problem.ts';
import { platesNamed } from '../../shared/plate/layout/apply-layout.ts';
import { calledOutline } from '../../shared/plate/plate-names.ts';
import { layoutRemoval, projectLayouts } from '../store/layouts.ts';
import type { ProjectStore } from '../store/project-store.ts';
import { openPlateShelf } from './plate-shelf.ts';

/** What leaves a project. */
export interface Removal {
  /** By the names that the project has for them. */
  readonly files: readonly string[];
  /** Of these plates, as experiments name them. */
  readonly layouts: readonly string[];
}

/**
 * Takes files, into the recycle bin, and layouts out of a project, all or none, as one command that can be undone. What the
 * readers' files say of wells without a layout counts again; fits keep what they were ordered with.
 */
export function removeFromProject(store: ProjectStore, removal: Removal): Outcome<unknown> {
  const [files, layouts] = [[...new Set(removal.files)], layoutsNamed(store, removal.layouts)];
  const known = [...projectLayouts(store).keys()];
  const unknown = layouts.filter((plate) => !known.includes(plate));
  if (unknown.length > 0) return failure(unknown.map((plate) => noLayout(plate, known, store)));
  const title = titleOf(files, layouts);
  const removals = layouts.map(layoutRemoval);
  return files.length > 0 ? store.removeFiles(files, removals, title) : store.change(title, removals);
}

/** By the names that experiments know, whichever of a plate's names was written. */
function layoutsNamed(store: ProjectStore, names: readonly string[]): readonly string[] {
  const there = projectLayouts(store);
  if (names.every((name) => there.has(name))) return [...new Set(names)];
  const plates = openPlateShelf(store)
    .plates()
    .map((plate) => ({ ...plate, called: calledOutline(plate) }));
  const named = names.flatMap((name) => {
    const meant = there.has(name) ? [] : platesNamed(name, plates).filter((plate) => there.has(plate));
    return meant.length === 1 ? meant : [name];
  });
  return [...new Set(named)];
}

/** `Remove a.csv and the layout of b`. */
function titleOf(files: readonly string[], layouts: readonly string[]): string {
  const [file = ''] = files;
  const [plate = ''] = layouts;
  const parts = [
    ...(files.length === 0 ? [] : [files.length === 1 ? file : `${files.length} files`]),
    ...(layouts.length === 0
      ? []
      : [layouts.length === 1 ? `the layout of ${plate}` : `${layouts.length} layouts`]),
  ];
  return `Remove ${parts.join(' and ')}`;
}

function noLayout(plate: string, known: readonly string[], store: ProjectStore): Problem {
  const near = nearestName(plate, known);
  const meant = near === null ? '' : `Did you mean “${near}”? `;
  const remedy =
    known.length === 0
      ? 'Nothing is to be done: no plate of the project has one.'
      : `${meant}Plates with a layout: ${known.slice(0, 12).join(', ')}${known.length > 12 ? ', …' : ''}.`;
  const message = `the project has no layout of a plate “${plate}”`;
  return { code: 'layout.none', severity: 'error', message, remedy, place: { file: store.info.path } };
}
