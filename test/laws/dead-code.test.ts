import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Files and rooms with what the program itself does not use yet, each with what will; a line that is true no longer goes. */
const toCome: Readonly<Record<string, string>> = {
  'main/hosts/electron/fuses.ts': 'installers, README “Packages”',
  'main/hosts/electron/install-folder.ts': 'installers, README “Packages”',
  'main/store/project-store.ts emptyBin': 'the window’s recycle bin, which shows and empties it',
  'main/store/project-store.ts integrity':
    'nobody but the laws, which ask it after every kill and every damage',
  'shared/model/format-model.ts': 'the Model step, which formats a model text',
  'shared/plate/layout/': 'the Layout step, where layouts are pasted',
  'shared/wasm/print-module.ts': 'whoever reads what was emitted: the stored modules under test/golden/wasm',
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
  const texts = new Map([...files, `${root}build.mjs`, `${root}run.mjs`].map((file) => [file, textOf(file)]));
  const uses = new Map<string, number>();
  for (const text of texts.values())
    for (const [word] of text.matchAll(/[\w$]+/g)) uses.set(word, (uses.get(word) ?? 0) + 1);
  const declared =
    /^export (?:declare |abstract )?(?:async )?(?:function\*?|const|class|interface|type|let) (\w+)/gm;
  const method = /^ {2}(?:static |async |get )*(\w+)\(.*\{$/gm;
  const unused = [...texts].flatMap(([file, text]) =>
    [...text.matchAll(declared), ...text.matchAll(method)].flatMap(([, name = '']) =>
      uses.get(name) === 1 && name !== 'constructor' ? [`${file.slice(root.length)} ${name}`] : [],
    ),
  );
  const rooms = Object.keys(toCome);
  expect(unused.filter((one) => !rooms.some((room) => one.startsWith(room)))).toEqual([]);
  expect(rooms.filter((room) => !unused.some((one) => one.startsWith(room)))).toEqual([]);
});
