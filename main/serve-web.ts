import type { Serve } from './cli/serve.ts';
import { servePage } from './hosts/web/serve-page.ts';
import { openService } from './service.ts';
import { findProgramFolders } from './store/resources.ts';

/** Service and web host together, in this process. */
export const serve: Serve = async ({ port, open }) => {
  const program = findProgramFolders();
  const service = openService({ host: 'web', program });
  if (!service.ok) return service;
  try {
    return await servePage({ service: service.value, root: program.page, port, open });
  } finally {
    await service.value.close();
  }
};
