import { excerptAt } from '../base/document.ts';
import { type DocumentReader, isNull, type MapReader } from '../base/document-reader.ts';
import type { SpecPlace } from './data-spec.ts';

/** Names in the files, and what the model calls them. */
export interface Binding {
  readonly values: readonly string[];
  /** [value]. */
  readonly bound: readonly string[];
  readonly places: SpecPlace[];
}

/**
 * `signals: {GFP: reporter}`: the file's GFP is the model's reporter. A name without another (`OD:`) is its own namesake.
 * Null where the key holds a list, or nothing.
 */
export function parseBinding(reader: DocumentReader, data: MapReader, key: string): Binding | null {
  const node = data.node(key);
  if (node?.kind !== 'map') return null;
  const values: string[] = [];
  const bound: string[] = [];
  const places: SpecPlace[] = [];
  for (const { written: name, keyPlace, value } of node.entries) {
    const meant = isNull(value) ? name : reader.string(value, `data.${key}.${name}`);
    if (meant === undefined) continue;
    const other = values[bound.indexOf(meant)];
    if (other !== undefined) {
      const message = `data.${key} calls both “${other}” and “${name}” the model’s ${meant}`;
      reader.report(value.place, 'spec.duplicate', message, 'Give each name of the model once.');
    }
    values.push(name);
    bound.push(meant);
    places.push({ place: keyPlace, ...excerptAt(reader.document.text, keyPlace) });
  }
  if (node.entries.length === 0 && key === 'signals')
    reader.report(node.place, 'spec.empty', `data.${key} is empty`, 'Name at least one.');
  return { values, bound, places };
}
