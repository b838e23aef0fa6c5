import type { Setting } from '../../model/model.ts';
import type { FitSpec } from './fit-spec.ts';

/** What a spec's settings say to its model's text (`parseModel`), in the model's words. */
export function modelSettingsOf(spec: FitSpec): ReadonlyMap<string, Setting> {
  const { use_laplace: laplace, ...settings } = Object.fromEntries(spec.modelSettings);
  return new Map<string, Setting>([
    ...Object.entries(settings),
    ...(laplace === 1 ? [['residuals', 'laplace'] as const] : []),
  ]);
}
