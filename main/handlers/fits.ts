import { z } from 'zod';
import { failure, type Outcome, success } from '../../shared/base/problem.ts';
import type { Channel } from '../../shared/channels.ts';
import type { FitRequest } from '../../shared/fit/request.ts';

import { type FormKey, fitSettings, formKeys } from '../../shared/fit/settings.ts';
import { refuseOrder } from '../desk/check-spec.ts';
import type { OpenProject } from '../desk/open-project.ts';
import { chosenSpecOf, orderInProject, type ProjectOrder } from '../fits/project-order.ts';
import { settingsForSpec } from '../fits/spec-settings.ts';
import type { HandlersOf } from './handler.ts';
import { changing } from './project.ts';
import { fitName, oneOf, wholeNumber } from './shapes.ts';

type FitChannel = Extract<Channel, `fit.${string}`>;

const named = z.strictObject({ fit: fitName });

/** Of the form's numbers, each with the bounds of the table. */
const numbers = Object.fromEntries(
  formKeys.map((key) => [key, wholeNumber(fitSettings[key].least, fitSettings[key].most)]),
) as Readonly<Record<FormKey, ReturnType<typeof wholeNumber>>>;

const { objective, posterior, selection, estimator } = fitSettings;

const fitRequest = z
  .strictObject({
    ...numbers,
    objective: oneOf(objective.choices),
    posterior: oneOf(posterior.choices),
    selection: oneOf(selection.choices),
    estimator: oneOf(estimator.choices),
  })
  .refine(({ fold, folds }) => fold <= folds, {
    path: ['fold'],
    error: 'there are fewer folds than that; give 1 to the number of folds',
  });

export const fitHandlers: HandlersOf<FitChannel> = {
  'fit.start': {
    schema: fitRequest,
    answer: (request, { desk, program }) =>
      starting(desk.project(), (project) => {
        const ordered = orderOf(project, request, program.models);
        if (!ordered.ok) return ordered;
        const refused = refuseOrder(project.store, ordered.value, project.shelf);
        return refused.length > 0 ? failure(refused) : project.fits.start(ordered.value);
      }),
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
      return project.ok ? project.value.fits.resume(fit) : project;
    },
  },
  'fit.continue': {
    schema: z.strictObject({ fit: fitName, epochs: numbers.epochs }),
    answer: ({ fit, epochs }, { desk }) =>
      starting(desk.project(), (project) => project.fits.continueFrom(fit, epochs)),
  },
  'fit.predict': {
    schema: named,
    answer: ({ fit }, { desk }) => {
      const project = desk.project();
      return project.ok ? project.value.fits.predict(fit) : project;
    },
  },
  'fit.remove': {
    schema: named,
    answer: ({ fit }, { desk }) => changing(desk.project(), (project) => project.fits.remove(fit)),
  },
  'fit.show': {
    schema: named,
    answer: ({ fit }, { desk }) => {
      const project = desk.project();
      return project.ok ? project.value.fits.show(fit) : project;
    },
  },
};

/** A fit that is new to the project, then told to every window. */
function starting(
  project: Outcome<OpenProject>,
  start: (project: OpenProject) => Outcome<string>,
): Outcome<{ readonly fit: string }> {
  if (!project.ok) return project;
  const started = start(project.value);
  project.value.changed();
  return started.ok ? success({ fit: started.value }, started.problems) : started;
}

/** The chosen spec and the project's files, frozen into an order. */
function orderOf({ store }: OpenProject, request: FitRequest, models: string): Outcome<ProjectOrder> {
  const chosen = chosenSpecOf(store);
  if (!chosen.ok) return chosen;
  const spec = { file: chosen.value.name, text: chosen.value.text };
  const settings = settingsForSpec({ spec, overrides: [] }, (otherwise) => ({ ...otherwise, ...request }));
  return orderInProject(store, chosen.value, { overrides: [], settings }, models);
}
