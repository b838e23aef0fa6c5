import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where projects lie: `WELLSPRING_HOME`, else `Wellspring` in the user's documents. */
export function projectsHome(): string {
  const stated = process.env.WELLSPRING_HOME;
  if (stated !== undefined && stated !== '') return stated;
  const documents = join(homedir(), 'Documents');
  return join(existsSync(documents) ? documents : homedir(), 'Wellspring');
}

/** Where the program keeps what is no project: `WELLSPRING_HOME`, else the system's place for it. */
export function applicationFolder(env: NodeJS.ProcessEnv = process.env, platform = process.platform): string {
  const stated = env.WELLSPRING_HOME;
  if (stated !== undefined && stated !== '') return stated;
  if (platform === 'win32') return join(env.APPDATA ?? join(homedir(), 'AppData', 'Roaming'), 'Wellspring');
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Wellspring');
  return join(env.XDG_CONFIG_HOME ?? join(homedir(), '.config'), 'wellspring');
}
