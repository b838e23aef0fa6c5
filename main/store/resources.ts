import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { assert } from '../../shared/base/assert.ts';

/** Where the program's own files lie, as a folder of sources, built or installed. */
export interface ProgramFolders {
  /** Holds `package.json`. */
  readonly root: string;
  readonly models: string;
  readonly examples: string;
  /** The built page. */
  readonly page: string;
  readonly version: string;
}

/** Walks up from this program to the folder that holds `resources/`. */
export function findProgramFolders(): ProgramFolders {
  let root = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(root, 'resources'))) {
    assert(dirname(root) !== root, 'the program lies somewhere below the folder that holds resources/');
    root = dirname(root);
  }
  return {
    root,
    models: join(root, 'resources', 'models'),
    examples: join(root, 'resources', 'examples'),
    page: join(root, 'dist', 'renderer'),
    version: programVersion(join(root, 'package.json')),
  };
}

function programVersion(file: string): string {
  const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
  assert(typeof content === 'object' && content !== null && 'version' in content, `${file} states a version`);
  return String(content.version);
}
