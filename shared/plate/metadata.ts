/**
 * What is known of how a signal was read. `start`: see `startText`. Where a file gives optics for each of several
 * wavelengths, they stand in one text as it has them.
 */
export const metadataNames = [
  'instrument',
  'serialNumber',
  'software',
  'softwareVersion',
  'start',
  'barcode',
  'plateType',
  'mode',
  'wavelength',
  'bandwidth',
  'excitation',
  'excitationBandwidth',
  'emission',
  'emissionBandwidth',
  'filter',
  'gain',
  'readDirection',
  'readHeight',
  'setTemperature',
  'measuredTemperature',
  /** What was done to the readings since: written by corrections, in no file. */
  'corrections',
] as const;

export type MetadataName = (typeof metadataNames)[number];

/** By name, values as the file has them, with a unit where it states one. */
export type Metadata = Readonly<Partial<Record<MetadataName, string>>>;

/** While it is collected. */
export type MetadataDraft = Partial<Record<MetadataName, string>>;

/** Without those that are empty; the first of several that is not. */
export function metadataOf(
  entries: Iterable<readonly [MetadataName, string | null | undefined]>,
): MetadataDraft {
  const found: MetadataDraft = {};
  for (const [name, value] of entries) {
    const text = value?.trim() ?? '';
    if (text !== '' && text.length <= longest) found[name] ??= text;
  }
  return found;
}

/** Characters: what is longer is no value but a text that was taken for one. */
const longest = 200;
