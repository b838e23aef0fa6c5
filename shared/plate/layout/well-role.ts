import type { WellRole } from './layout.ts';

/** Words for roles, of people and of instruments' programs. */
const roleWords: readonly (readonly [WellRole, RegExp])[] = [
  ['sample', /^(?:samples?|unknowns?|spl|unk|test|data|culture|measured|treated|proben?|unbekannte?)$/i],
  [
    'blank',
    /^(?:blanks?|blk|bl|bkg|background|(?:media|medium|broth|buffer|lb|m9)(?: only| blank| control)?|no cells?|cell[- ]free|leerwerte?|nullwerte?|blindwerte?|hintergrund|nur medium|(?:ohne|keine) zellen)$/i,
  ],
  [
    'autofluorescence',
    /^(?:auto ?fluo(?:rescence)?|auto|af|(?:no|without) (?:reporter|fluorophore|gfp|plasmid)|(?:autofluorescence|wild[- ]?type|wt) control|autofluoreszenz|eigenfluoreszenz|(?:ohne|kein) (?:reporter|plasmid|gfp))$/i,
  ],
  [
    'control',
    /^(?:controls?|ctrl|ctl|(?:positive|negative|pos|neg|vehicle)\.?(?: controls?| ctrl)?|standards?|std|cal(?:ibrat(?:or|ion))?|(?:positiv|negativ)?[- ]?kontrollen?)$/i,
  ],
  ['empty', /^(?:empty|unused|not used|nothing|void|none|leer|unbenutzt|nicht benutzt|-+)$/i],
];

/** The role that a word means; null: it means none. */
export function roleOf(word: string): WellRole | null {
  const text = word.trim().replace(/_/g, ' ').replace(/\s+/g, ' ');
  return roleWords.find(([, words]) => words.test(text))?.[0] ?? null;
}

/** The role of a well whose device is called `blank` or `empty`: that is no device. null: it is one. */
export function roleOfNoDevice(name: string): WellRole | null {
  const text = name.trim();
  if (/^(?:blanks?|blk|leerwerte?|blindwerte?)$/i.test(text)) return 'blank';
  return /^(?:empty|leer)$/i.test(text) ? 'empty' : null;
}

/** yes, no, or null for neither. */
export function yesOrNo(word: string): boolean | null {
  const text = word.trim();
  if (/^(?:yes|y|true|1|x|ja|wahr|oui|si|s\u00ed|excluded?|ausgeschlossen|blank)$/i.test(text)) return true;
  return /^(?:no|n|false|0|nein|falsch|non|included?)$/i.test(text) ? false : null;
}
