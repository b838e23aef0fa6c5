import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { present } from '../../shared/base/assert.ts';

/** An entry of `main/` as a file to start: `job.js` beside the built program (or one folder up, from a shared chunk), else the source itself. */
export function programFile(name: string): string {
  const candidates = [`./${name}.js`, `../${name}.js`, `../${name}.ts`].map((path) =>
    fileURLToPath(new URL(path, import.meta.url)),
  );
  return present(
    candidates.find(existsSync),
    `the program “${name}” lies beside this one: ${candidates.join(', ')}`,
  );
}
