import type { Outcome, Problem } from '../../shared/base/problem.ts';
import type { ProjectView } from '../../shared/channels.ts';
import { openProjectFits, type ProjectFits } from '../fits/project-fits.ts';
import { checkProjectSpec, type ProjectSpec, readProjectSpec, type SpecText } from '../fits/project-spec.ts';
import type { ProjectStore } from '../store/project-store.ts';
import type { ServiceSetting } from './context.ts';
import { openPlateShelf, type PlateShelf } from './plate-shelf.ts';
import { projectView } from './project-view.ts';

export interface ChosenSpec {
  /** Changes with all that it depends on. */
  readonly key: string;
  readonly read: Outcome<ProjectSpec>;
  /** Of the spec alone and with the project's files. */
  readonly problems: readonly Problem[];
}

/** The open project: its file, its plates unpacked, its fits under way. */
export class OpenProject {
  readonly store: ProjectStore;
  readonly shelf: PlateShelf;
  readonly fits: ProjectFits;
  readonly #setting: ServiceSetting;
  #spec: ChosenSpec | null = null;
  #closed = false;

  constructor(store: ProjectStore, setting: ServiceSetting) {
    this.store = store;
    this.#setting = setting;
    this.shelf = openPlateShelf(store);
    const { supervisor, program, tell } = setting;
    const { models, version } = program;
    this.fits = openProjectFits({ store, supervisor, models, version, tell });
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** The chosen spec, looked at anew when it or the files have changed; null: none is chosen. */
  spec(): ChosenSpec | null {
    const chosen = this.store.spec();
    if (chosen === null) return null;
    const files = this.store.files().map(({ file, sha256 }) => `${file} ${sha256}`);
    const own = chosen.model === null ? [] : [chosen.model.name, chosen.model.text];
    const key = [chosen.name, chosen.text, ...own, ...files].join('\n');
    if (this.#spec?.key !== key) this.#spec = this.#look(chosen, key);
    return this.#spec;
  }

  #look(chosen: SpecText, key: string): ChosenSpec {
    const read = readProjectSpec(chosen, this.#setting.program.models);
    const found = read.ok ? this.check(read.value) : [];
    return { key, read, problems: [...read.problems, ...found] };
  }

  /** What a fit of this spec on the project's files would stumble over. */
  check(spec: ProjectSpec): readonly Problem[] {
    const { files } = spec.spec.data;
    const lost = this.shelf.lost();
    const there = this.store.files().flatMap(({ file }) => (lost.includes(file) ? [] : [file]));
    return checkProjectSpec(spec, this.shelf.sources(files), there);
  }

  view(): ProjectView {
    return projectView({ store: this.store, shelf: this.shelf, fits: this.fits, spec: this.spec() });
  }

  /** Tells every window what the project is now, and returns it. */
  changed(): ProjectView {
    const project = this.view();
    this.#setting.tell({ kind: 'project', project });
    return project;
  }

  /** Stops its fits, which keep their last checkpoints, and leaves one file at rest. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    try {
      await this.fits.close();
    } finally {
      this.store.close();
    }
  }
}
