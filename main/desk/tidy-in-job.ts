import type { Supervisor } from '../jobs/supervisor.ts';
import { areThereFolders } from '../store/scratch-folder.ts';

/** Has what programs that died left among the temporary files taken away, at the cost of a look where there is nothing. */
export async function tidyInJob(supervisor: Supervisor): Promise<void> {
  // Should it not come to its end, the next start does it.
  if (await areThereFolders()) supervisor.start({ kind: 'tidy' }, () => {});
}
