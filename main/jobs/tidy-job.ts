import { removeDeadFolders } from '../store/scratch-folder.ts';
import type { Port } from './port.ts';

/** Takes away the copies of projects that programs left among the temporary files when they died: they may be large. */
export async function runTidyJob(port: Port): Promise<void> {
  removeDeadFolders();
  await port.send({ kind: 'tidied' });
}
