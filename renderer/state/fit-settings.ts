import type { FitRequest } from '../../shared/fit/order.ts';
import {
  type FormGroup,
  type FormKey,
  fitSettings,
  formKeys,
  type WholeSetting,
} from '../../shared/fit/settings.ts';

/** One setting of a fit as the form shows it. All are whole numbers. */
export interface FormSetting extends Pick<WholeSetting, 'label' | 'help' | 'least' | 'most'> {
  readonly key: FormKey;
}

export interface SettingGroup {
  readonly title: string;
  readonly settings: readonly FormSetting[];
}

const TITLES: Readonly<Record<FormGroup, string>> = { what: 'What to fit', long: 'How long', how: 'How' };

export const SETTING_GROUPS: readonly SettingGroup[] = Object.entries(TITLES).map(([group, title]) => ({
  title,
  settings: formKeys
    .filter((key) => fitSettings[key].form.group === group)
    .map((key) => ({ key, ...fitSettings[key] })),
}));

export type SettingTexts = Readonly<Record<FormKey, string>>;

/** A whole number as people type or paste it: `1000`, `1 000`, `1,000`, `1.000`, `1'000`; null where it is none. */
export function parseWhole(text: string): number | null {
  const tight = text.trim().replace(/[\s\u00a0\u202f\u2009]/g, '');
  if (/^-?\d+$/.test(tight)) return Number(tight);
  if (/^\d{1,3}([.,'’])\d{3}(\1\d{3})*$/.test(tight)) return Number(tight.replace(/[.,'’]/g, ''));
  return null;
}

/** What is wrong with one text, as a sentence with the way out; null: nothing. */
export function settingMessage(setting: FormSetting, text: string): string | null {
  const range = `from ${setting.least.toLocaleString()} to ${setting.most.toLocaleString()}`;
  if (text.trim() === '') return `${setting.label} is empty. Type a whole number ${range}.`;
  const value = parseWhole(text);
  if (value === null) return `“${text.trim()}” is not a whole number. Type one ${range}.`;
  if (value < setting.least) return `${value.toLocaleString()} is too small. Type a whole number ${range}.`;
  if (value > setting.most) return `${value.toLocaleString()} is too large. Type a whole number ${range}.`;
  return null;
}

/** The request, or what is wrong with each setting. */
export type ReadForm =
  | { readonly ok: true; readonly request: FitRequest }
  | { readonly ok: false; readonly messages: Readonly<Partial<Record<FormKey, string>>> };

/** Reads every text, and what must agree between them. */
export function readForm(texts: SettingTexts): ReadForm {
  const messages: Partial<Record<FormKey, string>> = {};
  const values: Partial<Record<FormKey, number>> = {};
  for (const setting of SETTING_GROUPS.flatMap((group) => group.settings)) {
    const message = settingMessage(setting, texts[setting.key]);
    if (message !== null) messages[setting.key] = message;
    else values[setting.key] = parseWhole(texts[setting.key]) ?? 0;
  }
  const { fold, folds, evaluateEvery, epochs } = values;
  if (fold !== undefined && folds !== undefined && fold > folds) {
    messages.fold = `There are ${folds} folds. Type a number from 1 to ${folds}.`;
  }
  if (evaluateEvery !== undefined && epochs !== undefined && evaluateEvery > epochs) {
    messages.evaluateEvery = `The fit ends after ${epochs} epochs. Type at most ${epochs}.`;
  }
  if (Object.keys(messages).length > 0) return { ok: false, messages };
  return { ok: true, request: values as FitRequest };
}

/** Texts of a request, for the form. */
export function settingTexts(request: FitRequest): SettingTexts {
  return Object.fromEntries(
    Object.entries(request).map(([key, value]) => [key, String(value)]),
  ) as SettingTexts;
}
