import { z } from 'zod';
import { failure, type Outcome, success } from '../../shared/base/problem.ts';
import type { Channel, FitRequest } from '../../shared/channels.ts';
import { settingsOf } from './fit-summary.ts';
import type { HandlersOf } from './handler.ts';
import type { OpenProject } from './open-project.ts';
import { orderInProject, type ProjectOrder } from './project-order.ts';
import { fitName, wholeNumber } from './shapes.ts';

type FitChannel = Extract<Channel, `fit.${string}`>;

/** Largest values that a window may ask for; beyond them is the command line's work. */
const epochs = wholeNumber(1, 100_000);
const named = z.strictObject({ fit: fitName });

const fitRequest = z
  .strictObject({
    epochs,
    draws: wholeNumber(1, 10_000),
    evaluationDraws: wholeNumber(1, 100_000),
    evaluateEvery: wholeNumber(1, 100_000),
    folds: wholeNumber(2, 1000),
    fold: wholeNumber(1, 1000),
    seed: wholeNumber(0, Number.MAX_SAFE_INTEGER),
  })
  .refine(({ fold, folds }) => fold <= folds, {
    path: ['fold'],
    error: 'there are fewer folds than that; give 1 to the number of folds',
  });

export const fitHandlers: HandlersOf<FitChannel> = {
  'fit.start': {
    schema: fitRequest,
    answer: (request, { desk, program }) => {
      const project = desk.project();
      if (!project.ok) return project;
      const ordered = orderOf(project.value, request, program.models);
      if (!ordered.ok) return ordered;
      const started = project.value.fits.start(ordered.value);
      if (!started.ok) return started;
      project.value.changed();
      return success({ fit: started.value });
    },
  },
  'fit.stop': {
    schema: named,
    answer: ({ fit }, { desk }) => {
      const project = desk.project();
      return project.ok ? project.value.fits.stop(fit) : project;
    },
  },
  'fit.resume': {
    schema: named,
    answer: ({ fit }, { desk }) => {
      const project = desk.project();
      return project.ok ? project.value.fits.resume(fit, null) : project;
    },
  },
  'fit.continue': {
    schema: z.strictObject({ fit: fitName, epochs }),
    answer: ({ fit }, { desk }) => {
      const project = desk.project();
      return project.ok ? notYet(fit) : project;
    },
  },
  'fit.predict': {
    schema: named,
    answer: ({ fit }, { desk }) => {
      const project = desk.project();
      return project.ok ? notYet(fit) : project;
    },
  },
  'fit.remove': {
    schema: named,
    answer: async ({ fit }, { desk }) => {
      const project = desk.project();
      if (!project.ok) return project;
      const removed = project.value.store.removeFit(fit);
      if (!removed.ok) return removed;
      await project.value.fits.abandon(fit);
      const now = desk.project();
      return now.ok ? success(now.value.changed()) : now;
    },
  },
  'fit.show': {
    schema: named,
    answer: ({ fit }, { desk }) => {
      const project = desk.project();
      return project.ok ? project.value.fits.show(fit) : project;
    },
  },
};

function notYet(fit: string): Outcome<never> {
  const message = `this cannot be asked of ${fit} yet`;
  return failure([{ code: 'fit.notYet', severity: 'error', message, remedy: 'Start a new fit.' }]);
}

/** The chosen spec and the project's files, frozen into an order. */
function orderOf(project: OpenProject, request: FitRequest, models: string): Outcome<ProjectOrder> {
  const chosen = project.store.spec();
  if (chosen === null) {
    const message = 'no spec is chosen, so there is nothing to fit';
    const remedy = 'Choose a spec first.';
    return failure([{ code: 'fit.noSpec', severity: 'error', message, remedy }]);
  }
  const order = {
    spec: { file: chosen.name, text: chosen.text },
    data: '',
    overrides: [],
    settings: settingsOf(request),
  };
  return orderInProject(order, chosen.model, project.store, models);
}
