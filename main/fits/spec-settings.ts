import type { FitOrder } from '../../shared/fit/order.ts';
import type { FitOrderSettings } from '../../shared/fit/settings.ts';
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
