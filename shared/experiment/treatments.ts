/** What was added to a well, raw, in the file's unit. Keys as written, blanks included: ` C6` is another key than `C6`. */
export type Doses = ReadonlyMap<string, number>;

/** `C6=25000;Ara=5` -> doses. A text without any `=` states none. `wrong` is the piece that cannot be read, else null. */
export function parseTreatment(text: string): { readonly doses: Doses; readonly wrong: string | null } {
  const doses = new Map<string, number>();
  if (!text.includes('=')) return { doses, wrong: null };
  for (const piece of text.split(';')) {
    if (piece.trim() === '') continue;
    const at = piece.indexOf('=');
    const value = piece.slice(at + 1).trim();
    const dose = value === '' ? Number.NaN : Number(value);
    // A negative concentration has no logarithm of 1 + dose worth having.
    if (at < 1 || !Number.isFinite(dose) || dose < 0) return { doses, wrong: piece };
    doses.set(piece.slice(0, at), dose);
  }
  return { doses, wrong: null };
}
