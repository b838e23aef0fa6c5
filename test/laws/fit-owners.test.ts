import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { scanImports } from './import-scan.ts';

/** What the owners of fits (`kept-fits.ts`, `project-fits.ts`, `folder-fits.ts`) decide by; nobody else may decide by it again. */
const rules = [
  'fit-decision.ts',
  'fit-launch.ts',
  'fits-left.ts',
  'folder-keeper.ts',
  'folder-life.ts',
  'folder-problems.ts',
  'live-fits.ts',
  'project-keeper.ts',
].map((file) => `main/fits/${file}`);

test('the command line and the channels begin and go on with fits through their owners alone', () => {
  const imports = scanImports(fileURLToPath(new URL('../../', import.meta.url)), ['main']).flatMap(
    ({ from, to }) => (to === undefined ? [] : [[from, to] as const]),
  );
  const outside = imports.filter(([from]) => /^main\/(cli|handlers)\//.test(from));
  expect(outside.filter(([, to]) => to.startsWith('main/fits/')).length).toBeGreaterThan(5);
  expect(outside.filter(([, to]) => rules.includes(to))).toEqual([]);
  for (const rule of rules)
    expect(
      imports.some(([, to]) => to === rule),
      rule,
    ).toBe(true);
});
