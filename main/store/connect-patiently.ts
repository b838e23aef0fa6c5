import type { Database } from 'better-sqlite3';
import { connect, isBusy, type JournalMode } from './connection.ts';

/**
 * Two that open a project at once are in each other's way for a moment, and neither would get it. Whoever has it open held
 * it before, when it was looked at.
 */
export function connectPatiently(path: string, journal: JournalMode, settled?: () => void): Database {
  for (let tries = 1; ; tries++) {
    try {
      return connect(path, journal, settled);
    } catch (error) {
      if (!isBusy(error) || tries === mostTries) throw error;
    }
    const wait = tries * (10 + Math.random() * 20);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, wait);
  }
}

const mostTries = 10;
