import { failure, mostTelling, type Outcome, type Problem, success } from '../shared/base/problem.ts';
import { shortText } from '../shared/base/short-text.ts';
import type { AppView, Channel, Reply, Service, ServiceEvent } from '../shared/channels.ts';
import { ProjectDesk } from './desk/project-desk.ts';
import { openRecentProjects } from './desk/recent-projects.ts';
import type { ServiceSetting } from './desk/service-setting.ts';
import { applicationFolder, homeProblem, projectsHome } from './desk/user-folders.ts';
import { userName } from './desk/user-name.ts';
import type { ServiceContext } from './handlers/context.ts';
import { type Handler, takeRequest } from './handlers/handler.ts';
import { handlers } from './handlers/handlers.ts';
import type { StartJob } from './jobs/job-process.ts';
import { Supervisor } from './jobs/supervisor.ts';
import { findProgramFolders, type ProgramFolders } from './store/resources.ts';
import { faultProblem } from './store/store-fault.ts';

export interface ServiceOptions {
  readonly host: AppView['host'];
  /** Where projects and the list of recent ones lie; left out: the user's documents and the system's place, or WELLSPRING_HOME. */
  readonly home?: string;
  readonly program?: ProgramFolders;
  /** Left out: jobs are child processes of this one. */
  readonly startJob?: StartJob;
  readonly now?: () => Date;
  /** Name of the user, for the log; left out: the system's. */
  readonly who?: string;
}

/**
 * The service: one open project at most, its fits and jobs, behind named channels, for whatever carries them. All windows
 * of an app share one. Nothing is opened until a window asks.
 */
export function openService(options: ServiceOptions): Outcome<Service> {
  const home = options.home ?? projectsHome();
  const unusable = homeProblem(home);
  if (unusable !== null) return failure([unusable]);
  const listeners = new Set<(event: ServiceEvent) => void>();
  const supervisor = new Supervisor(options.startJob);
  const setting: ServiceSetting = {
    program: options.program ?? findProgramFolders(),
    host: options.host,
    home,
    who: options.who ?? userName(),
    now: options.now ?? (() => new Date()),
    supervisor,
    tell: (event) => {
      for (const listener of listeners) listener(event);
    },
  };
  const desk = new ProjectDesk(setting, openRecentProjects(options.home ?? applicationFolder()));
  const context: ServiceContext = { ...setting, desk };
  return success({
    call: (channel, request) => answer(channel, request, context),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: async () => {
      await desk.close(true);
      supervisor.close();
    },
  });
}

/** Every way a call can end becomes a reply here. */
async function answer(channel: string, request: unknown, context: ServiceContext): Promise<Reply<unknown>> {
  if (!Object.hasOwn(handlers, channel)) return { kind: 'problems', problems: [noChannel(channel)] };
  try {
    const outcome = await handle(channel as Channel, request, context);
    return outcome.ok
      ? { kind: 'value', value: outcome.value }
      : { kind: 'problems', problems: mostTelling(outcome.problems) };
  } catch (error) {
    const fault = faultProblem(error, context.desk.path());
    if (fault !== null) return { kind: 'problems', problems: [fault] };
    return { kind: 'bug', message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

/** The page is of another version, or whoever asks is no page of ours. */
function noChannel(channel: string): Problem {
  const message = `there is no channel “${shortText(channel, 100)}”`;
  const remedy = 'Load the page again: it may be of another version than the program.';
  return { code: 'request.channel', severity: 'error', message, remedy };
}

async function handle<C extends Channel>(
  channel: C,
  request: unknown,
  context: ServiceContext,
): Promise<Outcome<unknown>> {
  const handler: Handler<C> = handlers[channel];
  const taken = takeRequest(channel, handler, request);
  return taken.ok ? handler.answer(taken.value, context) : taken;
}
