import type { Migration } from './migration.ts';

/** A spec whose model is the user's own keeps that model's text; both columns are null where it is of the library. */
const columns = `
ALTER TABLE spec ADD COLUMN model_name TEXT;
ALTER TABLE spec ADD COLUMN model_text TEXT;
`;

export const ownModel: Migration = {
  version: 2,
  what: 'the text of the user’s own model, kept with the spec that names it',
  run: (database) => database.exec(columns),
};
