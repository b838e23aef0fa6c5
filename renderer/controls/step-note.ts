import { formatPercent } from '../charts/format.ts';
import type { AppState } from '../state/app.svelte.ts';
import { hasPredictions } from '../state/fits.svelte.ts';
import type { StepInfo } from '../state/steps.ts';

/** What the rail says beside a step. */
export interface StepNote {
  readonly text: string;
  readonly tone: 'plain' | 'good' | 'warn' | 'accent';
  /** Why it cannot hold anything yet. */
  readonly why?: string;
}

export function stepNote(app: AppState, step: StepInfo): StepNote {
  if (step.later !== null) return { text: 'later', tone: 'plain' };
  if (app.project.kind !== 'ready') return { text: '', tone: 'plain' };
  if (step.id === 'import') {
    const problems = app.project.value.problems.length;
    if (problems > 0)
      return { text: `${problems} !`, tone: 'warn', why: `${problems} problems with the files` };
    return app.plates.length > 0 ? { text: 'done', tone: 'good' } : { text: 'empty', tone: 'plain' };
  }
  const finished = app.fits.list.filter(hasPredictions).length;
  if (step.id === 'fit') {
    const fit = app.fits.underWay;
    if (fit !== null)
      return {
        text: fit.status === 'queued' ? 'queued' : formatPercent(fit.epoch / fit.epochs),
        tone: 'accent',
      };
    return finished > 0 ? { text: 'done', tone: 'good' } : { text: '', tone: 'plain' };
  }
  return finished > 0
    ? { text: app.fits.shown ?? '', tone: 'plain' }
    : { text: 'no fit', tone: 'plain', why: 'Compare needs a finished fit. Start one in step 5.' };
}
