import { z } from 'zod';
import { type Outcome, success } from '../../shared/base/problem.ts';
import type { ProjectView } from '../../shared/channels.ts';
import type { Done } from '../store/project-store.ts';
import type { ServiceContext } from './context.ts';
import { ensureExample } from './example.ts';
import type { HandlersOf } from './handler.ts';
import type { OpenProject } from './open-project.ts';
import { absolutePath, freePath, newProjectPath } from './project-path.ts';
import { nothing, path, title } from './shapes.ts';

type ProjectChannel =
  | 'project.create'
  | 'project.open'
  | 'project.openExample'
  | 'project.close'
  | 'project.rename'
  | 'project.backup'
  | 'project.undo'
  | 'project.redo'
  | 'project.log';

const stopFits = z.boolean();

export const projectHandlers: HandlersOf<ProjectChannel> = {
  'project.create': {
    schema: z.strictObject({ title, path: path.nullable(), stopFits }),
    answer: async ({ title, path }, { desk, home }) => {
      const place = path === null ? freePath(home, title) : newProjectPath(path);
      return place.ok ? desk.create(place.value, title) : place;
    },
  },
  'project.open': {
    schema: z.strictObject({ path, stopFits }),
    answer: async ({ path }, { desk }) => {
      const place = absolutePath(path);
      return place.ok ? desk.open(place.value) : place;
    },
  },
  'project.openExample': {
    schema: z.strictObject({ fresh: z.boolean(), stopFits }),
    answer: async (_, context) => {
      // Two windows may ask at once, and it is made once.
      const example = await context.desk.alone(() => ensureExample(context));
      return example.ok ? context.desk.open(example.value) : example;
    },
  },
  'project.close': {
    schema: z.strictObject({ stopFits }),
    answer: async (_, { desk }) => {
      await desk.close();
      return success({});
    },
  },
  'project.rename': {
    schema: z.strictObject({ title }),
    answer: ({ title }, { desk }) =>
      changing(desk.project(), ({ store }) => {
        const renamed = store.rename(title);
        desk.remember(store);
        return renamed;
      }),
  },
  'project.backup': {
    schema: z.strictObject({ path }),
    answer: async ({ path }, { desk }) => {
      const project = desk.project();
      if (!project.ok) return project;
      const place = newProjectPath(path);
      return place.ok ? project.value.store.backup(place.value) : place;
    },
  },
  'project.undo': {
    schema: nothing,
    answer: (_, context) => moving(context, (project) => project.store.undo()),
  },
  'project.redo': {
    schema: nothing,
    answer: (_, context) => moving(context, (project) => project.store.redo()),
  },
  'project.log': {
    schema: nothing,
    answer: (_, { desk }) => {
      const project = desk.project();
      return project.ok ? success({ entries: project.value.store.log() }) : project;
    },
  },
};

/** A change of the open project, then told to every window. */
export function changing(
  project: Outcome<OpenProject>,
  change: (project: OpenProject) => Outcome<unknown>,
): Outcome<ProjectView> {
  if (!project.ok) return project;
  const outcome = change(project.value);
  return outcome.ok ? success(project.value.changed(), outcome.problems) : outcome;
}

function then<A, B>(outcome: Outcome<A>, next: (value: A) => Outcome<B>): Outcome<B> {
  return outcome.ok ? next(outcome.value) : outcome;
}

/** Undo and redo: a fit that they take away is not computed any further. */
async function moving(
  { desk }: ServiceContext,
  move: (project: OpenProject) => Outcome<Done>,
): Promise<Outcome<ProjectView>> {
  const project = desk.project();
  if (!project.ok) return project;
  const { fits } = project.value;
  const done = move(project.value);
  if (!done.ok) return done;
  const gone = done.value.changes.flatMap((change) => (change.kind === 'fit.recycle' ? [change.number] : []));
  await Promise.all(gone.map((number) => fits.abandon(`fit-${number}`)));
  // Another window may have closed it while a job was ending.
  return then(desk.project(), (now) => success(now.changed()));
}
