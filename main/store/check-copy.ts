import { connectCopy, connectReadOnly, disconnect } from './connection.ts';
import { inspect } from './inspect.ts';

/**
 * Settles a copy that was made of an open project, which still says that it has a log beside it, and reads all of it once:
 * what is damaged in it, or null where it is whole. Throws what SQLite throws. Long where the project is large.
 */
export function checkCopy(path: string): string | null {
  disconnect(connectCopy(path));
  const copy = connectReadOnly(path);
  try {
    const { structure, contents } = inspect(copy);
    return [...structure, ...contents][0] ?? null;
  } finally {
    copy.close();
  }
}
