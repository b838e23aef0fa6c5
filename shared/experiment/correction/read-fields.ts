import type { DocumentReader, MapReader } from '../../base/document-reader.ts';
import { parseWell } from '../../plate/well.ts';

/** Wells as people write them (`A01`, `a1`) -> unpadded; what is none is reported. */
export function readWellList(
  map: MapReader,
  reader: DocumentReader,
  key = 'wells',
): readonly string[] | undefined {
  const node = map.node(key);
  if (node === null) return map.strings(key);
  return reader.list(node, `${map.where}.${key}`, (item, where) => {
    const text = reader.string(item, where);
    const well = text === undefined ? undefined : parseWell(text.toUpperCase());
    if (text !== undefined && well === null) {
      reader.report(
        item.place,
        'correction.well',
        `${where} is “${text}”, which is no well`,
        'Write A1 or AF48.',
      );
    }
    return well ?? undefined;
  });
}

/** Pairs of a calibration: what is known, and what was read for it. */
export function readPairs<Known extends string>(
  map: MapReader,
  reader: DocumentReader,
  key: string,
  known: Known,
): readonly ({ readonly [name in Known]: number } & { readonly reading: number })[] | undefined {
  const node = map.node(key);
  if (node === null) {
    map.numbers(key);
    return undefined;
  }
  return reader.list(node, `${map.where}.${key}`, (item, where) => {
    const pair = reader.map(item, where);
    const [value, reading] = [pair?.number(known), pair?.number('reading')];
    pair?.finish();
    if (value === undefined || reading === undefined) return undefined;
    return { [known]: value, reading } as { readonly [name in Known]: number } & { readonly reading: number };
  });
}
