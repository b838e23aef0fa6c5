import type { Problem } from '../base/problem.ts';
import type { FitOrderSettings } from './settings.ts';

/** Draws of a chain, or of a quarter of an approximation's, below which nothing is said of it. */
export const leastDraws = 20;

/** Whether chains have draws left after they have warmed up; known of the settings alone, before anything is made. */
export function warmupProblems({
  posterior,
  epochs,
  warmup,
}: Pick<FitOrderSettings, 'posterior' | 'epochs' | 'warmup'>): readonly Problem[] {
  if (posterior !== 'nuts' || epochs - warmup >= leastDraws) return [];
  return [
    {
      code: 'posterior.epochs',
      severity: 'error',
      message: `of ${epochs} epochs ${warmup} are for warming up, which leaves ${Math.max(0, epochs - warmup)} draws a chain`,
      place: { where: '--epochs' },
      remedy: `Ask for ${warmup + leastDraws} epochs or more (--epochs), better ${warmup + 1000}, or for less warming up (--warmup).`,
      inWindow: `Ask for ${warmup + leastDraws} transitions or more, better ${warmup + 1000}.`,
    },
  ];
}
