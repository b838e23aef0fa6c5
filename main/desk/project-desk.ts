import { resolve } from 'node:path';
import { failure, type Outcome, type Problem, success } from '../../shared/base/problem.ts';
import type { FitSummary, Nothing, ProjectView } from '../../shared/channels.ts';
import { underWayWords } from '../../shared/fit/under-way.ts';
import { createProject } from '../store/create-project.ts';
import { identityOf } from '../store/open-here.ts';
import { mostPreparations, openPrepared, wasChanged } from '../store/open-project.ts';
import type { ProjectStore } from '../store/project-store.ts';
import { openingScratch } from '../store/scratch-folder.ts';
import { attempt, faultProblem } from '../store/store-fault.ts';
import { OpenProject } from './open-project.ts';
import type { FileOutlines } from './plate-shelf.ts';
import { prepareInJob } from './prepare-in-job.ts';
import type { RecentProjects } from './recent-projects.ts';
import type { ServiceSetting } from './service-setting.ts';

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

  /** Of the open project's file. */
  path(): string | null {
    return this.#open?.store.info.path ?? null;
  }

  /** null: none is open, or its drive does not let it be read; then it can be opened again, once the drive is back. */
  view(): ProjectView | null {
    const open = this.#open;
    if (open === null || open.closed) return null;
    const view = attempt(open.store.info.path, () => open.view());
    return view.ok ? view.value : null;
  }

  /**
   * Absolute path. What is open already is not opened again, unless its drive has failed. Where it fails, the project before stays open; so it does
   * while its fits are under way, unless `stopFits`.
   */
  open(path: string, stopFits: boolean): Promise<Outcome<ProjectView>> {
    return this.alone(async () => {
      if (this.#open !== null && isSameFile(path, this.#open.store.info.path)) {
        const view = this.view();
        if (view !== null) return success(view);
        // Only one connection at a time: what cannot be read has nothing to lose.
        await this.#leave();
      }
      return this.#take(stopFits, () => this.#openInTwo(path));
    });
  }

  create(path: string, title: string, stopFits: boolean): Promise<Outcome<ProjectView>> {
    return this.alone(() =>
      this.#take(stopFits, () => withoutOutlines(createProject(path, { ...this.#storeOptions(), title }))),
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
    const words = stopFits ? null : underWayWords(this.#listed());
    if (words === null) return null;
    const { what, becomes } = words;
    return { code: 'project.fitsUnderWay', severity: 'error', message: what, remedy: becomes };
  }

  /** Fits of the open project; none where it cannot be read. */
  #listed(): readonly FitSummary[] {
    const open = this.#open;
    if (open === null) return [];
    const listed = attempt(open.store.info.path, () => open.fits.list());
    return listed.ok ? listed.value : [];
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

  /** What takes long is done by a job, so that no window waits for it but the one that asked. */
  async #openInTwo(path: string): Promise<Outcome<Taken>> {
    for (let tries = 1; ; tries++) {
      const scratch = openingScratch();
      let prepared: Awaited<ReturnType<typeof prepareInJob>>;
      try {
        prepared = await prepareInJob(path, scratch.folder, this.#setting.supervisor);
      } catch (error) {
        scratch.remove();
        throw error;
      }
      if (!prepared.ok) {
        scratch.remove();
        if (!wasChanged(prepared) || tries === mostPreparations) return prepared;
        continue;
      }
      const { project, outlines } = prepared.value;
      const store = openPrepared(project, scratch, this.#storeOptions());
      if (store.ok) return success({ store: store.value, outlines: new Map(outlines) }, store.problems);
      if (!wasChanged(store) || tries === mostPreparations) return store;
    }
  }

  async #take(
    stopFits: boolean,
    take: () => Outcome<Taken> | Promise<Outcome<Taken>>,
  ): Promise<Outcome<ProjectView>> {
    const refused = this.refuseLeaving(stopFits);
    if (refused !== null) return failure([refused]);
    const taken = await take();
    if (!taken.ok) return taken;
    const { store, outlines } = taken.value;
    // A fit may have been started while the other project was looked at.
    const late = this.refuseLeaving(stopFits);
    if (late !== null) {
      store.close();
      return failure([late]);
    }
    try {
      await this.#leave();
      this.#open = new OpenProject(store, this.#setting, outlines);
      this.remember(store);
      this.#open.changed();
      this.#open.fits.startQueue();
      void this.#readLost(this.#open);
      return success(this.#open.view());
    } catch (error) {
      // Nobody would see the project, and nobody else could open it.
      this.#open = null;
      store.close();
      throw error;
    }
  }

  /** The drive may go meanwhile: then they stay lost, which is told. */
  async #readLost(open: OpenProject): Promise<void> {
    try {
      await open.readLost();
    } catch (error) {
      if (faultProblem(error, open.store.info.path) === null) throw error;
    }
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

/** A project that is open, and not shown yet. */
interface Taken {
  readonly store: ProjectStore;
  readonly outlines: FileOutlines;
}

function withoutOutlines(store: Outcome<ProjectStore>): Outcome<Taken> {
  return store.ok ? success({ store: store.value, outlines: new Map() }, store.problems) : store;
}

/** By whatever name; by its name alone where the drive does not answer. */
function isSameFile(path: string, open: string): boolean {
  const identity = identityOf(path);
  return resolve(path) === open || (identity !== null && identity === identityOf(open));
}
