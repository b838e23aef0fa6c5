import { fitStatus, isPredicting } from '../../shared/fit/life.ts';
import { formatCount, formatPercent } from '../charts/format.ts';
import type { AppState } from '../state/app.svelte.ts';
import { numbersName } from '../state/fit-life.ts';
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
  if (step.id === 'fit') {
    const fit = app.fits.underWay;
    if (fit !== null)
      return {
        text:
          fit.status === fitStatus.queued
            ? 'queued'
            : isPredicting(fit)
              ? 'predicting'
              : formatPercent(fit.epoch / fit.epochs),
        tone: 'accent',
        why: `${fit.fit}: ${fit.activity || fit.status}`,
      };
    const problems = projectNotes(app.project).spec.length;
    if (problems > 0) return { text: `${problems} !`, tone: 'warn', why: 'The spec has problems' };
    if (app.fits.list.some((one) => one.status === fitStatus.done)) return { text: 'done', tone: 'good' };
    if (app.fits.list.length > 0) return { text: 'not done', tone: 'plain' };
    return app.project.spec === null
      ? {
          text: 'no spec',
          tone: 'plain',
          why: 'Choose a spec first: it says which model is fitted to which wells.',
        }
      : { text: 'ready', tone: 'plain' };
  }
  const shown = app.fits.find(app.fits.shown);
  return shown === null || shown.predictions === null
    ? { text: 'no fit', tone: 'plain', why: 'Compare needs predictions of a fit. Start one in step 5.' }
    : { text: shown.fit, tone: 'plain', why: numbersName(shown.predictions, shown) };
}
