import { present } from '../../shared/base/assert.ts';
import { UsageError } from './command.ts';
import { correctionsOption } from './corrections-file.ts';
import { fitOptions } from './fit-options.ts';
import { layoutOption } from './layout-files.ts';
import type { Given, OptionTable } from './options.ts';
import { answerOptions } from './plate-answers.ts';
import { scenarioOptions, zeroShotOptions } from './scenario-options.ts';

/** How files of new wells are read, as `import` and `fit` read theirs, and their wells drawn. */
const fileOptions: OptionTable = {
  layout: layoutOption,
  corrections: {
    ...correctionsOption,
    help: `${correctionsOption.help}; else what the fit did to every plate`,
  },
  ...answerOptions,
  refinement: {
    ...present(fitOptions.refinement, 'a fit knows refinement'),
    help: 'of a trained fit, where few draws of a new well count: annealed leads them to its posterior, in minutes (the fit’s)',
  },
};

export const newWellsOptions: OptionTable = {
  new: {
    kind: 'text',
    value: 'FILE...',
    many: true,
    help: 'plate files that had no part in the fit: draws, parameters and bands of their wells, given their readings',
  },
  ...fileOptions,
};

/** Of scenarios' options those that go with new wells too. */
const shared = new Set(['draws', 'seed', 'out']);

/** The files of `--new`, with those behind them; null: none are given. Throws UsageError for what does not go together. */
export function givenNewFiles(given: Given): readonly string[] | null {
  const [, ...others] = given.positionals;
  if (!given.has('new')) {
    const [first] = others;
    if (first !== undefined)
      throw new UsageError(`“${first}” is one argument too many; files of new wells are given with --new`);
    const alone = Object.keys(fileOptions).find((name) => given.has(name));
    if (alone !== undefined) throw new UsageError(`--${alone} goes with --new FILE, which it is about`);
    return null;
  }
  const wrong = [...Object.keys(scenarioOptions), ...Object.keys(zeroShotOptions)].find(
    (name) => given.has(name) && !shared.has(name),
  );
  if (wrong !== undefined)
    throw new UsageError(
      `--new has wells of its own, as they were treated and read: --${wrong} does not go with it`,
    );
  return [...given.texts('new'), ...others];
}
