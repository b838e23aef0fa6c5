import { resolve } from 'node:path';
import { failure, type Outcome, type Problem, success } from '../../shared/base/problem.ts';
import type { Nothing, ProjectView } from '../../shared/channels.ts';
import { underWayWords } from '../../shared/fit/under-way.ts';
import { createProject } from '../store/create-project.ts';
import { openProject } from '../store/open-project.ts';
import type { ProjectStore } from '../store/project-store.ts';
import type { ServiceSetting } from './context.ts';
import { OpenProject } from './open-project.ts';
import type { RecentProjects } from './recent-projects.ts';

/** Has at most one project open. Opening, making and closing happen one after the other, whoever asks. */
export class ProjectDesk {
  readonly recent: RecentProjects;
  readonly #setting: ServiceSetting;
  #open: OpenProject | null = null;
  #last: Promise<unknown> = Promise.resolve();

  constructor(setting: ServiceSetting, recent: RecentProjects) {
    this.#setting = setting;
    this.recent = recent;
  }

  /** The open project, or the problem that there is none. */
  project(): Outcome<OpenProject> {
    if (this.#open !== null && !this.#open.closed) return success(this.#open);
    const message = 'no project is open';
    const remedy = 'Open one, or make a new one.';
    return failure([{ code: 'project.none', severity: 'error', message, remedy }]);
  }

  view(): ProjectView | null {
    return this.#open?.closed === false ? this.#open.view() : null;
  }

  /**
   * Absolute path. What is open already is not opened again. Where it fails, the project before stays open; so it does
   * while its fits are under way, unless `stopFits`.
   */
  open(path: string, stopFits: boolean): Promise<Outcome<ProjectView>> {
    return this.alone(async () => {
      if (this.#open !== null && resolve(path) === this.#open.store.info.path)
        return success(this.#open.view());
      return this.#take(stopFits, () => openProject(path, this.#storeOptions()));
    });
  }

  create(path: string, title: string, stopFits: boolean): Promise<Outcome<ProjectView>> {
    return this.alone(() =>
      this.#take(stopFits, () => createProject(path, { ...this.#storeOptions(), title })),
    );
  }

  close(stopFits: boolean): Promise<Outcome<Nothing>> {
    return this.alone(async () => {
      const refused = this.refuseLeaving(stopFits);
      if (refused !== null) return failure([refused]);
      if (this.#open !== null) {
        await this.#leave();
        this.#setting.tell({ kind: 'project', project: null });
      }
      return success({});
    });
  }

  /** Why the open project cannot be left: fits are under way, which only `stopFits` may stop; null: it can. */
  refuseLeaving(stopFits: boolean): Problem | null {
    const words = stopFits ? null : underWayWords(this.#open?.fits.list() ?? []);
    if (words === null) return null;
    const { what, becomes } = words;
    return { code: 'project.fitsUnderWay', severity: 'error', message: what, remedy: becomes };
  }

  /** Does something while nothing is opened, made or closed. Must not wait for another turn of the desk. */
  alone<T>(action: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(action);
    // One that fails must not stop those after it.
    this.#last = turn.catch(() => {});
    return turn;
  }

  /** Puts a project on top of the recent ones, under the title that it has now. */
  remember(store: ProjectStore): void {
    this.recent.add({ path: store.info.path, title: store.title() }, this.#setting.now());
  }

  async #take(stopFits: boolean, take: () => Outcome<ProjectStore>): Promise<Outcome<ProjectView>> {
    const refused = this.refuseLeaving(stopFits);
    if (refused !== null) return failure([refused]);
    const store = take();
    if (!store.ok) return store;
    await this.#leave();
    const opened = new OpenProject(store.value, this.#setting);
    this.#open = opened;
    this.remember(store.value);
    opened.changed();
    opened.fits.startQueue();
    return success(opened.view());
  }

  async #leave(): Promise<void> {
    const before = this.#open;
    this.#open = null;
    await before?.close();
  }

  #storeOptions() {
    const { who, now, program } = this.#setting;
    return { who, now, program: `Wellspring ${program.version}` };
  }
}
