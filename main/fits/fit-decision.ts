import type { FitOrderSettings } from '../../shared/fit/settings.ts';

/**
 * Settings to go on with. `auto` decides once for all epochs of a fit, so that they are one sequence of numbers: a later
 * version, or another machine, where it would choose otherwise, goes on with `decided`, the backend that the fit was
 * computed with so far; null where it was not begun.
 */
export function keepDecision(settings: FitOrderSettings, decided: string | null): FitOrderSettings {
  return settings.backend === 'auto' && decided !== null ? { ...settings, backend: decided } : settings;
}
