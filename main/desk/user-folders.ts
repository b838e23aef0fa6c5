import { existsSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { Problem } from '../../shared/base/problem.ts';

/** Where projects lie: `WELLSPRING_HOME`, else `Wellspring` in the user's documents. */
export function projectsHome(): string {
  const stated = statedHome(process.env);
  if (stated !== null) return stated;
  const documents = join(homedir(), 'Documents');
  return join(existsSync(documents) ? documents : homedir(), 'Wellspring');
}

/** Where the program keeps what is no project: `WELLSPRING_HOME`, else the system's place for it. */
export function applicationFolder(env: NodeJS.ProcessEnv = process.env, platform = process.platform): string {
  const stated = statedHome(env);
  if (stated !== null) return stated;
  if (platform === 'win32') return join(env.APPDATA ?? join(homedir(), 'AppData', 'Roaming'), 'Wellspring');
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Wellspring');
  return join(env.XDG_CONFIG_HOME ?? join(homedir(), '.config'), 'wellspring');
}

/** Why projects cannot lie there at all, whatever rights one has; null: they can, or the folder is still to be made. */
export function homeProblem(home: string): Problem | null {
  let nearest = home;
  while (!existsSync(nearest) && dirname(nearest) !== nearest) nearest = dirname(nearest);
  const entry = statSync(nearest, { throwIfNoEntry: false });
  if (entry === undefined || entry.isDirectory()) return null;
  return {
    code: 'home.notAFolder',
    severity: 'error',
    message: `projects cannot lie in ${home}: ${nearest === home ? 'that' : nearest} is a file`,
    remedy: process.env.WELLSPRING_HOME
      ? 'Let WELLSPRING_HOME name a folder, or leave it away.'
      : 'Rename that file, or let WELLSPRING_HOME name another folder.',
  };
}

/** `WELLSPRING_HOME` as an absolute path, from where the user was; null: not stated. */
function statedHome(env: NodeJS.ProcessEnv): string | null {
  const stated = env.WELLSPRING_HOME ?? '';
  return stated.trim() === '' ? null : resolve(env.INIT_CWD ?? process.cwd(), stated);
}
