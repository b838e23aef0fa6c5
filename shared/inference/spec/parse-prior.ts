import type { LocatedNode } from '../../base/document.ts';
import type { DocumentReader, MapReader } from '../../base/document-reader.ts';
import { nearestName } from '../../base/nearest-name.ts';
import type { DistributionName, PriorSpec } from '../../model/prior.ts';

const distributions = new Map<string, DistributionName>([
  ['Normal', 'Normal'],
  ['LogNormal', 'LogNormal'],
  ['TruncatedNormal', 'TruncatedNormal'],
  ['TruncNormal', 'TruncatedNormal'],
  ['Kumaraswamy', 'Kumaraswamy'],
]);

/** What a parameter's entry states: a prior, or a fixed value (`distribution: Constant`). */
export type StatedPrior =
  | { readonly kind: 'prior'; readonly prior: PriorSpec; readonly sharedPrior: string | null }
  | { readonly kind: 'constant'; readonly value: number };

/** `{ distribution: LogNormal, mu: 0, sigma: 1 }`, or the name of a shared prior as distribution; null and a problem else. */
export function parsePrior(
  reader: DocumentReader,
  node: LocatedNode,
  where: string,
  shared: ReadonlyMap<string, PriorSpec>,
): StatedPrior | null {
  const map = reader.map(node, where);
  const name = map?.string('distribution');
  if (map === null || name === undefined) return null;
  if (name === 'Constant') {
    const value = map.number('value');
    map.finish();
    return value === undefined ? null : { kind: 'constant', value };
  }
  const distribution = distributions.get(name);
  if (distribution !== undefined) {
    const prior = readPrior(reader, map, distribution);
    map.finish();
    return prior === null ? null : { kind: 'prior', prior, sharedPrior: null };
  }
  const prior = shared.get(name);
  if (prior === undefined) {
    const known = [...shared.keys(), ...distributions.keys()];
    const near = nearestName(name, known);
    const remedy = `${near === null ? '' : `Did you mean “${near}”? `}Use one of: ${known.join(', ')}.`;
    const place = map.node('distribution')?.place ?? map.place;
    reader.report(
      place,
      'spec.unknownPrior',
      `${where}: there is no distribution or shared prior “${name}”`,
      remedy,
    );
    return null;
  }
  map.finish();
  return { kind: 'prior', prior, sharedPrior: name };
}

function readPrior(reader: DocumentReader, map: MapReader, distribution: DistributionName): PriorSpec | null {
  const range = (key: string, message: string, remedy: string): null => {
    reader.report(map.node(key)?.place ?? map.place, 'spec.range', `${map.where}: ${message}`, remedy);
    return null;
  };
  // A Kumaraswamy has two shapes a, b and bounds; a truncated normal's bounds may be called a, b.
  const shapes = distribution === 'Kumaraswamy';
  const mu = map.number(shapes && map.node('a') !== null ? 'a' : 'mu');
  const scaleKey = shapes && map.node('b') !== null ? 'b' : 'sigma';
  const prec = map.number('prec', null);
  const sigma = prec === null ? map.number(scaleKey) : map.number(scaleKey, null);
  const bounds = shapes ? (['zmin', 'zmax'] as const) : (['a', 'b'] as const);
  const bounded = distribution === 'TruncatedNormal' || shapes;
  const lower = bounded ? (map.number('lower', null) ?? map.number(bounds[0], null)) : null;
  const upper = bounded ? (map.number('upper', null) ?? map.number(bounds[1], null)) : null;
  if (mu === undefined || (prec === null && (sigma === undefined || sigma === null))) return null;
  if (prec !== null && sigma !== null)
    return range('prec', 'prec and sigma are both given', 'Keep one of the two.');
  if (prec !== null && prec <= 0) return range('prec', `prec is ${prec}, not above 0`, 'Give 1 / variance.');
  if (prec === null && typeof sigma === 'number' && sigma <= 0) {
    return range(scaleKey, `${scaleKey} is ${sigma}, not above 0`, 'Give a positive standard deviation.');
  }
  if (lower !== null && upper !== null && lower >= upper) {
    return range('lower', `the bounds are ${lower} and ${upper}`, 'Give the lower one first.');
  }
  return {
    distribution,
    mu,
    sigma: prec === null ? (sigma ?? Number.NaN) : 1 / Math.sqrt(prec),
    statesPrec: prec !== null,
    ...(lower === null ? {} : { lower }),
    ...(upper === null ? {} : { upper }),
  };
}
