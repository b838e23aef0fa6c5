import type { Database } from 'better-sqlite3';
import { plateOutlines } from '../../shared/plate/plate-outline.ts';
import type { PlateOutline } from '../../shared/plate/plate-run.ts';
import { thisMachine } from '../store/machine.ts';
import { prepareProject } from '../store/prepare-project.ts';
import { filesWithoutOutline, readParsed } from '../store/stored-file.ts';
import { startBlobThread } from './blob-thread.ts';
import type { PrepareTask } from './messages.ts';
import { plateFileFrom } from './plate-codec.ts';
import type { Port } from './port.ts';

/**
 * Looks at a project before the service opens it, which is then the only one that has it open: this one has closed it by
 * the time it answers.
 */
export async function runPrepareJob({ path, scratch, mapped }: PrepareTask, port: Port): Promise<void> {
  const thread = startBlobThread();
  const outlines = new Map<number, readonly PlateOutline[] | null>();
  const prepared = prepareProject(path, {
    machine: thisMachine,
    now: () => new Date(),
    scratch,
    mapped,
    readBlobs: thread.read,
    look: (database) => collectOutlines(database, outlines),
  });
  thread.end();
  if (prepared.ok)
    await port.send({ kind: 'projectPrepared', project: prepared.value, outlines: [...outlines] });
  else await port.send({ kind: 'problems', failed: 'input', problems: prepared.problems });
}

/** Of files from before their outlines were kept. */
function collectOutlines(database: Database, outlines: Map<number, readonly PlateOutline[] | null>): void {
  const files = [...filesWithoutOutline(database, () => {})];
  for (const { id, file, summary } of files) {
    if (summary.outline !== undefined) continue;
    const bytes = readParsed(database, id);
    const plateFile = bytes instanceof Uint8Array ? plateFileFrom(bytes) : null;
    outlines.set(id, plateFile && plateOutlines(file, plateFile.runs));
  }
}
