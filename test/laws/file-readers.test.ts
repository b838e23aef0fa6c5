import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

/**
 * Closing any handle of a file lets go of the locks that SQLite holds on it. So whatever opens a file for its content in a
 * process that may have projects open either asks `store/open-here.ts` first, or opens only what no user names.
 */
const allowed: Readonly<Record<string, string>> = {
  'store/open-here.ts': 'asks',
  'jobs/input-file.ts': 'asks',
  'store/atomic-file.ts': 'temporary files of its own, and folders',
  'store/part-file.ts': 'only makes new files',
  'store/kept-file.ts': 'projects and logs that probe-file.ts has asked about',
  'store/recovery-copy.ts': 'a project that open-project.ts has asked about',
  'store/lock-holder.ts': 'the system’s list of locks',
  'store/other-names.ts': 'the system’s list of mounts',
  'store/machine.ts': 'the system’s lists of mounts and drives',
  'store/resources.ts': 'the program’s own files',
  'desk/example.ts': 'the program’s own files',
  'desk/example-fit.ts': 'the program’s own files',
  'desk/shipped-specs.ts': 'the program’s own files',
  'desk/recent-projects.ts': 'a file of the program in the user’s folder',
  'hosts/static-files.ts': 'the program’s own files',
  'hosts/web/running-host.ts': 'files of the program in a private folder',
  'hosts/web/private-folder.ts': 'only makes new files',
  'hosts/electron/window-state.ts': 'a file of the program, in the host’s process',
};

const opens =
  /\b(?:openSync|readFileSync|readFile|writeFileSync|writeFile|appendFileSync|copyFileSync|copyFile|cpSync|createReadStream|createWriteStream|truncateSync|openAsBlob)\b/;

test('whoever opens files asks first whether they are open projects', () => {
  const main = join(import.meta.dirname, '../../main');
  const openers = readdirSync(main, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => file.endsWith('.ts') && opens.test(importsOfFiles(join(main, file))));
  expect(openers.sort()).toEqual(Object.keys(allowed).sort());
});

/** What a file takes from Node's file systems. */
function importsOfFiles(file: string): string {
  const text = readFileSync(file, 'utf8');
  const named = [...text.matchAll(/import\s+([^;]*?)\s+from 'node:fs(?:\/promises)?'/g)].map(
    ([, names]) => names,
  );
  // Everything under one name might be anything.
  return named.map((names) => (names?.startsWith('{') ? names : 'openSync')).join(' ');
}
