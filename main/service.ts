import { failure, type Outcome } from '../shared/base/problem.ts';
import type { Reply, Service, ServiceEvent } from '../shared/channels.ts';
import { openFits } from './handlers/fits.ts';
import { createHandlers, type Handlers } from './handlers/handlers.ts';
import { type OpenProject, readProject } from './handlers/project.ts';
import { Supervisor } from './jobs/supervisor.ts';
import { ensureExample, openProjectFolder, projectsHome } from './store/project-folder.ts';
import { findProgramFolders, type ProgramFolders } from './store/resources.ts';

export interface ServiceOptions {
  /** Where projects lie; left out: the user's documents or WELLSPRING_HOME. */
  readonly home?: string;
  readonly program?: ProgramFolders;
}

/** The project that opens at the start. */
const example = 'receiver';

/**
 * The service: project, fits and jobs behind named channels, for whatever carries them. One project is open: the
 * example's copy. A home that cannot be used is an outcome with problems.
 */
export function openService(options: ServiceOptions = {}): Outcome<Service> {
  const program = options.program ?? findProgramFolders();
  const home = options.home ?? projectsHome();
  let folder: string;
  try {
    folder = ensureExample(home, program.examples, example);
  } catch (error) {
    const message = `the projects’ folder cannot be used: ${error instanceof Error ? error.message : String(error)}`;
    const remedy = 'Set WELLSPRING_HOME to a folder that may be written.';
    return failure([{ code: 'project.home', severity: 'error', message, remedy, place: { file: home } }]);
  }
  const project = openProjectFolder(folder);
  if (!project.ok) return project;

  const listeners = new Set<(event: ServiceEvent) => void>();
  const supervisor = new Supervisor();
  const { models, version } = program;
  const tell = (event: ServiceEvent): void => {
    for (const listener of listeners) listener(event);
  };
  const fits = openFits({ project: project.value, supervisor, models, version, tell });
  let read: Outcome<OpenProject> | null = null;
  const handlers = createHandlers(() => {
    // Problems are looked for again each time: the user may have mended the file.
    if (read === null || !read.ok) read = readProject(project.value, models);
    return read;
  }, fits);
  const service: Service = {
    call: async (channel, request) => answer(handlers, channel, request),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: async () => {
      await fits.close();
      supervisor.close();
    },
  };
  return { ok: true, value: service, problems: project.problems };
}

function answer(handlers: Handlers, channel: string, request: unknown): Reply<unknown> {
  if (!Object.hasOwn(handlers, channel)) return { kind: 'bug', message: `there is no channel “${channel}”` };
  try {
    const outcome: Outcome<unknown> = handlers[channel as keyof Handlers](request);
    return outcome.ok
      ? { kind: 'value', value: outcome.value }
      : { kind: 'problems', problems: outcome.problems };
  } catch (error) {
    return { kind: 'bug', message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
