/** Any value of a JSON document. */
export type Node = unknown;

/** undefined: it is no record, or has no such key of its own. */
export function child(node: Node, key: string): Node {
  if (typeof node !== 'object' || node === null || Array.isArray(node) || !Object.hasOwn(node, key))
    return undefined;
  return (node as Readonly<Record<string, Node>>)[key];
}

export function listIn(node: Node): readonly Node[] {
  return Array.isArray(node) ? node : [];
}

/** Empty: it is no text, nor a number. */
export function textIn(node: Node): string {
  return typeof node === 'string' ? node : typeof node === 'number' ? String(node) : '';
}

/** NaN where an item is no number. */
export function numbersIn(node: Node): readonly number[] {
  return listIn(node).map((item) => (typeof item === 'number' ? item : Number.NaN));
}
