import type { Problem } from '../base/problem.ts';
import { type Setting, wholeRange } from './setting.ts';
import { type FitOrderSettings, fitSettings, type SettingKey } from './settings.ts';

/** What is wrong with each of some settings, by the table's bounds; empty: nothing. Absent ones are not looked at. */
export function settingProblems(settings: Partial<FitOrderSettings>): readonly Problem[] {
  const problems: Problem[] = [];
  for (const [key, value] of Object.entries(settings)) {
    if (!Object.hasOwn(fitSettings, key)) continue;
    const expected = fault(fitSettings[key as SettingKey], value);
    if (expected === null) continue;
    problems.push({
      code: 'fit.badSetting',
      severity: 'error',
      message: `The setting ${key} is ${value}.`,
      remedy: `Give ${key} as ${expected}.`,
    });
  }
  return problems;
}

/** What should be there instead of the value; null: it may be there. */
function fault(setting: Setting, value: unknown): string | null {
  if (value === null && setting.default === null) return null;
  switch (setting.kind) {
    case 'whole': {
      const whole = typeof value === 'number' && Number.isSafeInteger(value);
      return whole && value >= setting.least && value <= setting.most ? null : wholeRange(setting);
    }
    case 'choice':
      return setting.choices.some((choice) => choice === value)
        ? null
        : `one of ${setting.choices.join(', ')}`;
    case 'text':
      return typeof value === 'string' ? null : `a ${setting.unit}’s name`;
    case 'flag':
      return typeof value === 'boolean' ? null : 'true or false';
  }
}
