import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { fitSettings, optionName, type SettingKey } from '../../shared/fit/settings.ts';

const root = join(import.meta.dirname, '../..');

/** Rooms whose problems a window shows. */
const shown = ['shared', 'main/desk', 'main/handlers', 'main/fits', 'main/jobs', 'main/store'];

/** What no window comes to. */
const commandLineOnly: Readonly<Record<string, string>> = {
  'main/fits/folder-problems.ts': 'fits in folders are the command line’s',
  'main/fits/folder-keeper.ts': 'fits in folders are the command line’s',
  'main/store/fit-folder.ts': 'fits in folders are the command line’s',
  'main/jobs/overrides.ts': 'a window overrides nothing',
  'main/jobs/load-fit.ts': 'missing files of a folder; those of a project have words of their own',
  'main/store/probe-file.ts': 'says both ways, the window’s first',
  'shared/fit/settings.ts': 'help of the command line',
  'shared/plate/layout/read-layout.ts': 'layouts are given on the command line',
  'shared/plate/layout/rule-layout.ts': 'layouts are given on the command line',
  'shared/plate/format.ts': 'tables of no known format are mapped on the command line',
  'shared/plate/mapping/parse-mapping.ts': 'tables of no known format are mapped on the command line',
  'shared/plate/formats/biolector/biolector.ts': 'sheets are chosen by a mapping, on the command line',
  'shared/plate/formats/vihds/columns.ts': 'sheets and cells are mapped on the command line',
  'shared/plate/formats/vihds/vihds.ts': 'a format is named on the command line',
  'shared/plate/join/plan-joins.ts': 'plates are named on the command line',
  'shared/prediction/new-wells/as-in-fit.ts': 'wells of new plates are given on the command line',
  'shared/prediction/new-wells/fit-grid.ts': 'wells of new plates are given on the command line',
  'shared/prediction/new-wells/new-plates.ts': 'wells of new plates are given on the command line',
  'shared/plate/treatment.ts': 'layouts are given on the command line',
  'shared/plate/treatment-text.ts': 'doses of layouts, which are given on the command line',
};

function sourcesIn(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name));
}

/** Texts of a source that name an option as people type it, comments left out. */
function optionsIn(source: string): readonly string[] {
  const code = source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
  return [...code.matchAll(/['"`“ ](--[a-z][a-z-]+)/g)].map(([, option = '']) => option);
}

test('a remedy that names an option of the command line has other words for a window', () => {
  const placed = Object.keys(fitSettings).map((key) => `--${optionName(key as SettingKey)}`);
  const faults = shown.flatMap(sourcesIn).flatMap((file) => {
    const name = relative(root, join(root, file)).replaceAll('\\', '/');
    if (Object.hasOwn(commandLineOnly, name)) return [];
    const source = readFileSync(join(root, file), 'utf8');
    // Where a problem lies may be a setting, which a window shows by its label.
    const text = source
      .replace(/where:[^,]*'--[a-z-]+'/g, '')
      .replace(/report\(\s*'[\w.]+',\s*'--[a-z-]+'/g, '');
    const options = optionsIn(text);
    const places = [...source.matchAll(/(?:where:[^,]*|report\(\s*'[\w.]+',\s*)'(--[a-z-]+)'/g)];
    const unknown = places.flatMap(([, option = '']) => (placed.includes(option) ? [] : [option]));
    return [
      ...(options.length > 0 && !text.includes('inWindow') ? [`${name}: ${options.join(', ')}`] : []),
      ...unknown.map((option) => `${name}: ${option} is no setting of a fit`),
    ];
  });
  expect(faults).toEqual([]);
});
