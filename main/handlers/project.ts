import { z } from 'zod';
import { failure, type Outcome, type Problem, success } from '../../shared/base/problem.ts';
import type { ProjectView, ServiceEvent } from '../../shared/channels.ts';
import { checkInJob } from '../desk/check-in-job.ts';
import { ensureExample } from '../desk/example.ts';
import type { OpenProject } from '../desk/open-project.ts';
import { absolutePath, freePath, newProjectPath } from '../desk/project-path.ts';
import type { ServiceContext } from './context.ts';
import type { HandlersOf } from './handler.ts';
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

const stopFits = z.boolean().default(false);

export const projectHandlers: HandlersOf<ProjectChannel> = {
  'project.create': {
    schema: z.strictObject({ title, path: path.nullable(), stopFits }),
    answer: async ({ title, path, stopFits = false }, { desk, home }) => {
      const place = path === null ? freePath(home, title) : newProjectPath(path);
      return place.ok ? desk.create(place.value, title, stopFits) : place;
    },
  },
  'project.open': {
    schema: z.strictObject({ path, stopFits }),
    answer: async ({ path, stopFits = false }, { desk }) => {
      const place = absolutePath(path);
      return place.ok ? desk.open(place.value, stopFits) : place;
    },
  },
  'project.openExample': {
    schema: z.strictObject({ fresh: z.boolean().default(false), stopFits }),
    answer: async ({ fresh = false, stopFits = false }, context) => {
      const { desk } = context;
      // Before a copy is made that would then not be opened.
      const refused = fresh ? desk.refuseLeaving(stopFits) : null;
      if (refused !== null) return failure([refused]);
      // Two windows may ask at once, and it is made once.
      const example = await desk.alone(() => ensureExample(context, fresh));
      return example.ok ? desk.open(example.value, stopFits) : example;
    },
  },
  'project.close': {
    schema: z.strictObject({ stopFits }),
    answer: ({ stopFits = false }, { desk }) => desk.close(stopFits),
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
    answer: async ({ path }, { desk, supervisor, tell }) => {
      const project = desk.project();
      if (!project.ok) return project;
      const place = newProjectPath(path);
      if (!place.ok) return place;
      const made = await project.value.store.backup(place.value, {
        check: checkInJob(place.value, supervisor),
        onProgress: backupTold(tell),
      });
      tell({ kind: 'backup', done: null });
      return !made.ok && project.value.closed ? failure([closedMeanwhile(place.value)]) : made;
    },
  },
  'project.undo': {
    schema: nothing,
    answer: (_, context) => moving(context, 'undo'),
  },
  'project.redo': {
    schema: nothing,
    answer: (_, context) => moving(context, 'redo'),
  },
  'project.log': {
    schema: nothing,
    answer: (_, { desk }) => {
      const project = desk.project();
      return project.ok ? success(project.value.store.logWithCount()) : project;
    },
  },
};

/** Tells windows of a copy's progress, once for each percent. */
function backupTold(tell: (event: ServiceEvent) => void): (done: number) => void {
  let told = -1;
  return (done) => {
    const percent = Math.floor(100 * done);
    if (percent === told) return;
    told = percent;
    tell({ kind: 'backup', done: percent / 100 });
  };
}

function closedMeanwhile(file: string): Problem {
  const message = 'the project was closed while its copy was made; there is no copy';
  const remedy = 'Open it and save the copy again.';
  return { code: 'backup.closed', severity: 'error', message, remedy, place: { file } };
}

/** A change of the open project, then told to every window. */
export function changing(
  project: Outcome<OpenProject>,
  change: (project: OpenProject) => Outcome<unknown>,
): Outcome<ProjectView> {
  if (!project.ok) return project;
  const outcome = change(project.value);
  return outcome.ok ? success(project.value.changed(), outcome.problems) : outcome;
}

/** Undo and redo never end work: what would take away a fit under way is refused. */
function moving({ desk }: ServiceContext, kind: 'undo' | 'redo'): Outcome<ProjectView> {
  return changing(desk.project(), ({ store, fits }) => {
    const move = () => (kind === 'undo' ? store.undo() : store.redo());
    // What can only be read refuses it, without a look at what may be damaged.
    if (store.info.readOnly !== null) return move();
    const what = (kind === 'undo' ? store.undoTitle() : store.redoTitle()) ?? '';
    const refused = fits.refuse(store.ahead(kind), kind === 'undo' ? `Undo: ${what}` : `Redo: ${what}`);
    if (refused !== null) return failure([refused]);
    return move();
  });
}
