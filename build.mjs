// Builds everything into dist/: the page as an application, the privileged side as ES modules for Node 24. Resources
// stay where they are; programs find them by walking up from their own place to the folder that holds `resources/`.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { build } from 'vite';

const root = path.dirname(fileURLToPath(import.meta.url));
const dist = path.join(root, 'dist');
// Built beside and moved into place when all of it is there: a failed build leaves the last good one alone.
const fresh = path.join(root, `dist-${process.pid}`);
const entries = ['cli', 'serve', 'job', 'worker', 'blob-reader', 'electron', 'service-process'];
// Electron is there where its own entry runs; a native module is loaded from its package's folder.
const external = ['electron', 'better-sqlite3'];

// Loaded from its package's folder, and so not seen by the bundler, but part of an installed program all the same.
const shipped = new Set(['better-sqlite3']);

/** Remembers which packages a bundle has code of. @returns {import('vite').Plugin} */
function noteLicences() {
  return {
    name: 'note-licences',
    generateBundle(_options, bundle) {
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== 'chunk') continue;
        for (const [id, { renderedLength }] of Object.entries(chunk.modules)) {
          const name = /.*[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/.exec(id)?.[1];
          if (name !== undefined && renderedLength > 0) shipped.add(name.replace('\\', '/'));
        }
      }
    },
  };
}

/** Who made the parts of others in the built program, and under which licences. */
function notice() {
  const parts = [...shipped].sort().map((name) => {
    const folder = path.join(root, 'node_modules', name);
    const { version, license } = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
    const file = fs.readdirSync(folder).find((one) => /^licen[cs]e(\.|$)/i.test(one));
    if (file === undefined) throw new Error(`${folder} has no licence to ship`);
    const text = fs.readFileSync(path.join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim();
    return `${name} ${version} (${license})\n\n${text}\n`;
  });
  return [
    'Wellspring contains parts of others. Their licences:\n',
    ...parts,
    'SQLite, within better-sqlite3, is in the public domain (https://sqlite.org/copyright.html).\n\n' +
      'Electron and Chromium bring their own licences beside the program (LICENSE, LICENSES.chromium.html).\n\n' +
      'Example data and specs (resources/examples): their licences lie beside them.\n',
  ].join(`\n${'-'.repeat(80)}\n\n`);
}

async function buildMain() {
  const there = entries.filter((name) => fs.existsSync(path.join(root, 'main', `${name}.ts`)));
  if (there.length === 0) return;
  await build({
    configFile: false,
    root,
    publicDir: false,
    logLevel: 'warn',
    // Everything is bundled: an installed program has no node_modules.
    plugins: [noteLicences()],
    ssr: { noExternal: true, external, target: 'node' },
    build: {
      ssr: true,
      target: 'node24',
      outDir: path.join(fresh, 'main'),
      minify: false,
      sourcemap: true,
      rollupOptions: {
        input: Object.fromEntries(there.map((name) => [name, path.join(root, 'main', `${name}.ts`)])),
        output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  });
}

/** A sandboxed preload must be one CommonJS file. */
async function buildPreload() {
  const entry = path.join(root, 'main', 'preload.ts');
  if (!fs.existsSync(entry)) return;
  await build({
    configFile: false,
    root,
    publicDir: false,
    logLevel: 'warn',
    plugins: [noteLicences()],
    build: {
      target: 'es2024',
      outDir: path.join(fresh, 'main'),
      emptyOutDir: false,
      minify: false,
      lib: { entry, formats: ['cjs'], fileName: () => 'preload.cjs' },
      rollupOptions: { external },
    },
  });
}

async function buildRenderer() {
  const page = path.join(root, 'renderer');
  if (!fs.existsSync(path.join(page, 'index.html'))) return;
  await build({
    configFile: false,
    root: page,
    base: './',
    publicDir: false,
    logLevel: 'warn',
    plugins: [svelte({ configFile: false }), noteLicences()],
    build: {
      // Oldest engine it must run in: the Chromium of the Electron it ships with, and current browsers.
      target: 'es2024',
      outDir: path.join(fresh, 'renderer'),
      emptyOutDir: true,
      minify: false,
      sourcemap: true,
      // The page's content security policy refuses data: fonts and scripts.
      assetsInlineLimit: 0,
    },
  });
}

try {
  await buildMain();
  await buildPreload();
  await buildRenderer();
  fs.mkdirSync(fresh, { recursive: true });
  fs.writeFileSync(path.join(fresh, 'NOTICE'), notice());
  fs.rmSync(dist, { recursive: true, force: true, maxRetries: 5 });
  fs.renameSync(fresh, dist);
} catch (error) {
  // The message has file, line and an excerpt; the stack is the bundler's.
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  fs.rmSync(fresh, { recursive: true, force: true });
}
