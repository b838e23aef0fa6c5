import { rmSync } from 'node:fs';
import { z } from 'zod';
import { writeAtomic } from './atomic-file.ts';
import { besides } from './beside-project.ts';
import { readUnlessOpen } from './open-here.ts';

/**
 * Who has a project open, for people: `study.wellspring-lock` beside `study.wellspring`. It locks nothing; SQLite's own
 * lock does. A note without that lock was left by a crash.
 */
const noteSchema = z.object({
  host: z.string(),
  user: z.string(),
  pid: z.number(),
  /** ISO 8601, UTC. */
  since: z.string(),
  program: z.string(),
});
export type LockNote = Readonly<z.infer<typeof noteSchema>>;

/** Of a note, bytes. */
const longestNote = 8192;

export function notePath(project: string): string {
  return project + besides.note;
}

/** null: there is none, or none that can be read. */
export function readNote(project: string): LockNote | null {
  try {
    return noteSchema.parse(JSON.parse(readUnlessOpen(notePath(project), longestNote).toString('utf8')));
  } catch {
    return null;
  }
}

/** A note that cannot be written costs the next opener a name, nothing more. */
export function writeNote(project: string, note: LockNote): void {
  try {
    writeAtomic(notePath(project), [`${JSON.stringify(note)}\n`]);
  } catch {
    // The lock holds without it.
  }
}

export function removeNote(project: string): void {
  try {
    rmSync(notePath(project), { force: true });
  } catch {
    // Left behind it is as good as one of a crash.
  }
}

/** `by Ada on lab-3 since 2026-05-04T09:12:00.000Z (Wellspring 0.1.0, process 4711)`. */
export function noteText(note: LockNote): string {
  const { user, host, since, program, pid } = note;
  return `by ${user} on ${host} since ${since} (${program}, process ${pid})`;
}
