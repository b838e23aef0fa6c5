import type { AnswerKind } from './answer.ts';
import { answerOf } from './joint.ts';
import type { FormPlace, FormWords } from './setting.ts';
import {
  type FitOrderSettings,
  type FormChoiceKey,
  type FormKey,
  fitSettings,
  formChoices,
  formKeys,
  settingDefaults,
} from './settings.ts';

/** The two settings that a window asks for as one: the answer. */
const answerKeys = ['objective', 'posterior'] as const;

/** What a window asks for when it starts a fit; the rest is as the table has it. */
export type FitRequest = Pick<FitOrderSettings, FormKey | FormChoiceKey | (typeof answerKeys)[number]>;

export const requestKeys: readonly (keyof FitRequest)[] = [...formKeys, ...formChoices, ...answerKeys];

/** What a window would have asked for. */
export function requestOfSettings(settings: FitOrderSettings): FitRequest {
  return Object.fromEntries(requestKeys.map((key) => [key, settings[key]])) as FitRequest;
}

/** What the form says of a setting for an answer; null: the setting does not apply to it. */
export function formWords(key: FormKey | FormChoiceKey, answer: AnswerKind): FormWords | null {
  const { of }: FormPlace = fitSettings[key].form;
  const own = of?.[answer];
  return own === undefined ? {} : own;
}

/** What a number of the form begins with for an answer. */
export function formDefault(key: FormKey, answer: AnswerKind): number {
  const { form, default: otherwise } = fitSettings[key];
  return formWords(key, answer)?.default ?? ('default' in form ? form.default : otherwise);
}

/** What the form begins with, given settings that say the answer and the choices. */
export function formDefaultsFor(settings: FitOrderSettings): FitRequest {
  const answer = answerOf(settings);
  const numbers = Object.fromEntries(formKeys.map((key) => [key, formDefault(key, answer)]));
  return { ...requestOfSettings(settings), ...numbers };
}

export const formDefaults: FitRequest = formDefaultsFor(settingDefaults);
