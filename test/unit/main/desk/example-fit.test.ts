import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { readExampleFit } from '../../../../main/desk/example-fit.ts';
import { optionName, settingDefaults, settingEntries } from '../../../../shared/fit/settings.ts';

const folder = new URL('../../../../resources/examples/receiver/', import.meta.url);

test('the command that is said to have made the example’s fit is the one that made it', () => {
  const { settings } = readExampleFit(fileURLToPath(new URL('fit-1.json.gz', folder)));
  const options = settingEntries.flatMap(([key]) => {
    const value = settings[key] ?? null;
    // Threads change no number, and what was not asked of an old fit is as it is by default.
    const isUsual = key === 'threads' || value === null || value === settingDefaults[key];
    return isUsual ? [] : [`--${optionName(key)} ${value}`];
  });
  const said = /wellspring fit receiver\.yaml --project receiver (.*)/.exec(
    readFileSync(new URL('README.md', folder), 'utf8'),
  );
  expect(said?.[1]?.split(/ (?=--)/).sort()).toEqual([...options].sort());
});
