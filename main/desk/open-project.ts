import type { Problem } from '../../shared/base/problem.ts';
import type { ProjectView } from '../../shared/channels.ts';
import { openProjectFits, type ProjectFits } from '../fits/project-fits.ts';
import { type ProjectSpec, readProjectSpec, type SpecText } from '../fits/project-spec.ts';
import { projectCorrections } from '../store/corrections.ts';
import { projectLayouts } from '../store/layouts.ts';
import type { ProjectStore } from '../store/project-store.ts';
import { checkSpec } from './check-spec.ts';
import type { JudgedSpec } from './judged-spec.ts';
import { type FileOutlines, openPlateShelf, type PlateShelf } from './plate-shelf.ts';
import { projectView } from './project-view.ts';
import { readFilesInJobs } from './read-files.ts';
import type { ServiceSetting } from './service-setting.ts';

/** The open project: its file, its plates unpacked, its fits under way. */
export class OpenProject {
  readonly store: ProjectStore;
  readonly shelf: PlateShelf;
  readonly fits: ProjectFits;
  readonly #setting: ServiceSetting;
  #spec: JudgedSpec | null = null;
  #closed = false;
  /** Under way: two that ask have it done once. */
  #reading: Promise<void> | null = null;
  /** Rows of files that were read again, or cannot be: once. */
  readonly #tried = new Set<number>();

  /** `outlines`: of the files whose summaries have none. */
  constructor(store: ProjectStore, setting: ServiceSetting, outlines: FileOutlines) {
    this.store = store;
    this.#setting = setting;
    this.shelf = openPlateShelf(store, outlines);
    const { supervisor, program, tell } = setting;
    const { models, version } = program;
    this.fits = openProjectFits({ store, supervisor, models, version, tell });
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** The chosen spec, looked at anew when it or the files have changed; null: none is chosen. */
  spec(): JudgedSpec | null {
    const chosen = this.store.spec();
    if (chosen === null) return null;
    const files = this.store.files().map(({ id, file }) => `${file} ${id}`);
    const own = chosen.model === null ? [] : [chosen.model.name, chosen.model.text];
    const corrections = JSON.stringify(projectCorrections(this.store));
    const key = [chosen.name, chosen.text, corrections, ...own, ...files].join('\n');
    const layouts = projectLayouts(this.store);
    if (this.#spec?.key !== key || this.#spec.layouts !== layouts)
      this.#spec = this.#look(chosen, key, layouts);
    return this.#spec;
  }

  #look(chosen: SpecText, key: string, layouts: JudgedSpec['layouts']): JudgedSpec {
    const read = readProjectSpec(chosen, this.#setting.program.models);
    const found = read.ok ? this.check(read.value) : [];
    return { key, layouts, read, problems: [...read.problems, ...found] };
  }

  /** What a fit of this spec on the project's files would stumble over. */
  check(spec: ProjectSpec): readonly Problem[] {
    return checkSpec(this.store, this.shelf, spec);
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

  /** Files whose unpacked form is damaged, missing or of another version are read again, from their original bytes. */
  readLost(): Promise<void> {
    this.#reading ??= this.#readLost().finally(() => {
      this.#reading = null;
    });
    return this.#reading;
  }

  async #readLost(): Promise<void> {
    if (this.store.info.readOnly !== null) return;
    const { supervisor } = this.#setting;
    let found = false;
    for (const stored of this.shelf.lost()) {
      if (this.#tried.has(stored.id)) continue;
      this.#tried.add(stored.id);
      const bytes = this.store.readContent(stored.sha256);
      if (!bytes.ok) continue;
      const { answers } = stored.summary;
      const files = [{ name: stored.file, bytes: bytes.value, ...(answers !== undefined && { answers }) }];
      const { read } = await readFilesInJobs({ supervisor, files, onFile: () => {} });
      if (this.#closed) return;
      const parsed = read[0]?.parsed ?? null;
      if (parsed === null || !this.store.setParsed(stored.file, parsed).ok) continue;
      this.shelf.found(stored);
      found = true;
    }
    if (found) this.changed();
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
