import { type Document, isMap, isScalar, type Node, parseDocument, visit, YAMLMap } from 'yaml';
import type { Place, Problem } from './problem.ts';

/** A value that somebody gives in place of what the text has, or beside it. */
export interface DocumentEdit {
  /** Keys from the top; only the last may be new. `has` tells what the text holds. */
  readonly path: (has: (path: readonly string[]) => boolean) => readonly string[];
  /** YAML. */
  readonly value: string;
  /** What problems with it point at. */
  readonly place: Place;
  /** What to write where the value is no YAML. */
  readonly remedy: string;
}

/** Puts an edit into the tree and remembers its nodes; returns why it cannot be. */
export function applyEdit(
  document: Document,
  edit: DocumentEdit,
  edited: Map<unknown, Place>,
): readonly Problem[] {
  const { place, remedy } = edit;
  const refuse = (message: string, way: string): readonly Problem[] => [
    { code: 'option.set', severity: 'error', message, remedy: way, place },
  ];
  const value = parseDocument(edit.value, { logLevel: 'error' });
  if (value.errors.length > 0 || value.contents === null)
    return refuse(`the value “${edit.value}” is no YAML`, remedy);
  const path = edit.path((keys) => document.hasIn(keys));
  const parent = parentOf(document, path, (made) => edited.set(made, place));
  if (parent === null)
    return refuse('the spec has no section of that name', 'Name a key of the spec, as in params.solver.');
  remember(value.contents, place, edited);
  parent.set(path.at(-1), value.contents);
  return [];
}

/** The map that the last key of a path belongs to, made where the text has none; null where something else stands there. */
function parentOf(
  document: Document,
  path: readonly string[],
  onMade: (made: YAMLMap) => void,
): YAMLMap | null {
  let parent: unknown = document.contents;
  for (const key of path.slice(0, -1)) {
    if (!isMap(parent)) return null;
    if (isEmpty(parent.get(key, true))) {
      const made = new YAMLMap();
      onMade(made);
      parent.set(key, made);
    }
    parent = parent.get(key, true);
  }
  return isMap(parent) ? parent : null;
}

function isEmpty(node: unknown): boolean {
  return node === undefined || node === null || (isScalar(node) && node.value === null);
}

function remember(node: Node | null, place: Place, edited: Map<unknown, Place>): void {
  visit(node, (_, each) => {
    edited.set(each, place);
  });
}
