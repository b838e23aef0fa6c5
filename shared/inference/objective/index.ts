import type { FitSettings } from '../plan/fit-settings.ts';
import { iwae } from './iwae/iwae.ts';
import type { Objective } from './objective.ts';

/** Objectives that are raised well by well; the hierarchical one weighs all wells together (`posterior/population/`). */
export const objectives = { iwae } as const satisfies Readonly<
  Record<Exclude<FitSettings['objective'], 'hierarchical'>, Objective>
>;
