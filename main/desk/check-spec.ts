import type { Problem } from '../../shared/base/problem.ts';
import type { FitOrderSettings } from '../../shared/fit/settings.ts';
import { parseSpecModel } from '../../shared/inference/spec/model-settings.ts';
import { decidedFor } from '../fits/order-plates.ts';
import type { ProjectOrder } from '../fits/project-order.ts';
import { checkProjectSpec, type ProjectSpec } from '../fits/project-spec.ts';
import { readOrder } from '../jobs/read-order.ts';
import type { ProjectStore } from '../store/project-store.ts';
import { openPlateShelf, type PlateShelf } from './plate-shelf.ts';

/**
 * What a fit of a spec on a project's files would stumble over before its first step: what its job would say, known before there
 * is one. `settings` left out: but for its settings.
 */
export function checkSpec(
  store: ProjectStore,
  shelf: PlateShelf,
  spec: ProjectSpec,
  settings?: FitOrderSettings,
): readonly Problem[] {
  const { files } = spec.spec.data;
  const sources = shelf.sources(files);
  const lost = new Set(shelf.lost());
  const there = store.files().flatMap((stored) => (lost.has(stored) ? [] : [stored.file]));
  const decided = decidedFor(store, files);
  if (!decided.ok) return decided.problems;
  return checkProjectSpec(spec, { sources, present: there, ...decided.value }, settings);
}

/**
 * Why a fit of an order could not begin, so that none is kept that cannot; empty: it can, or only its job can tell. `shelf` left
 * out: the project's plates are looked up for this alone.
 */
export function refuseOrder(
  store: ProjectStore,
  { order }: ProjectOrder,
  shelf: PlateShelf = openPlateShelf(store),
): readonly Problem[] {
  const spec = readOrder(order);
  if (!spec.ok || order.model === null) return [];
  const model = parseSpecModel(spec.value, order.model.text, order.model.file);
  // Readings that are lost are read again from their files by the job.
  if (!model.ok || shelf.lost().length > 0) return [];
  const found = checkSpec(store, shelf, { spec: spec.value, model: model.value }, order.settings);
  return found.filter(({ severity }) => severity === 'error');
}
