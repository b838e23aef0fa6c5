import { excerptAt, type LocatedEntry, type LocatedNode } from '../../base/document.ts';
import { type DocumentReader, isNull, type MapReader } from '../../base/document-reader.ts';
import { canonicalName } from '../../base/written-forms.ts';
import type { Limits } from '../../model/model.ts';
import type { Constraints } from './constraints.ts';

/**
 * The sections of `params` that speak of single parameters: `fix: {dR: 0.1}`, `tie: {dS: dR}`, `bound: {nR: [0.5, 2]}`. A null
 * takes back what was stated. Whether the model has such parameters is not looked at.
 */
export function parseConstraints(reader: DocumentReader, params: MapReader): Constraints {
  const each = <T>(
    section: string,
    read: (node: LocatedNode, where: string) => T | undefined,
  ): readonly (T & { readonly name: string })[] =>
    (params.map(section)?.entries ?? []).flatMap(({ key, keyPlace, value }: LocatedEntry) => {
      const stated = isNull(value) ? undefined : read(value, `params.${section}.${key}`);
      if (stated === undefined) return [];
      return [{ name: key, ...stated, place: keyPlace, ...excerptAt(reader.document.text, keyPlace) }];
    });
  return {
    fixed: each('fix', (node, where) => {
      const value = reader.number(node, where);
      return value === undefined ? undefined : { value };
    }),
    tied: each('tie', (node, where) => {
      const other = reader.string(node, where);
      return other === undefined ? undefined : { other: canonicalName(other) };
    }),
    bounded: each('bound', (node, where) => {
      const limits = readLimits(reader, node, where);
      return limits === undefined ? undefined : { limits };
    }),
  };
}

function readLimits(reader: DocumentReader, node: LocatedNode, where: string): Limits | undefined {
  const ends = reader.list(node, where, reader.number);
  if (ends === undefined) return undefined;
  const [lower, upper] = ends;
  const isPair = node.kind === 'list' && node.items.length === 2;
  if (isPair && lower !== undefined && upper !== undefined && lower < upper) return { lower, upper };
  // an end that is no number was told already
  if (isPair && ends.length < 2) return undefined;
  const message =
    isPair && lower !== undefined && upper !== undefined
      ? `${where}: nothing lies within ${lower} .. ${upper}`
      : `${where} is not two numbers`;
  reader.report(node.place, 'spec.bound', message, 'Give the lower limit and then the upper one: [0.5, 2].');
  return undefined;
}
