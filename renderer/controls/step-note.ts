import { formatCount, formatPercent } from '../charts/format.ts';
import type { AppState } from '../state/app.svelte.ts';
import { hasPredictions } from '../state/fits.svelte.ts';
import { projectNotes } from '../state/project-notes.ts';
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
  if (app.project === null) return { text: '', tone: 'plain' };
  if (step.id === 'import') {
    if (app.imports.progress !== null) return { text: 'reading', tone: 'accent' };
    const problems =
      app.project.files.reduce((sum, file) => sum + file.problems.length, 0) +
      projectNotes(app.project).files.length;
    if (problems > 0)
      return {
        text: `${problems} !`,
        tone: 'warn',
        why: `${formatCount(problems, 'problem')} with the files`,
      };
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
    const problems = projectNotes(app.project).spec.length;
    if (problems > 0) return { text: `${problems} !`, tone: 'warn', why: 'The spec has problems' };
    if (finished > 0) return { text: 'done', tone: 'good' };
    return app.project.spec === null
      ? {
          text: 'no spec',
          tone: 'plain',
          why: 'Choose a spec first: it says which model is fitted to which wells.',
        }
      : { text: 'ready', tone: 'plain' };
  }
  return finished > 0
    ? { text: app.fits.shown ?? '', tone: 'plain' }
    : { text: 'no fit', tone: 'plain', why: 'Compare needs a finished fit. Start one in step 5.' };
}
