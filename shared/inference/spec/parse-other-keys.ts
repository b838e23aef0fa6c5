import { excerptAt, type LocatedNode } from '../../base/document.ts';
import { type DocumentReader, isNull, type MapReader } from '../../base/document-reader.ts';
import type { FitSpec, OtherKey } from './fit-spec.ts';
import { withoutEffect } from './parse-model-settings.ts';
import type { StatedPlace } from './stated-place.ts';

/**
 * The keys of `params` when all that the layout knows were asked for. A key that is none of the layout's may be a setting
 * of the model, also one that published specs have and nothing depends on; so may those of `settings`.
 */
export function parseOtherKeys(
  reader: DocumentReader,
  params: MapReader,
  settings: FitSpec['modelSettings'],
): Pick<FitSpec, 'otherKeys' | 'ownKeys' | 'settingPlaces'> {
  const placed = (place: OtherKey['place']): StatedPlace =>
    place === undefined ? {} : { place, ...excerptAt(reader.document.text, place) };
  const rest = params.takeRest();
  const otherKeys = rest.flatMap(({ key, keyPlace, value, nearest }): readonly OtherKey[] => {
    const published = withoutEffect.includes(key);
    if (value.kind === 'scalar' || published) {
      return [{ name: key, value: settingValue(value), nearest, published, ...placed(keyPlace) }];
    }
    // a list or a map is no setting of any model
    const remedy = nearest === null ? 'Remove it.' : `Did you mean “${nearest}”?`;
    reader.report(keyPlace, 'document.unknownKey', `params has no key “${key}”`, remedy);
    return [];
  });
  const strange = new Set(rest.map(({ key }) => key));
  const known = params.entries
    .filter(({ key }) => !strange.has(key))
    .map(({ key, keyPlace }) => [key, placed(keyPlace)] as const);
  return {
    otherKeys,
    ownKeys: new Map(known.filter(([key]) => !settings.has(key))),
    settingPlaces: new Map(known.filter(([key]) => settings.has(key))),
  };
}

function settingValue(node: LocatedNode): number | string | null {
  if (node.kind !== 'scalar' || isNull(node)) return null;
  return typeof node.value === 'number' ? node.value : node.text;
}
