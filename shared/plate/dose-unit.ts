/** Units in which doses are stated, as people write them; whether two are the same, and which heading ends in one. */

/** Metric prefix and unit of an amount of substance, mass or activity, per volume; and what stands alone. */
const prefixed = /^[afpnuµμmc]?(?:M|mol\/(?:d?m\^?3|[muµμ]?[lL])|g\/(?:[muµμdn]?[lL])|I?U\/(?:[muµμ]?[lL]))$/;
/** An amount of a substance, whatever it is in. */
const amounts = /^(?:[fpnuµμm]g|[afpnuµμm]?mol)$/;
const alone = /^(?:%(?:\s?\(?[wv]\/[wv]\)?)?|[wv]\/[wv]|ppm|ppb|MOI|x|X|k?g\/m\^?3|a\.?u\.?)$/;

/** `mg L-1`, `µg·ml⁻¹`. */
const perLitre = /[\s·]*([muµμd]?)([lL])(?:-1|−1|⁻¹)$/;

/** Whether a text is a unit of a concentration: `nM`, `µg/mL`, `%`. */
export function isDoseUnit(text: string): boolean {
  const unit = text.trim();
  return isConcentration(unit) || amounts.test(unit) || alone.test(unit);
}

/** Whether it can be nothing but a concentration: `%` and `x` are also parts of a whole and folds. */
export function isConcentration(text: string): boolean {
  return prefixed.test(text.trim().replace(perLitre, '/$1$2'));
}

/** The text by which units are compared: all characters for micro are one, blanks and the case of litres do not count. */
export function comparableUnit(unit: string): string {
  return unit
    .replace(perLitre, '/$1$2')
    .normalize('NFKC')
    .replace(/[\u00b5\u03bc]/g, 'u')
    .replace(/\s+/g, '')
    .replace(/l(?=$|[^A-Za-z])/g, 'L');
}

/** null goes with everything: where none is stated it is the model's. */
export function isSameDoseUnit(one: string | null, other: string | null): boolean {
  return one === null || other === null || comparableUnit(one) === comparableUnit(other);
}

const prefixes: Readonly<Record<string, number>> = {
  ...{ a: 1e-18, f: 1e-15, p: 1e-12, n: 1e-9, u: 1e-6, m: 1e-3, c: 1e-2, d: 1e-1, k: 1e3, '': 1 },
};

/** What a dose in one unit is multiplied by to have it in another; null: they are not of one kind. */
export function doseFactor(from: string, to: string): number | null {
  if (comparableUnit(from) === comparableUnit(to)) return 1;
  const [one, other] = [scaleOf(from), scaleOf(to)];
  if (one === null || other === null || one.kind !== other.kind) return null;
  // powers of ten: 1e-6 / 1e-9 is 999.9999999999999
  return 10 ** Math.round(Math.log10(one.scale / other.scale));
}

function scaleOf(unit: string): { readonly kind: string; readonly scale: number } | null {
  const text = comparableUnit(unit);
  const molar = /^([afpnumc]?)M$/.exec(text);
  if (molar !== null) return { kind: 'mol', scale: prefixOf(molar[1]) };
  const perVolume = /^([afpnumk]?)(mol|g|IU|U)\/([mund]?)L$/.exec(text.replace('moL', 'mol'));
  if (perVolume === null) return null;
  const [, prefix, kind = '', volume] = perVolume;
  return { kind, scale: prefixOf(prefix) / prefixOf(volume) };
}

function prefixOf(letter = ''): number {
  return prefixes[letter] ?? Number.NaN;
}
