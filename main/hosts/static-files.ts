import { readFile, realpath } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
};

export interface StaticFile {
  readonly type: string;
  readonly bytes: Uint8Array;
}

/**
 * The file that a URL path names below `root`, or null: none there, not of a kind the page has, or outside of `root` by
 * whatever trick (`..`, encoded slashes, links). `/` is `index.html`.
 */
export async function readStaticFile(root: string, path: string): Promise<StaticFile | null> {
  const names = decodedNames(path === '/' ? '/index.html' : path);
  const type = types[extname(path === '/' ? 'index.html' : path)];
  if (names === null || type === undefined) return null;
  try {
    const [home, file] = await Promise.all([realpath(root), realpath(join(root, ...names))]);
    if (!file.startsWith(home + sep)) return null;
    return { type, bytes: await readFile(file) };
  } catch {
    return null;
  }
}

function decodedNames(path: string): readonly string[] | null {
  let decoded: string;
  try {
    decoded = decodeURIComponent(path);
  } catch {
    return null;
  }
  const names = decoded.split('/').slice(1);
  const plain = names.every((name) => /^[\w][\w.-]*$/.test(name) && !name.includes('..'));
  return plain ? names : null;
}
