import { nextTurn } from './next-turn.ts';
import type { Port } from './port.ts';

/** What the work makes, which calls `pause` again and again; null: a stop was asked for meanwhile. */
export async function unlessStopped<T>(
  port: Port,
  work: (pause: () => Promise<void>) => Promise<T>,
): Promise<T | null> {
  const stopped = new Error('asked to stop');
  try {
    return await work(async () => {
      await nextTurn();
      if (port.shouldStop()) throw stopped;
    });
  } catch (error) {
    if (error === stopped) return null;
    throw error;
  }
}
