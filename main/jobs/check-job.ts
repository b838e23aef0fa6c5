import { checkCopy } from '../store/check-copy.ts';
import { reasonOf } from '../store/store-problem.ts';
import type { CheckTask } from './messages.ts';
import type { Port } from './port.ts';

/** Reads a backup's copy as a whole. What the drive does not let be read is as bad as what is damaged. */
export async function runCheckJob({ copy }: CheckTask, port: Port): Promise<void> {
  let damage: string | null;
  try {
    damage = checkCopy(copy);
  } catch (error) {
    damage = reasonOf(error);
  }
  await port.send({ kind: 'checked', damage });
}
