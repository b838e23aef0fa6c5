import type { FitSettings } from '../plan/fit-settings.ts';
import { iwae } from './iwae/iwae.ts';
import type { Objective } from './objective.ts';

/** Every objective, by the name that settings have. */
export const objectives = { iwae } as const satisfies Readonly<Record<FitSettings['objective'], Objective>>;
