import type { LocatedDocument, LocatedNode } from '../../base/document.ts';

/** Plain data as a document, so that what programs wrote is read by the same rules as what people write. */
export function documentOfValue(value: unknown, file: string): LocatedDocument {
  return { file, text: '', root: nodeOfValue(value, file) };
}

function nodeOfValue(value: unknown, file: string): LocatedNode {
  const place = { file };
  if (Array.isArray(value))
    return { kind: 'list', items: value.map((item) => nodeOfValue(item, file)), place };
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, item]) => ({
      key,
      written: key,
      keyPlace: place,
      value: nodeOfValue(item, file),
    }));
    return { kind: 'map', entries, place };
  }
  const isPlain = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  return { kind: 'scalar', value: isPlain ? value : null, text: isPlain ? String(value) : '', place };
}
