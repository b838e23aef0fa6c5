import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Names that two files export and mean the same by: members of a family have what their family asks for. */
const shared: readonly string[] = ['emitLikelihood', 'emitSimulation', 'LikelihoodKind'];

function sources(folder: string): readonly string[] {
  return readdirSync(root + folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /(?<!\.d)\.ts$/.test(entry.name))
    .map((entry) => `${entry.parentPath}/${entry.name}`);
}

test('an exported name means one thing in all of main and shared', () => {
  const places = new Map<string, string[]>();
  for (const file of [...sources('shared'), ...sources('main')]) {
    const declared =
      /^export (?:declare |abstract )?(?:async )?(?:function\*?|const|class|interface|type|let) (\w+)/gm;
    for (const [, name = ''] of readFileSync(file, 'utf8').matchAll(declared))
      places.set(name, [...(places.get(name) ?? []), file.slice(root.length)]);
  }
  const twice = [...places].filter(([name, files]) => files.length > 1 && !shared.includes(name));
  expect(twice).toEqual([]);
});

test('no declarations that a compiler has made lie among the sources', () => {
  const made = execFileSync('find', ['shared', 'main', 'renderer', '-name', '*.d.ts'], {
    cwd: root,
    encoding: 'utf8',
  });
  expect(made.trim().split('\n')).toEqual(['shared/platform.d.ts']);
});
