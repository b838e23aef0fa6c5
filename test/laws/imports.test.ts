import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { arrows } from './import-arrows.ts';
import { brokenArrows, circles, missingFiles, scanImports } from './import-scan.ts';

const root = path.resolve(import.meta.dirname, '../..');
const tops = ['shared', 'main', 'renderer'];

describe('the source', () => {
  const imports = scanImports(root, tops);

  test('has imports to look at', () => {
    expect(imports.length).toBeGreaterThan(5);
  });

  test('keeps to the arrows of the design', () => {
    expect(brokenArrows(imports, arrows)).toEqual([]);
  });

  test('has no circle, of types neither', () => {
    expect(circles(imports)).toEqual([]);
  });

  test('imports only files that exist', () => {
    expect(missingFiles(root, imports)).toEqual([]);
  });
});

/** A source tree of nothing but the given files, gone after the test. */
function tree(files: Readonly<Record<string, string>>): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'wellspring-imports-'));
  onTestFinished(() => fs.rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), text);
  }
  return folder;
}

function broken(files: Readonly<Record<string, string>>): readonly string[] {
  return brokenArrows(scanImports(tree(files), tops), arrows);
}

describe('the scanner catches', () => {
  test.each([
    ['shared that reaches into main', 'shared/base/a.ts', `import { x } from '../../main/store/b.ts';`],
    ['shared that reaches into the page', 'shared/base/a.ts', `import '../../renderer/b.ts';`],
    ['main that reaches into the page', 'main/cli.ts', `import { x } from '../renderer/b.ts';`],
    ['the page that reaches into main', 'renderer/a.ts', `import type { X } from '../main/store/b.ts';`],
    ['an arrow upstream', 'shared/plate/a.ts', `import { x } from '../experiment/b.ts';`],
    ['a type upstream', 'shared/model/a.ts', `import type { X } from '../compute/b.ts';`],
    ['an export upstream', 'shared/model/a.ts', `export { x } from '../compute/b.ts';`],
    ['an export of everything upstream', 'shared/model/a.ts', `export * from '../compute/b.ts';`],
    ['a late import', 'shared/model/a.ts', `const x = await import('../compute/b.ts');`],
    [
      'an import over several lines',
      'shared/model/a.ts',
      `import {\n  x,\n  type Y,\n} from '../compute/b.ts';`,
    ],
    ['Node in shared', 'shared/base/a.ts', `import * as fs from 'node:fs';`],
    ['a package in shared', 'shared/base/a.ts', `import x from 'lodash/x';`],
    ['a scoped package on the page', 'renderer/a.ts', `import x from '@scope/x/y';`],
    ['engine values on the page', 'renderer/a.ts', `import { x } from '../shared/inference/b.ts';`],
    [
      'engine values on a component',
      'renderer/A.svelte',
      `<script lang="ts">\nimport { x } from '../shared/inference/b.ts';\n</script>\n<p>hi</p>`,
    ],
    [
      'a host that reaches into the engine',
      'main/hosts/web/a.ts',
      `import { x } from '../../../shared/inference/b.ts';`,
    ],
    ['an unknown room that imports', 'shared/utils/a.ts', `import { x } from '../base/b.ts';`],
    ['an unknown room of main', 'main/helpers/a.ts', `import { x } from '../../shared/base/b.ts';`],
    ['an unknown room imported', 'shared/base/a.ts', `import { x } from '../utils/b.ts';`],
    ['one format in another', 'shared/plate/formats/tecan/a.ts', `import { x } from '../biotek/b.ts';`],
    [
      'one backend in another',
      'shared/compute/backends/wasm/a.ts',
      `import { x } from '../javascript/b.ts';`,
    ],
    [
      'one guide in another',
      'shared/inference/guide/full-rank/a.ts',
      `import { x } from '../factorised/b.ts';`,
    ],
    [
      'a guide in what guides share',
      'shared/inference/guide/encoder/a.ts',
      `import { x } from '../factorised/b.ts';`,
    ],
    [
      'one estimator in another',
      'shared/inference/estimator/dreg/a.ts',
      `import { x } from '../plain/b.ts';`,
    ],
    [
      'one objective in another',
      'shared/inference/objective/hierarchical/a.ts',
      `import { x } from '../iwae/b.ts';`,
    ],
    ['one method in another', 'shared/compute/methods/rk4.ts', `import { x } from './euler.ts';`],
    ['one step in another', 'renderer/steps/fit/a.ts', `import { x } from '../compare/b.ts';`],
  ])('%s', (_what, file, text) => {
    const found = broken({ [file]: text });
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(file);
  });

  test('a circle of values, naming its files', () => {
    const folder = tree({
      'shared/base/a.ts': `import { b } from './b.ts';`,
      'shared/base/b.ts': `export { c } from './c.ts';`,
      'shared/base/c.ts': `import { a } from './a.ts';`,
    });
    expect(circles(scanImports(folder, tops))).toEqual([
      'shared/base/a.ts -> shared/base/b.ts -> shared/base/c.ts -> shared/base/a.ts',
    ]);
  });

  test('a circle of types', () => {
    const folder = tree({
      'shared/base/a.ts': `import type { B } from './b.ts';`,
      'shared/base/b.ts': `import { a } from './a.ts';`,
    });
    expect(circles(scanImports(folder, tops))).toEqual([
      'shared/base/a.ts -> shared/base/b.ts -> shared/base/a.ts',
    ]);
  });

  test('a file that is not there', () => {
    const folder = tree({ 'shared/base/a.ts': `import { b } from './gone.ts';` });
    expect(missingFiles(folder, scanImports(folder, tops))).toEqual([
      'shared/base/a.ts imports shared/base/gone.ts, which is not there',
    ]);
  });
});

describe('the scanner allows', () => {
  test.each([
    ['an arrow downstream', 'shared/experiment/a.ts', `import { x } from '../plate/b.ts';`],
    ['a member its family', 'shared/plate/formats/tecan/a.ts', `import type { X } from '../../format.ts';`],
    [
      'a guide what guides share',
      'shared/inference/guide/factorised/a.ts',
      `import { x } from '../encoder/b.ts';`,
    ],
    [
      'what guides share one another',
      'shared/inference/guide/encoder/a.ts',
      `import { x } from '../network/b.ts';`,
    ],
    ['an index its members', 'shared/plate/formats/index.ts', `import { x } from './tecan/index.ts';`],
    ['an index its files', 'shared/compute/methods/index.ts', `import { x } from './euler.ts';`],
    ['engine types on the page', 'renderer/a.ts', `import type { X } from '../shared/inference/b.ts';`],
    [
      'what is in a comment',
      'shared/base/a.ts',
      `// import { x } from 'y';\n/* import { x } from '../../main/b.ts'; */`,
    ],
    ['what is in generated code', 'shared/base/a.ts', "const text = `import { x } from 'y';`;"],
    ['a kept package', 'shared/model/a.ts', `import { parse } from 'yaml';`],
  ])('%s', (_what, file, text) => {
    expect(broken({ [file]: text })).toEqual([]);
  });
});
