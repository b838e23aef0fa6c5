import type { Database, Statement } from 'better-sqlite3';

/**
 * Lets a connection compile each text once. A compiled statement holds memory that the collector does not see, so that
 * those of a thousand writes would wait for it and grow the process without end. One text must always be used in one way
 * (`pluck` or not), and not again while it is iterated.
 */
export function rememberStatements(database: Database): void {
  const prepare = database.prepare.bind(database) as (text: string) => Statement;
  const known = new Map<string, Statement>();
  const remembered = (text: string): Statement => {
    const there = known.get(text);
    if (there !== undefined) return there;
    const made = prepare(text);
    known.set(text, made);
    return made;
  };
  database.prepare = remembered as Database['prepare'];
}
