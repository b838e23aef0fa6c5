import type { AnswerKind } from './answer.ts';

/** One setting of a fit; all of them are in `settings.ts`. */
export type Setting = WholeSetting | ChoiceSetting | TextSetting | FlagSetting;

interface SettingWords {
  /** A few words, for a field. */
  readonly label: string;
  /** What it does, one sentence. */
  readonly help: string;
  /** What is counted or named; empty: a choice or a switch. */
  readonly unit: string;
  /** Where there is no value of its own (`default: null`) and no spec states it: what is meant then. */
  readonly absent?: string;
  /** It may change where a fit goes on, for it changes no number of what was done. */
  readonly mayChange?: true;
  /** Stored orders from before it was there have none: they mean the default. */
  readonly addedLater?: true;
}

/** A whole number, `least` and `most` among the allowed ones. */
export interface WholeSetting extends SettingWords {
  readonly kind: 'whole';
  readonly least: number;
  /** Beyond all use; what is below is held in memory or refused by what it would take (`fit-memory.ts`). */
  readonly most: number;
  readonly default: number | null;
  /** Words that the design names instead of a number and this version has not -> what to use. */
  readonly notYet?: Readonly<Record<string, string>>;
  /** It stands in the page's form, with a default of its own if that is to be another one. */
  readonly form?: FormPlace & { readonly default?: number };
  /** The spec's key that states it where no option does, and that one's default. */
  readonly inSpec?: { readonly key: string; readonly default: number };
}

export interface ChoiceSetting extends SettingWords {
  readonly kind: 'choice';
  readonly choices: readonly string[];
  /** It stands in the page's form, where its choices have these names. */
  readonly form?: FormPlace & { readonly names: Readonly<Record<string, string>> };
  readonly default: string | null;
  /** The spec's key that states it where no option does, and that one's default. */
  readonly inSpec?: { readonly key: string; readonly default: string };
  /** Choices that the design names and this version has not -> what to use instead. */
  readonly notYet?: Readonly<Record<string, string>>;
}

export interface TextSetting extends SettingWords {
  readonly kind: 'text';
  readonly default: string | null;
}

export interface FlagSetting extends SettingWords {
  readonly kind: 'flag';
  readonly default: boolean;
}

/** Where the form has a setting: what to fit, how long, how. */
export type FormGroup = 'what' | 'long' | 'how';

export interface FormPlace {
  readonly group: FormGroup;
  /** What is other than usual for a kind of answer; null: the setting does not apply to it. */
  readonly of?: Readonly<Partial<Record<AnswerKind, FormWords | null>>>;
}

export interface FormWords {
  readonly label?: string;
  readonly help?: string;
  readonly default?: number;
}

/** `a whole number from 2 to 10000`, as every door says it. */
export function wholeRange({ least, most }: Pick<WholeSetting, 'least' | 'most'>): string {
  return `a whole number from ${least} to ${most}`;
}

/** What is meant where nothing is given: `4`, `the spec’s n_batch, else 36`. */
export function defaultWords(setting: Setting): string {
  if (setting.kind === 'flag') return setting.default ? 'on' : 'off';
  if (setting.default !== null) return String(setting.default);
  if ((setting.kind === 'whole' || setting.kind === 'choice') && setting.inSpec !== undefined)
    return `the spec’s ${setting.inSpec.key}, else ${setting.inSpec.default}`;
  return setting.absent ?? 'none';
}
