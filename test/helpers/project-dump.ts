import SqliteDatabase from 'better-sqlite3';

/** What a user sees of a project: all rows of all tables but the log and its clock, without what lies in the bin. */
const live: Readonly<Record<string, string>> = {
  project: 'SELECT * FROM project',
  spec: 'SELECT * FROM spec',
  settings: 'SELECT * FROM settings ORDER BY key',
  files: 'SELECT * FROM files WHERE recycled = 0 ORDER BY id',
  parsed: 'SELECT parsed.* FROM parsed JOIN files ON files.id = file WHERE recycled = 0 ORDER BY file',
  fits: 'SELECT * FROM fits WHERE recycled = 0 ORDER BY number',
  fit_data:
    'SELECT fit_data.* FROM fit_data JOIN fits ON number = fit WHERE recycled = 0 ORDER BY fit, sha256',
  fit_blobs:
    'SELECT fit_blobs.* FROM fit_blobs JOIN fits ON number = fit WHERE recycled = 0 ORDER BY fit, kind',
  contents: `SELECT * FROM contents WHERE sha256 IN (SELECT sha256 FROM files WHERE recycled = 0
    UNION SELECT sha256 FROM fit_data JOIN fits ON number = fit WHERE recycled = 0) ORDER BY sha256`,
};

/** Of a project at rest. Throws for a table that it does not know, so that a new one cannot be forgotten here. */
export function dumpProject(path: string): Readonly<Record<string, readonly unknown[]>> {
  const database = new SqliteDatabase(path, { readonly: true });
  try {
    const tables = database
      .prepare<[], string>(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`)
      .pluck()
      .all();
    const known = [...Object.keys(live), 'log', 'saved'].sort();
    if (tables.sort().join() !== known.join())
      throw new Error(`tables ${tables.join()} are not ${known.join()}`);
    return Object.fromEntries(
      Object.entries(live).map(([table, select]) => [table, database.prepare(select).all()]),
    );
  } finally {
    database.close();
  }
}

/** Every row of every table. */
export function countRows(path: string): number {
  const database = new SqliteDatabase(path, { readonly: true });
  try {
    return [...Object.keys(live), 'log'].reduce(
      (sum, table) => sum + Number(database.prepare(`SELECT count(*) FROM ${table}`).pluck().get()),
      0,
    );
  } finally {
    database.close();
  }
}
