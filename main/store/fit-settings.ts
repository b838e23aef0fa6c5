import { z } from 'zod';
import type { FitOrderSettings } from '../../shared/channels.ts';

const number = z.number();
const stored = z.object({
  folds: number,
  fold: number,
  foldSeed: number,
  heldOut: z.string().nullable(),
  seed: number,
  epochs: number,
  batch: number.nullable(),
  draws: number,
  evaluationDraws: number,
  evaluateEvery: number,
  backend: z.string(),
  threads: number.nullable(),
  relaxedMadd: z.boolean().exactOptional(),
});

/**
 * Settings of a fit as they are stored, in a project as in fit.json. Before there was `relaxedMadd` every fit had one
 * thread, whatever its user wanted, so a number of threads from then is nobody's choice.
 */
export const fitSettingsSchema: z.ZodType<FitOrderSettings> = stored.transform(
  ({ relaxedMadd, threads, ...settings }) =>
    relaxedMadd === undefined
      ? { ...settings, threads: null, relaxedMadd: false }
      : { ...settings, threads, relaxedMadd },
);
