import type { Place } from '../../shared/base/problem.ts';
import { fitSettings, optionName, type SettingKey, settingEntries } from '../../shared/fit/settings.ts';

/** Names of options, as the engine says where a setting is wrong. */
const settings: ReadonlyMap<string, SettingKey> = new Map(
  settingEntries.map(([key]) => [`--${optionName(key)}`, key]),
);

/** The setting that a problem lies in; null: it lies elsewhere. */
export function settingAt(place: Place | undefined): SettingKey | null {
  return settings.get(place?.where ?? '') ?? null;
}

/** Where a problem lies, in the window's words: `spec.yaml:3:5`, `Fold held back`; empty: nowhere in particular. */
export function placeWords(place: Place | undefined): string {
  const { file, line, column, where = '' } = place ?? {};
  const position = [file, line, column].filter((part) => part !== undefined).join(':');
  const setting = settingAt(place);
  return [position, setting === null ? where : fitSettings[setting].label]
    .filter((part) => part !== '')
    .join(', ');
}
