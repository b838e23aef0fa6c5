import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** More in a row nobody can tell apart at a call: a view or a record names them. */
const most = 6;

/** WebAssembly takes numbers and no records, so loops that are emitted may have more: `file name count`. */
const emitted: readonly string[] = [
  'shared/inference/draws/simd/functions.ts addProduct 10',
  'shared/inference/draws/simd/functions.ts addProductTransposed 9',
  'shared/inference/draws/simd/functions.ts normals 8',
  'shared/inference/guide/factorised/draw-functions.ts draws 9',
];

/** TypeScript of a file; of a component its scripts. */
function scriptOf(file: string): string {
  const text = readFileSync(root + file, 'utf8');
  if (!file.endsWith('.svelte')) return text;
  return [...text.matchAll(/<script\b[^>]*>([\s\S]*?)<\/script>/g)].map(([, script]) => script).join('\n');
}

/** Functions, methods, arrows and types of functions of a text that take more than they should. */
function tooMany(file: string, text: string): readonly string[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && node.parameters.length > most) {
      const named = node.name ?? ('name' in node.parent ? (node.parent.name as ts.Node) : undefined);
      found.push(`${file} ${named?.getText() ?? 'a function'} ${node.parameters.length}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

test('the law sees functions, methods, arrows and types', () => {
  const seven = 'a: A, b: B, c: C, d: D, e: E, f: F, g: G';
  const text = `function one(${seven}) {} class K { two(${seven}) {} } const three = (${seven}) => 0;
    interface I { four(${seven}): void; readonly five: (${seven}) => void } function six({ a, b, c, d, e, f, g }: A) {}`;
  expect(tooMany('f.ts', text)).toEqual(
    ['one', 'two', 'three', 'four', 'five'].map((name) => `f.ts ${name} 7`),
  );
});

test('no function takes more than six arguments by their place', () => {
  const files = ['shared', 'main', 'renderer', 'test'].flatMap((top) =>
    readdirSync(root + top, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile() && /(?<!\.d)\.(ts|svelte)$/.test(entry.name))
      .map((entry) => `${entry.parentPath.slice(root.length)}/${entry.name}`),
  );
  expect(files.flatMap((file) => tooMany(file, scriptOf(file))).sort()).toEqual([...emitted].sort());
});
