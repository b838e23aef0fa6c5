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

/** Fits are under way in the project that is about to be left; the user decides. */
export interface LeaveQuestion {
  /** What leaving is for: `close`, `open Screen March`. */
  readonly verb: string;
  /** `again`: the fits have ended meanwhile, so the service is asked once more. */
  readonly answer: (wish: 'keep' | 'stop' | 'again') => void;
}

/** Opening, making and closing projects; the recent ones. */
export class Projects {
  view: Loaded<AppView> = $state.raw(LOADING);
  /** What is being opened, for people; null: nothing. */
  busy: string | null = $state(null);
  trouble: Trouble | null = $state.raw(null);
  question: LeaveQuestion | null = $state.raw(null);
  #service: Service;
  /** How often anything was told of the project: by the service itself, or in answer to a change. */
  #told = 0;
  #take: (project: ProjectView | null) => void;

  constructor(service: Service, take: (project: ProjectView | null) => void) {
    this.#service = service;
    this.#take = take;
  }

  /** After every (re)connection. `shown`: path of the project on show, opened again where the service lost it. */
  async connect(shown: string | null): Promise<void> {
    let told: number;
    let view: AppView | null;
    // An answer that news of the service overtook on its way is older than what is on show.
    do {
      told = this.#told;
      view = await this.refresh();
    } while (view !== null && told !== this.#told);
    if (view === null) return;
    if (view.project !== null) this.#take(view.project);
    else if (shown !== null && !(await this.open(shown))) this.#take(null);
  }

  /** Something was told of the project: an answer that was asked for before may be older. */
  heard(): void {
    this.#told += 1;
  }

  async refresh(): Promise<AppView | null> {
    const outcome = await this.#service.ask('app.state', {});
    // What is on show stays, for the banner already tells of a lost connection.
    if (outcome.ok) this.view = { kind: 'ready', value: outcome.value };
    else if (this.view.kind !== 'ready') this.view = { kind: 'failed', problems: outcome.problems };
    return outcome.ok ? outcome.value : null;
  }

  async open(path: string): Promise<boolean> {
    return this.#run(path, path, 'open the other project', (stopFits) =>
      this.#service.ask('project.open', { path, stopFits }),
    );
  }

  /** `path` null: in the projects' folder, under a name made of the title. */
  async create(title: string, path: string | null): Promise<boolean> {
    return this.#run(title, null, 'make the new project', (stopFits) =>
      this.#service.ask('project.create', { title, path, stopFits }),
    );
  }

  /** `fresh`: a new copy in any case; else the one that is there, made where there is none. */
  async openExample(fresh: boolean): Promise<boolean> {
    return this.#run('the example', null, 'open the example', (stopFits) =>
      this.#service.ask('project.openExample', { fresh, stopFits }),
    );
  }

  /** True: it is closed. False: the user kept it open. */
  async close(): Promise<Outcome<boolean>> {
    const outcome = await this.#leaving('close', (stopFits) =>
      this.#service.ask('project.close', { stopFits }),
    );
    if (outcome === null) return { ok: true, value: false, problems: [] };
    if (!outcome.ok) return outcome;
    this.#take(null);
    await this.refresh();
    return { ok: true, value: true, problems: [] };
  }

  async #run(
    what: string,
    path: string | null,
    verb: string,
    ask: (stopFits: boolean) => Promise<Outcome<ProjectView>>,
  ): Promise<boolean> {
    this.trouble = null;
    const outcome = await this.#leaving(verb, async (stopFits) => {
      this.busy = what;
      const answer = await ask(stopFits);
      this.busy = null;
      return answer;
    });
    if (outcome === null) return false;
    if (outcome.ok) this.#take(outcome.value);
    else {
      this.trouble = { what, path, problems: outcome.problems };
      void this.refresh();
    }
    return outcome.ok;
  }

  /** Asks the service; where fits are under way asks the user first what shall become of them. null: all stays as it is. */
  async #leaving<T>(
    verb: string,
    ask: (stopFits: boolean) => Promise<Outcome<T>>,
  ): Promise<Outcome<T> | null> {
    const outcome = await ask(false);
    if (outcome.ok || !outcome.problems.some(({ code }) => code === 'project.fitsUnderWay')) return outcome;
    // One question at a time: a newer wish takes the place of the one before it.
    this.question?.answer('keep');
    const { promise, resolve } = Promise.withResolvers<'keep' | 'stop' | 'again'>();
    const question: LeaveQuestion = { verb, answer: resolve };
    this.question = question;
    const wish = await promise;
    if (this.question === question) this.question = null;
    if (wish === 'keep') return null;
    return wish === 'stop' ? ask(true) : this.#leaving(verb, ask);
  }
}
