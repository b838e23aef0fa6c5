import type { ImportReport, ProjectView, ServiceEvent } from '../../shared/channels.ts';
import { readBytes, tooMany } from './dropped.ts';
import type { Service } from './service.svelte.ts';

type ImportEvent = Extract<ServiceEvent, { kind: 'import' }>;
type Refused = ImportReport['refused'][number];

/** Bytes sent in one request; more go in several, for a request has a limit. */
const BATCH_BYTES = 100e6;

/** Files on their way into the project, and those that did not get in. */
export class Imports {
  /** null: nothing under way. `file`: which one is being read. */
  progress: { readonly file: string; readonly done: number; readonly total: number } | null =
    $state.raw(null);
  refused: readonly Refused[] = $state.raw([]);
  #service: Service;
  #take: (project: ProjectView) => void;

  constructor(service: Service, take: (project: ProjectView) => void) {
    this.#service = service;
    this.#take = take;
  }

  apply(event: ImportEvent): void {
    if (this.progress !== null) this.progress = { file: event.file, done: event.done, total: event.total };
  }

  /** Reads and sends files; several at once are told of together. Returns the names of those that were kept. */
  async add(files: readonly File[]): Promise<readonly string[]> {
    if (files.length === 0 || this.progress !== null) return [];
    const many = tooMany(files);
    if (many !== null) {
      this.refused = [{ file: `${files.length} files`, problems: [many] }];
      return [];
    }
    this.progress = { file: files[0]?.name ?? '', done: 0, total: files.length };
    const refused: Refused[] = [];
    const kept: string[] = [];
    let batch: { name: string; bytes: Uint8Array }[] = [];
    let size = 0;
    const send = async (): Promise<void> => {
      if (batch.length === 0) return;
      const sent = batch;
      [batch, size] = [[], 0];
      const outcome = await this.#service.ask('files.import', { files: sent });
      if (outcome.ok) {
        this.#take(outcome.value.project);
        kept.push(...outcome.value.kept);
        refused.push(...outcome.value.refused);
      } else {
        const names = sent.map((one) => one.name).join(', ');
        refused.push({ file: names, problems: outcome.problems });
      }
    };
    for (const file of files) {
      const read = await readBytes(file);
      if (!read.ok) {
        refused.push({ file: file.name, problems: read.problems });
        continue;
      }
      if (size + read.value.length > BATCH_BYTES) await send();
      batch.push({ name: file.name, bytes: read.value });
      size += read.value.length;
    }
    await send();
    this.progress = null;
    this.refused = refused;
    return kept;
  }

  dismiss(file: string): void {
    this.refused = this.refused.filter((one) => one.file !== file);
  }

  forget(): void {
    this.refused = [];
  }
}
