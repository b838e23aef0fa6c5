import { type AnswerKind, answerKinds } from '../../shared/fit/answer.ts';
import { answerOf, settingsOfAnswer } from '../../shared/fit/joint.ts';
import { type FitRequest, formDefault, formWords } from '../../shared/fit/request.ts';
import type { FormGroup, WholeSetting } from '../../shared/fit/setting.ts';
import {
  type FitOrderSettings,
  type FormChoiceKey,
  type FormKey,
  fitSettings,
  formChoices,
  formKeys,
  settingDefaults,
} from '../../shared/fit/settings.ts';
import { warmupProblems } from '../../shared/fit/warmup.ts';

/** A number of a fit as the form shows it. */
export interface FormSetting extends Pick<WholeSetting, 'label' | 'help' | 'least' | 'most'> {
  readonly key: FormKey;
}

/** A choice of a fit as the form shows it. */
export interface FormChoice {
  readonly key: FormChoiceKey;
  readonly label: string;
  readonly help: string;
  readonly options: readonly { readonly value: string; readonly text: string }[];
}

export interface SettingGroup {
  readonly title: string;
  readonly settings: readonly FormSetting[];
  readonly choices: readonly FormChoice[];
}

const TITLES: Readonly<Record<FormGroup, string>> = { what: 'What to fit', long: 'How long', how: 'How' };

/** For each answer the settings that apply to it, in its words. */
export const SETTING_GROUPS = Object.fromEntries(
  answerKinds.map((answer) => [answer, groupsOf(answer)]),
) as Readonly<Record<AnswerKind, readonly SettingGroup[]>>;

function groupsOf(answer: AnswerKind): readonly SettingGroup[] {
  return Object.entries(TITLES).map(([group, title]) => ({
    title,
    settings: formKeys.flatMap((key) => {
      const words = formWords(key, answer);
      return fitSettings[key].form.group !== group || words === null
        ? []
        : [{ key, ...fitSettings[key], ...words }];
    }),
    choices: formChoices.flatMap((key) => {
      const words = formWords(key, answer);
      const { label, help, choices, form } = fitSettings[key];
      if (form.group !== group || words === null) return [];
      const names: Readonly<Record<string, string>> = form.names;
      return [
        {
          key,
          label,
          help,
          ...words,
          options: choices.map((value) => ({ value, text: names[value] ?? value })),
        },
      ];
    }),
  }));
}

/** What stands in the form, that of settings too which do not apply to its answer. */
export type SettingTexts = Readonly<Record<keyof FitRequest, string>>;

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

/** What the form asks for. */
export function answerIn({ objective, posterior }: SettingTexts): AnswerKind {
  return answerOf({ objective, posterior } as Pick<FitOrderSettings, 'objective' | 'posterior'>);
}

/** Reads every text that applies, and what must agree between them; the others are as they always begin. */
export function readForm(texts: SettingTexts): ReadForm {
  const answer = answerIn(texts);
  const messages: Partial<Record<FormKey, string>> = {};
  const values: Partial<Record<FormKey, number>> = {};
  const groups = SETTING_GROUPS[answer];
  for (const setting of groups.flatMap((group) => group.settings)) {
    const message = settingMessage(setting, texts[setting.key]);
    if (message !== null) messages[setting.key] = message;
    else values[setting.key] = parseWhole(texts[setting.key]) ?? 0;
  }
  const { fold, folds, evaluateEvery, epochs, warmup } = values;
  const { posterior, objective } = settingsOfAnswer(answer);
  if (fold !== undefined && folds !== undefined && fold > folds) {
    messages.fold = `There are ${folds} folds. Type a number from 1 to ${folds}.`;
  }
  if (evaluateEvery !== undefined && epochs !== undefined && evaluateEvery > epochs) {
    messages.evaluateEvery = `The fit ends after ${epochs} ${unitOf[answer]}. Type at most ${epochs}.`;
  }
  if (epochs !== undefined && warmup !== undefined) {
    const [unwarmed] = warmupProblems({ posterior, epochs, warmup });
    if (unwarmed !== undefined) messages.epochs = unwarmed.inWindow ?? unwarmed.message;
  }
  if (Object.keys(messages).length > 0) return { ok: false, messages };
  const applying = groups.flatMap((group) => group.choices.map(({ key }) => [key, texts[key]] as const));
  const numbers = formKeys.map((key) => [key, values[key] ?? formDefault(key, answer)] as const);
  const choices = formChoices.map((key) => [key, settingDefaults[key]] as const);
  const request = Object.fromEntries<number | string>([...numbers, ...choices, ...applying]);
  return { ok: true, request: { ...request, posterior, objective } as FitRequest };
}

/** What a fit of each kind counts. */
export const unitOf: Readonly<Record<AnswerKind, string>> = {
  trained: 'epochs',
  hierarchical: 'steps',
  chains: 'transitions',
};

/** One of them: `epoch`. */
export function placeWord(request: FitRequest): string {
  return unitOf[answerOf(request)].replace(/s$/, '');
}

/**
 * Texts with another answer. Numbers that begin otherwise there, and that nobody has changed, are those that it begins with.
 *
 * @param defaults what the form began with, for an answer of its own; null: what it always does.
 */
export function withAnswer(
  texts: SettingTexts,
  answer: AnswerKind,
  defaults: FitRequest | null,
): SettingTexts {
  const before = answerIn(texts);
  const isDefaults = defaults !== null && answerOf(defaults) === answer;
  const begun = [(key: FormKey) => formDefault(key, before), (key: FormKey) => defaults?.[key]];
  const numbers = formKeys
    .filter((key) => formDefault(key, before) !== formDefault(key, answer))
    .filter((key) => begun.some((number) => texts[key] === String(number(key))))
    .map((key) => [key, String(isDefaults ? defaults[key] : formDefault(key, answer))]);
  return { ...texts, ...Object.fromEntries(numbers), ...settingsOfAnswer(answer) };
}

/** Texts of a request, for the form. */
export function settingTexts(request: FitRequest): SettingTexts {
  return Object.fromEntries(
    Object.entries(request).map(([key, value]) => [key, String(value)]),
  ) as SettingTexts;
}
