import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** What the program itself does not use yet, each with what will: a line that is true no longer goes. */
const toCome: Readonly<Record<string, string>> = {
  fuseFaults: 'installers, README “Packages”',
  grantToAppContainers: 'installers, README “Packages”',
  formatModel: 'the Model step, which formats a model text',
  printModule: 'whoever reads what was emitted: the stored modules under test/golden/wasm',
};

function textOf(file: string): string {
  return readFileSync(file, 'utf8')
    .replaceAll(/\/\*[\s\S]*?\*\//g, '')
    .replaceAll(/(^|\s)\/\/.*$/gm, '');
}

test('what is exported is used by the program, not by tests alone', () => {
  const files = ['shared', 'main', 'renderer'].flatMap((top) =>
    readdirSync(root + top, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile() && /(?<!\.d)\.(ts|svelte)$/.test(entry.name))
      .map((entry) => `${entry.parentPath}/${entry.name}`),
  );
  const texts = [...files, `${root}build.mjs`, `${root}run.mjs`].map(textOf);
  const uses = new Map<string, number>();
  for (const text of texts)
    for (const [word] of text.matchAll(/[\w$]+/g)) uses.set(word, (uses.get(word) ?? 0) + 1);
  const declared =
    /^export (?:declare |abstract )?(?:async )?(?:function\*?|const|class|interface|type|let) (\w+)/gm;
  const unused = texts.flatMap((text) =>
    [...text.matchAll(declared)].flatMap(([, name = '']) => (uses.get(name) === 1 ? [name] : [])),
  );
  expect(unused.sort()).toEqual(Object.keys(toCome).sort());
});
