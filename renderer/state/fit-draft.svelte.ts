import type { AnswerKind } from '../../shared/fit/answer.ts';
import { type FitRequest, formDefaults } from '../../shared/fit/request.ts';
import { answerIn, readForm, type SettingTexts, settingTexts, withAnswer } from './fit-settings.ts';

/** What was typed into the settings of the next fit; it outlives the step's being left. */
export class FitDraft {
  texts: SettingTexts = $state.raw(settingTexts(formDefaults));
  defaults: FitRequest | null = $state.raw(null);
  readonly read = $derived(readForm(this.texts));
  readonly changed = $derived(
    this.defaults !== null && JSON.stringify(settingTexts(this.defaults)) !== JSON.stringify(this.texts),
  );

  /** Takes a project's defaults when it is opened, and new ones unless something was typed. */
  begin(defaults: FitRequest, fresh: boolean): void {
    if (fresh || !this.changed) this.texts = settingTexts(defaults);
    this.defaults = defaults;
  }

  /** What it asks for. */
  readonly answer = $derived(answerIn(this.texts));

  choose(answer: AnswerKind): void {
    this.texts = withAnswer(this.texts, answer, this.defaults);
  }

  set(key: keyof SettingTexts, text: string): void {
    this.texts = { ...this.texts, [key]: text };
  }

  /** The settings of an earlier fit. */
  take(request: FitRequest): void {
    this.texts = settingTexts(request);
  }

  reset(): void {
    if (this.defaults !== null) this.texts = settingTexts(this.defaults);
  }
}
