import { pushAll } from '../../shared/base/lists.ts';
import type { Problem } from '../../shared/base/problem.ts';
import { readFilesInJobs } from '../desk/read-files.ts';
import type { ParsedFile } from '../jobs/messages.ts';
import type { ProjectStore } from '../store/project-store.ts';
import type { Interruptible } from './interruptible.ts';
import type { Output } from './output.ts';

/** Readings of a project's files for a job to look at; none of them is unpacked in this process. */
export class ProjectReadings {
  readonly #store: ProjectStore;
  readonly #output: Output;
  readonly #jobs: Interruptible;
  /** By file, in the project's order. */
  readonly #parsed = new Map<string, Uint8Array | null>();
  readonly problems: Problem[] = [];

  constructor(store: ProjectStore, output: Output, jobs: Interruptible) {
    this.#store = store;
    this.#output = output;
    this.#jobs = jobs;
  }

  /** Those of which there is one: the others are told. */
  files(): readonly ParsedFile[] {
    return [...this.#parsed].flatMap(([file, parsed]) => (parsed === null ? [] : [{ file, parsed }]));
  }

  /** Takes the compact form of these files; where there is none the file is read again. */
  async take(files: readonly string[]): Promise<void> {
    const missing: string[] = [];
    for (const file of files) {
      const parsed = this.#store.file(file)?.hasParsed === true ? this.#store.readParsed(file) : null;
      this.#parsed.set(file, parsed?.ok === true ? parsed.value : null);
      if (parsed?.ok !== true) missing.push(file);
    }
    await this.readAgain(missing);
  }

  /** From the original bytes, for the compact form is damaged or of another version. */
  async readAgain(files: readonly string[]): Promise<void> {
    const again = files.flatMap((file) => {
      this.#parsed.set(file, null);
      const bytes = this.#store.readFile(file);
      pushAll(this.problems, bytes.problems);
      if (!bytes.ok) return [];
      const answers = this.#store.file(file)?.summary.answers;
      return [{ name: file, bytes: bytes.value, ...(answers !== undefined && { answers }) }];
    });
    const { supervisor } = this.#jobs;
    const onFile = (file: string): void => this.#output.say(`reading again: ${file}`);
    const { read, refused } = await readFilesInJobs({ supervisor, files: again, checked: false, onFile });
    for (const { problems } of refused) pushAll(this.problems, problems);
    for (const { name, parsed } of read) this.#parsed.set(name, parsed);
  }
}
