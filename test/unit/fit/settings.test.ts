import { expect, test } from 'vitest';
import { defaultWords, type Setting } from '../../../shared/fit/setting.ts';
import { optionName, settingEntries } from '../../../shared/fit/settings.ts';

/** The page of the documentation, written from the table; `vitest run test/unit/fit -u` writes it anew. */
function settingsPage(): string {
  const rows = settingEntries.map(([key, setting]) =>
    [`\`--${optionName(key)}\``, setting.label, setting.help, defaultText(setting), rangeText(setting)].join(
      ' | ',
    ),
  );
  return [
    '# Settings of a fit',
    '',
    'Written from `shared/fit/settings.ts`, the one table that command line, window and project files follow; do not edit.',
    'An option that is given wins over the spec, the spec over the default.',
    '',
    'option | name | what it does | default | may be',
    '---|---|---|---|---',
    ...rows,
    '',
  ].join('\n');
}

function defaultText(setting: Setting): string {
  const standard = defaultWords(setting);
  const inForm = setting.kind === 'whole' ? setting.form?.default : undefined;
  return inForm === undefined ? standard : `${standard}; ${inForm} in the window`;
}

function rangeText(setting: Setting): string {
  switch (setting.kind) {
    case 'whole':
      return `${setting.least} to ${setting.most} (${setting.unit})`;
    case 'choice':
      return setting.choices.map((choice) => `\`${choice}\``).join(', ');
    case 'text':
      return `a ${setting.unit}’s name`;
    case 'flag':
      return 'on or off';
  }
}

test('the documentation has the table as it is', async () => {
  await expect(settingsPage()).toMatchFileSnapshot('../../../resources/docs/settings.md');
});
