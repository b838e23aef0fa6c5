import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Arrows } from './import-arrows.ts';

/** One import statement: who, what as written, and the file it means if it is one of ours. */
export interface Import {
  /** Importing file, relative to the root, with `/`. */
  readonly from: string;
  readonly specifier: string;
  /** Imported file, relative to the root; absent for packages. */
  readonly to?: string;
  /** Whether it vanishes when types are stripped. */
  readonly typeOnly: boolean;
}

/** All imports of the given top folders' .ts and .svelte files. */
export function scanImports(root: string, tops: readonly string[]): readonly Import[] {
  return tops.flatMap((top) => sources(root, top)).flatMap((file) => importsOf(root, file));
}

function sources(root: string, folder: string): readonly string[] {
  const full = path.join(root, folder);
  if (!fs.existsSync(full)) return [];
  return fs.readdirSync(full, { withFileTypes: true }).flatMap((entry) => {
    const name = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return sources(root, name);
    return /\.(ts|svelte)$/.test(entry.name) && !entry.name.endsWith('.d.ts') ? [name] : [];
  });
}

const statement =
  /\b(import|export)\s+(type\s+)?(?:([\w$\s,{}*]+?)\s*\bfrom\s*)?(['"])([^'"\n]+)\4|\bimport\s*\(\s*(['"])([^'"\n]+)\6/g;

function importsOf(root: string, from: string): readonly Import[] {
  let text = fs.readFileSync(path.join(root, from), 'utf8');
  if (from.endsWith('.svelte')) {
    text = [...text.matchAll(/<script\b[^>]*>([\s\S]*?)<\/script>/g)].map((match) => match[1]).join('\n');
  }
  return [...withoutComments(text).matchAll(statement)].flatMap((match) => {
    const specifier = match[5] ?? match[7] ?? '';
    // `export 'x'` is no statement; a bare `import 'x'` is.
    if (match[1] === 'export' && match[3] === undefined) return [];
    const typeOnly = match[2] !== undefined;
    if (!specifier.startsWith('.')) return [{ from, specifier, typeOnly }];
    const to = path.posix.normalize(
      path.posix.join(path.posix.dirname(from), specifier.replace(/\?.*$/, '')),
    );
    return [{ from, specifier, to, typeOnly }];
  });
}

/** Comments blanked out; strings and templates kept, so that `'http://x'` stays whole. */
function withoutComments(text: string): string {
  const token = /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\[\s\S]|[^`\\])*`|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g;
  return text.replace(token, (found) => {
    if (found.startsWith('/')) return ' ';
    // A template never names an import, and generated code in one may look like one.
    return found.startsWith('`') ? '``' : found;
  });
}

/** The room of a file: the longest known folder above it, or undefined. Files directly in `main/` are entries. */
export function roomOf(file: string, arrows: Arrows): string | undefined {
  const rooms = Object.keys(arrows.values).filter((room) => file === room || file.startsWith(`${room}/`));
  const room = rooms.sort((a, b) => b.length - a.length)[0];
  // Entries lie in main/ itself: a folder there that has no arrows of its own is unknown.
  return room === 'main' && file.split('/').length > 2 ? undefined : room;
}

/** Every broken arrow, as a sentence with both names. */
export function brokenArrows(imports: readonly Import[], arrows: Arrows): readonly string[] {
  return imports.flatMap((one) => {
    const room = roomOf(one.from, arrows);
    if (room === undefined) return [`${one.from} lies in a room that the design does not know`];
    if (one.to === undefined) return packageProblem(one, arrows);
    const told = `${one.from} imports ${one.to}`;
    const target = roomOf(one.to, arrows);
    if (target === undefined) return [`${told}, which lies in a room that the design does not know`];
    const family = sharedFamily(one.from, one.to, arrows);
    if (family !== undefined) return [`${told}: members of ${family} must not know each other`];
    const allowed = [
      room,
      ...(arrows.values[room] ?? []),
      ...(one.typeOnly ? (arrows.types[room] ?? []) : []),
    ];
    if (allowed.includes(target)) return [];
    return [`${told}: ${room} may import ${allowed.slice(1).join(', ') || 'nothing'}`];
  });
}

/** The family of which the two files belong to different members, if there is one; what members share is for all of them. */
function sharedFamily(from: string, to: string, arrows: Arrows): string | undefined {
  return [...arrows.families, ...arrows.fileFamilies].find((family) => {
    const ofFiles = arrows.fileFamilies.includes(family);
    const [a, b] = [member(from, family, ofFiles), member(to, family, ofFiles)];
    const isShared = arrows.sharedInFamily[family]?.includes(b ?? '') ?? false;
    return a !== undefined && b !== undefined && a !== b && !isShared;
  });
}

/** The member's name within a family, or undefined for other files and for the family's own: its index, its contract. */
function member(file: string, family: string, ofFiles: boolean): string | undefined {
  const rest = file.startsWith(`${family}/`) ? file.slice(family.length + 1).split('/') : [];
  if (rest.length > 1) return rest[0];
  return ofFiles && rest[0] !== 'index.ts' ? rest[0] : undefined;
}

function packageProblem(one: Import, arrows: Arrows): readonly string[] {
  const top = one.from.split('/')[0] ?? '';
  const allowed = arrows.packages[top] ?? [];
  const parts = one.specifier.split('/');
  const name = one.specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? '');
  if (allowed.includes(name) || (name.startsWith('node:') && allowed.includes('node:*'))) return [];
  return [`${one.from} imports ${one.specifier}: ${top}/ may import ${allowed.join(', ') || 'no package'}`];
}

/** One sentence for every import that points at no file; such an arrow could hide anything. */
export function missingFiles(root: string, imports: readonly Import[]): readonly string[] {
  return imports
    .filter((one) => one.to !== undefined && !fs.existsSync(path.join(root, one.to)))
    .map((one) => `${one.from} imports ${one.to}, which is not there`);
}

/** Each group of files that import one another in a circle, values or types, as `a -> b -> a`. */
export function circles(imports: readonly Import[]): readonly string[] {
  const next = new Map<string, string[]>();
  for (const one of imports) {
    if (one.to === undefined) continue;
    const list = next.get(one.from) ?? [];
    list.push(one.to);
    next.set(one.from, list);
  }
  const done = new Set<string>();
  const cycles: string[] = [];
  const walk = (file: string, trail: readonly string[]): void => {
    const at = trail.indexOf(file);
    if (at >= 0) {
      cycles.push([...trail.slice(at), file].join(' -> '));
      return;
    }
    if (done.has(file)) return;
    for (const target of next.get(file) ?? []) walk(target, [...trail, file]);
    done.add(file);
  };
  for (const file of next.keys()) walk(file, []);
  return cycles;
}
