import type { FitSettings } from '../plan/fit-settings.ts';
import { dreg } from './dreg/dreg.ts';
import type { Estimator } from './estimator.ts';
import { plain } from './plain/plain.ts';
import { stl } from './stl/stl.ts';

/** Every estimator, by the name that settings have. */
export const estimators = { plain, stl, dreg } as const satisfies Readonly<
  Record<FitSettings['estimator'], Estimator>
>;
