import { settingsOfAnswer } from '../../shared/fit/joint.ts';
import type { FitOrder } from '../../shared/fit/order.ts';
import { type FitRequest, formDefaultsFor } from '../../shared/fit/request.ts';
import type { FitOrderSettings } from '../../shared/fit/settings.ts';
import type { FitSpec } from '../../shared/inference/spec/fit-spec.ts';
import { impliedSettings } from '../../shared/inference/spec/implied-settings.ts';
import { readOrder } from '../jobs/read-order.ts';

/**
 * Settings of a fit of a spec, whose format may stand for others than usual. What is wrong with the spec is told by whoever makes an
 * order of it.
 *
 * @param given see `impliedSettings`.
 */
export function settingsForSpec(
  order: Pick<FitOrder, 'spec' | 'overrides'>,
  given: (otherwise: FitOrderSettings) => FitOrderSettings,
): FitOrderSettings {
  const spec = readOrder(order);
  return impliedSettings(spec.ok ? spec.value : { format: 'reference' }, given);
}

/**
 * What the form begins with for a spec: the answer that its format stands for, and, for whoever has wells trained one by one all the
 * same, the choices that it stands for then.
 */
export function formDefaultsOfSpec(spec: Pick<FitSpec, 'format'>): FitRequest {
  const { objective, posterior } = impliedSettings(spec, (otherwise) => otherwise);
  const trained = impliedSettings(spec, (otherwise) => ({ ...otherwise, ...settingsOfAnswer('trained') }));
  return formDefaultsFor({ ...trained, objective, posterior });
}
