import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/**
 * Where a spec's data file lies: in the folder of the data, unless the name is a path from the top of the file system
 * (`/data/a.csv`, `C:\\runs\\a.csv` on Windows) or from the user's home (`~/runs/a.csv`), as a shell would read it.
 */
export function dataPath(folder: string, name: string): string {
  if (/^~[/\\]/.test(name)) return join(homedir(), name.slice(2));
  return folder === '' ? name : resolve(folder, name);
}

/** Whether a name is a path that only Windows can follow, and this is another system. */
export function isForeignPath(name: string): boolean {
  return process.platform !== 'win32' && (/^[A-Za-z]:[/\\]/.test(name) || name.startsWith('\\\\'));
}
