import { runServiceProcess } from './hosts/electron/service-process.ts';
import { openService } from './service.ts';

/** Entry of the service's process under the desktop host. */
await runServiceProcess((startJob) => openService({ host: 'electron', startJob, tidies: true }));
