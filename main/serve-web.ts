import { join } from 'node:path';
import { success } from '../shared/base/problem.ts';
import type { Serve } from './cli/serve.ts';
import { applicationFolder, projectsHome } from './desk/user-folders.ts';
import { type ServeFolders, servePage, showRunning } from './hosts/web/serve-page.ts';
import { openService } from './service.ts';
import { findProgramFolders } from './store/resources.ts';

/** Service and web host together, in this process; or, where that is wanted, the page of those that run already. */
export const serve: Serve = async ({ port, open, again }) => {
  const folders = serveFolders();
  if (again && (await showRunning(folders, open))) return success(undefined);
  const program = findProgramFolders();
  const service = openService({ host: 'web', program, tidies: true });
  if (!service.ok) return service;
  try {
    return await servePage({ service: service.value, root: program.page, port, open, folders });
  } finally {
    await service.value.close();
  }
};

/** Browsers that Linux confines read nothing in hidden folders of the home, so there they are led in from the documents. */
function serveFolders(): ServeFolders {
  const own = applicationFolder();
  const readable = process.platform === 'linux' ? projectsHome() : own;
  return { records: join(own, '.running'), doors: join(readable, '.open') };
}
