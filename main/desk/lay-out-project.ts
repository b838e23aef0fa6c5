import { basename } from 'node:path';
import { failure, hasError, type Outcome, type Problem, success } from '../../shared/base/problem.ts';
import { fewProblems } from '../../shared/plate/few-problems.ts';
import {
  isLayoutOf,
  listedPlates,
  type NamedWells,
  plateLayouts,
  platesNamed,
} from '../../shared/plate/layout/apply-layout.ts';
import type { Layout } from '../../shared/plate/layout/layout.ts';
import { isSameData } from '../../shared/plate/layout/same-data.ts';
import { calledOutline } from '../../shared/plate/plate-names.ts';
import { layoutChanges, projectLayouts } from '../store/layouts.ts';
import type { ProjectStore } from '../store/project-store.ts';
import { openPlateShelf } from './plate-shelf.ts';

export interface LayOutOptions {
  readonly layouts: readonly Layout[];
  /** Files whose plates a layout of all plates is of; empty: all of the project. Those that are not in it do not count. */
  readonly files: readonly string[];
  /** Names of the layouts' files, for the log and problems. */
  readonly from: readonly string[];
  /** The one plate that is laid out, by any of its names; null: all that the layouts mean. */
  readonly plate?: string | null;
}

export interface LaidOutProject {
  readonly layouts: readonly Layout[];
  /** Plates that had another layout before. */
  readonly replaced: readonly string[];
}

/**
 * Keeps layouts in a project, in the place of those before, as one command that can be undone. Plates are looked for in all
 * of the project, so that files of several days may come one after the other.
 */
export function layOutProject(
  store: ProjectStore,
  { layouts, files, from, plate = null }: LayOutOptions,
): Outcome<LaidOutProject> {
  const all = openPlateShelf(store)
    .plates()
    .map((each) => ({ ...each, called: calledOutline(each) }));
  const meant = files.length === 0 ? all : all.filter(({ file }) => files.includes(file));
  const names = from.map((file) => basename(file)).join(', ');
  const only = plate === null ? null : platesNamed(plate, all);
  if (plate !== null && only?.length === 0) return failure([noPlateOf(plate, all)]);
  const common = new Set(only ?? meant.map((each) => each.plate));
  const asked = only === null ? all : all.filter((each) => only.includes(each.plate));
  const ofThem = layouts.filter((each) => only === null || isLayoutOf(each, asked));
  const left = layouts.length - ofThem.length;
  const { laid, problems } = plateLayouts(asked, ofThem, names, common);
  const kept = laid.map(({ layout }) => layout);
  const told = fewProblems([
    ...problems,
    ...(plate === null || left === 0 ? [] : [leftOut(plate, left, kept.length, names)]),
  ]);
  if (hasError(told)) return failure(told);
  const before = projectLayouts(store);
  const changes = layoutChanges(kept, before);
  const replaced = kept.flatMap((layout) => {
    const there = before.get(layout.plate ?? '');
    return there === undefined || isSameData(there, layout) ? [] : [there.plate ?? ''];
  });
  const [first] = kept;
  const what = kept.length === 1 ? `${first?.plate}` : `${kept.length} plates`;
  const changed = store.change(`Lay out ${what} by ${names}`, changes);
  return changed.ok ? success({ layouts: kept, replaced }, told) : failure([...told, ...changed.problems]);
}

function noPlateOf(plate: string, all: readonly NamedWells[]): Problem {
  const message = `the project has no plate “${plate}” to lay out`;
  const remedy =
    all.length === 0
      ? 'Import its file first.'
      : `Its plates: ${listedPlates(all)}; without --plate the layout is of every plate that it means.`;
  return {
    ...{ code: 'layout.noPlate', severity: 'error', message, remedy },
    inWindow: `Its plates: ${listedPlates(all)}.`,
    place: { where: `plate ${plate}` },
  };
}

/** Layouts of other plates in the same files. */
function leftOut(plate: string, left: number, kept: number, file: string): Problem {
  const message = `${left === 1 ? 'the layout of another plate was' : `the layouts of ${left} other plates were`} left out`;
  const remedy =
    kept === 0
      ? `Nothing in it is of “${plate}”: name that plate in its column “plate”, or leave --plate away.`
      : 'Leave --plate away to keep them too.';
  const severity = kept === 0 ? 'error' : 'warning';
  const inWindow = `Nothing in it is of “${plate}”.`;
  return {
    ...{ code: 'layout.otherPlates', severity, message, remedy },
    inWindow: kept === 0 ? inWindow : 'Nothing is to be done.',
    place: { file },
  };
}
