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
const entries = ['cli', 'serve', 'job', 'worker', 'electron', 'service-process'];
// Electron is there where its own entry runs; a native module is loaded from its package's folder.
const external = ['electron', 'better-sqlite3'];

async function buildMain() {
  const there = entries.filter((name) => fs.existsSync(path.join(root, 'main', `${name}.ts`)));
  if (there.length === 0) return;
  await build({
    configFile: false,
    root,
    publicDir: false,
    logLevel: 'warn',
    // Everything is bundled: an installed program has no node_modules.
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
    plugins: [svelte({ configFile: false })],
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
  fs.rmSync(dist, { recursive: true, force: true, maxRetries: 5 });
  fs.renameSync(fresh, dist);
} catch (error) {
  // The message has file, line and an excerpt; the stack is the bundler's.
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  fs.rmSync(fresh, { recursive: true, force: true });
}
