import type { FitRequest } from '../../shared/channels.ts';

/** One setting of a fit as the form shows it. All are whole numbers. */
export interface FitSetting {
  readonly key: keyof FitRequest;
  readonly label: string;
  /** What it does, one sentence, for the hint under the field. */
  readonly hint: string;
  readonly least: number;
  readonly most: number;
}

export interface SettingGroup {
  readonly title: string;
  readonly settings: readonly FitSetting[];
}

export const SETTING_GROUPS: readonly SettingGroup[] = [
  {
    title: 'What to fit',
    settings: [
      { key: 'folds', label: 'Folds', hint: 'The wells are dealt into this many parts.', least: 2, most: 20 },
      {
        key: 'fold',
        label: 'Fold held back',
        hint: 'This part is not trained on; it validates.',
        least: 1,
        most: 20,
      },
    ],
  },
  {
    title: 'How long',
    settings: [
      { key: 'epochs', label: 'Epochs', hint: 'Passes over the training wells.', least: 1, most: 100_000 },
      {
        key: 'evaluateEvery',
        label: 'Evaluate every',
        hint: 'Epochs between two points of the curve.',
        least: 1,
        most: 100_000,
      },
    ],
  },
  {
    title: 'How',
    settings: [
      {
        key: 'draws',
        label: 'Training draws',
        hint: 'Posterior draws a well at each training step.',
        least: 1,
        most: 10_000,
      },
      {
        key: 'evaluationDraws',
        label: 'Evaluation draws',
        hint: 'Posterior draws a well when evaluating.',
        least: 1,
        most: 100_000,
      },
      {
        key: 'seed',
        label: 'Seed',
        hint: 'The same seed gives the same numbers again.',
        least: 0,
        most: 4_294_967_295,
      },
    ],
  },
];

export type SettingTexts = Readonly<Record<keyof FitRequest, string>>;

/** A whole number as people type or paste it: `1000`, `1 000`, `1,000`, `1.000`, `1'000`; null where it is none. */
export function parseWhole(text: string): number | null {
  const tight = text.trim().replace(/[\s\u00a0\u202f\u2009]/g, '');
  if (/^-?\d+$/.test(tight)) return Number(tight);
  if (/^\d{1,3}([.,'’])\d{3}(\1\d{3})*$/.test(tight)) return Number(tight.replace(/[.,'’]/g, ''));
  return null;
}

/** What is wrong with one text, as a sentence with the way out; null: nothing. */
export function settingMessage(setting: FitSetting, text: string): string | null {
  if (text.trim() === '') return `${setting.label} is empty. Type a whole number from ${setting.least}.`;
  const value = parseWhole(text);
  if (value === null)
    return `“${text.trim()}” is not a whole number. Type one from ${setting.least} to ${setting.most.toLocaleString()}.`;
  if (value < setting.least) return `${value} is too small. The least is ${setting.least}.`;
  if (value > setting.most)
    return `${value.toLocaleString()} is too large. The most is ${setting.most.toLocaleString()}.`;
  return null;
}

/** The request, or what is wrong with each setting. */
export type ReadSettings =
  | { readonly ok: true; readonly request: FitRequest }
  | { readonly ok: false; readonly messages: Readonly<Partial<Record<keyof FitRequest, string>>> };

/** Reads every text, and what must agree between them. */
export function readSettings(texts: SettingTexts): ReadSettings {
  const messages: Partial<Record<keyof FitRequest, string>> = {};
  const values: Partial<Record<keyof FitRequest, number>> = {};
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
