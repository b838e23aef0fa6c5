import { joined } from './json-door.ts';

interface Frame {
  readonly path: string;
  /** null: a list. */
  readonly keys: Set<string> | null;
  /** The key or index that a value now begun stands at. */
  at: string | number;
}

const token = /"(?:[^"\\]|\\.)*"|[{}[\]:,]/g;

/** Whether lists and objects of a JSON text lie within one another more than `most` deep; a parser needs a call for each. */
export function isDeeperThan(text: string, most: number): boolean {
  let depth = 0;
  for (const [part] of text.matchAll(token)) {
    if (part === '{' || part === '[') depth += 1;
    else if (part === '}' || part === ']') depth -= 1;
    if (depth > most) return true;
  }
  return false;
}

/**
 * Paths of keys that an object of a valid JSON text has twice: `individuals[0].treatments.C`. `JSON.parse` keeps the last
 * one in silence.
 */
export function repeatedKeys(text: string): readonly string[] {
  const repeated: string[] = [];
  const open: Frame[] = [];
  let word = '';
  for (const [part] of text.matchAll(token)) {
    const frame = open.at(-1);
    if (part === '{' || part === '[') {
      const path = frame === undefined ? '' : pathOf(frame);
      open.push({ path, keys: part === '{' ? new Set() : null, at: part === '{' ? '' : 0 });
    } else if (part === '}' || part === ']') open.pop();
    else if (part === ':' && frame !== undefined && frame.keys !== null) {
      frame.at = JSON.parse(word) as string;
      if (frame.keys.has(frame.at)) repeated.push(pathOf(frame));
      frame.keys.add(frame.at);
    } else if (part === ',' && typeof frame?.at === 'number') frame.at += 1;
    else word = part;
  }
  return repeated;
}

function pathOf({ path, at }: Frame): string {
  return joined(path, typeof at === 'number' ? `[${at}]` : at);
}
