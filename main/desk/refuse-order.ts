import type { Problem } from '../../shared/base/problem.ts';
import { referenceExperiment } from '../../shared/experiment/reference.ts';
import { parseSpecModel } from '../../shared/inference/spec/model-settings.ts';
import type { ProjectOrder } from '../fits/project-order.ts';
import { refuseSettings } from '../fits/project-spec.ts';
import { readOrder } from '../jobs/read-order.ts';
import type { ProjectStore } from '../store/project-store.ts';
import { openPlateShelf } from './plate-shelf.ts';

/**
 * Why a fit of an order in a project could not begin, so that none is kept that cannot: what its job would say. Empty: it can, or
 * only its job can tell.
 */
export function refuseOrder(store: ProjectStore, { order }: ProjectOrder): readonly Problem[] {
  const spec = readOrder(order);
  if (!spec.ok || order.model === null) return [];
  const model = parseSpecModel(spec.value, order.model.text, order.model.file);
  if (!model.ok) return [];
  const { data } = spec.value;
  const sources = openPlateShelf(store).sources(data.files);
  // Readings that are lost are read again from their file by the job.
  if (sources.size < new Set(data.files).size) return [];
  const experiment = referenceExperiment(data, sources);
  if (!experiment.ok) return experiment.problems.filter(({ severity }) => severity === 'error');
  return refuseSettings({ spec: spec.value, model: model.value }, experiment.value, order.settings);
}
