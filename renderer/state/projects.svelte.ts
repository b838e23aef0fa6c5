import type { Outcome, Problem } from '../../shared/base/problem.ts';
import type { AppView, ProjectView } from '../../shared/channels.ts';
import { LOADING, type Loaded } from './loaded.ts';
import type { Service } from './service.svelte.ts';

/** A project that could not be opened or made. */
export interface Trouble {
  /** What was tried: the path, or the title of a new project. */
  readonly what: string;
  /** null where there is no file to try again. */
  readonly path: string | null;
  readonly problems: readonly Problem[];
}

/** Opening, making and closing projects; the recent ones. */
export class Projects {
  view: Loaded<AppView> = $state.raw(LOADING);
  /** What is being opened, for people; null: nothing. */
  busy: string | null = $state(null);
  trouble: Trouble | null = $state.raw(null);
  #service: Service;
  #take: (project: ProjectView | null) => void;

  constructor(service: Service, take: (project: ProjectView | null) => void) {
    this.#service = service;
    this.#take = take;
  }

  /** After every (re)connection. `shown`: path of the project on show, opened again where the service lost it. */
  async connect(shown: string | null): Promise<void> {
    const view = await this.refresh();
    if (view === null) return;
    if (view.project !== null) this.#take(view.project);
    else if (shown !== null && !(await this.open(shown))) this.#take(null);
  }

  async refresh(): Promise<AppView | null> {
    const outcome = await this.#service.ask('app.state', {});
    // What is on show stays, for the banner already tells of a lost connection.
    if (outcome.ok) this.view = { kind: 'ready', value: outcome.value };
    else if (this.view.kind !== 'ready') this.view = { kind: 'failed', problems: outcome.problems };
    return outcome.ok ? outcome.value : null;
  }

  async open(path: string): Promise<boolean> {
    return this.#run(path, path, this.#service.ask('project.open', { path }));
  }

  /** `path` null: in the projects' folder, under a name made of the title. */
  async create(title: string, path: string | null): Promise<boolean> {
    return this.#run(title, null, this.#service.ask('project.create', { title, path }));
  }

  async openExample(): Promise<boolean> {
    return this.#run('the example', null, this.#service.ask('project.openExample', {}));
  }

  async close(): Promise<readonly Problem[]> {
    const outcome = await this.#service.ask('project.close', {});
    if (!outcome.ok) return outcome.problems;
    this.#take(null);
    await this.refresh();
    return [];
  }

  async #run(what: string, path: string | null, asked: Promise<Outcome<ProjectView>>): Promise<boolean> {
    this.busy = what;
    this.trouble = null;
    const outcome = await asked;
    this.busy = null;
    if (outcome.ok) this.#take(outcome.value);
    else {
      this.trouble = { what, path, problems: outcome.problems };
      void this.refresh();
    }
    return outcome.ok;
  }
}
