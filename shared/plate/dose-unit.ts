/** Units in which doses are stated, as people write them; whether two are the same, and which heading ends in one. */

/** Metric prefix and unit of an amount of substance, mass or activity, per volume; and what stands alone. */
const prefixed = /^[afpnuµμmc]?(?:M|mol\/(?:d?m\^?3|[muµμ]?[lL])|g\/(?:[muµμdn]?[lL])|I?U\/(?:[muµμ]?[lL]))$/;
const alone = /^(?:%(?:\s?\(?[wv]\/[wv]\)?)?|[wv]\/[wv]|ppm|ppb|MOI|x|X|k?g\/m\^?3|a\.?u\.?)$/;

/** Whether a text is a unit of a concentration: `nM`, `µg/mL`, `%`. */
export function isDoseUnit(text: string): boolean {
  const unit = text.trim();
  return prefixed.test(unit) || alone.test(unit);
}

/** The text by which units are compared: all characters for micro are one, blanks and the case of litres do not count. */
export function comparableUnit(unit: string): string {
  return unit
    .normalize('NFKC')
    .replace(/[\u00b5\u03bc]/g, 'u')
    .replace(/\s+/g, '')
    .replace(/l(?=$|[^A-Za-z])/g, 'L');
}

/** null goes with everything: where none is stated it is the model's. */
export function isSameDoseUnit(one: string | null, other: string | null): boolean {
  return one === null || other === null || comparableUnit(one) === comparableUnit(other);
}
