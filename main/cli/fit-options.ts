import { defaultWords, type Setting } from '../../shared/fit/setting.ts';
import { optionName, settingEntries } from '../../shared/fit/settings.ts';
import { correctionsOption } from './corrections-file.ts';
import { layoutOption } from './layout-files.ts';
import type { OptionSpec, OptionTable } from './options.ts';
import { overrideOptions } from './override-options.ts';

/** One option for each setting of the table, named after it: `--evaluation-draws`. */
const settingOptions: OptionTable = Object.fromEntries(
  settingEntries.map(([key, setting]) => [optionName(key), optionOf(setting)]),
);

/** Of `fit`: its settings, and what goes in and comes out. */
export const fitOptions: OptionTable = {
  data: {
    kind: 'text',
    value: 'DIR',
    help: 'folder of the data files that are not paths from the top (default: the spec’s)',
  },
  out: { kind: 'text', value: 'DIR', help: 'where the fit’s files go; without it nothing is written' },
  resume: {
    kind: 'text',
    value: '[FIT]',
    help: 'go on with FIT: a folder, P.wellspring#NAME, or --out’s; a finished one into a new --out',
  },
  layout: layoutOption,
  corrections: correctionsOption,
  ...settingOptions,
  project: { kind: 'text', value: 'P', help: 'a project file to keep the fit in' },
  ...overrideOptions,
  json: { kind: 'flag', help: 'evaluations and the end as lines of JSON on stdout' },
};

function optionOf(setting: Setting): OptionSpec {
  const help = helpOf(setting);
  switch (setting.kind) {
    case 'whole': {
      const { least, most, notYet } = setting;
      const bounds = { least, most, takesMore: true };
      return { kind: 'integer', ...bounds, help, ...(notYet !== undefined && { notYet }) };
    }
    case 'choice': {
      const { choices, notYet } = setting;
      return { kind: 'choice', choices, help, ...(notYet !== undefined && { notYet }) };
    }
    case 'text':
      return { kind: 'text', value: setting.unit.toUpperCase(), help };
    case 'flag':
      return { kind: 'flag', help };
  }
}

/** `passes over the training wells (1000)`. */
function helpOf(setting: Setting): string {
  const { kind, help } = setting;
  const words = help.charAt(0).toLowerCase() + help.slice(1).replace(/\.$/, '');
  return kind === 'flag' ? words : `${words} (${defaultWords(setting)})`;
}
