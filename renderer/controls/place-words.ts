import type { Place } from '../../shared/base/problem.ts';
import { fitSettings, optionName, type SettingKey } from '../../shared/fit/settings.ts';

/** Names of options, as the engine says where a setting is wrong -> what the form calls it. */
const labels: ReadonlyMap<string, string> = new Map(
  Object.entries(fitSettings).map(([key, { label }]) => [`--${optionName(key as SettingKey)}`, label]),
);

/** Where a problem lies, in the window's words: `spec.yaml:3:5`, `Fold held back`; empty: nowhere in particular. */
export function placeWords(place: Place | undefined): string {
  const { file, line, column, where = '' } = place ?? {};
  const position = [file, line, column].filter((part) => part !== undefined).join(':');
  return [position, labels.get(where) ?? where].filter((part) => part !== '').join(', ');
}
