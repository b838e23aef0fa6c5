import type { FitSettings } from '../plan/fit-settings.ts';
import type { Estimator } from './estimator.ts';
import { plain } from './plain/plain.ts';

/** Every estimator, by the name that settings have. */
export const estimators = { plain } as const satisfies Readonly<Record<FitSettings['estimator'], Estimator>>;
