import type { ChoiceSetting, Setting, TextSetting, WholeSetting } from './setting.ts';

/** Of settings that only training has. */
const trainedAlone = { hierarchical: null, chains: null } as const;

/** A backend is named by its own id, so this is no closed list of literals: a contract test compares it with theirs. */
const backendNames: readonly string[] = ['auto', 'wasm', 'wasm-float64', 'javascript', 'interpreter'];
const otherBackends = 'auto, wasm, wasm-float64, javascript or interpreter';

/**
 * The settings of a fit: each one's name, bounds, default and words, once. From this table follow the options of the command
 * line with their help, the schemas at the doors of window and store, the page's form, the check before a fit is prepared
 * and `resources/docs/settings.md`.
 *
 * For example `evaluationDraws` is the option `--evaluation-draws` (`optionName`), a required number of `fit.start` and a
 * field of the form (it has `form`), and a number in every stored order; whichever door it comes through, 0 and 10 000 001
 * are refused with the same bounds. To add a setting: add its line here, with `addedLater`, and use its value.
 * In the order in which help, form and documentation have them.
 */
export const fitSettings = {
  folds: {
    kind: 'whole',
    label: 'Folds',
    help: 'The wells are dealt into this many parts.',
    unit: 'folds',
    least: 2,
    most: 10_000,
    default: 4,
    form: { group: 'what' },
  },
  fold: {
    kind: 'whole',
    label: 'Fold held back',
    help: 'The part that is not trained on; it validates.',
    unit: 'fold, counted from 1',
    least: 1,
    most: 10_000,
    default: 1,
    notYet: { all: 'a number from 1 to --folds' },
    form: { group: 'what' },
  },
  foldSeed: {
    kind: 'whole',
    label: 'Seed of the folds',
    help: 'Decides alone which wells share a fold.',
    unit: 'seed',
    least: 0,
    most: 0xffffffff,
    default: 0,
  },
  foldUnit: {
    kind: 'choice',
    label: 'Dealt into folds',
    help: 'What is never torn apart by folds: a well, all wells of a condition (device, doses within 1 %, factors), a plate.',
    unit: '',
    choices: ['well', 'condition', 'plate'],
    default: null,
    absent: 'the spec’s data.fold_unit, else condition under wells preprocessing and well under reference',
    addedLater: true,
  },
  heldOut: {
    kind: 'text',
    label: 'Device held out',
    help: 'The wells of this device are left out of everything.',
    unit: 'device',
    default: null,
    absent: 'none',
  },
  epochs: {
    kind: 'whole',
    label: 'Epochs',
    help: 'Passes over the training wells; of chains the transitions of each, warming up included.',
    unit: 'epochs',
    least: 1,
    most: 10_000_000,
    default: 1000,
    mayChange: true,
    // So that a fit on the example ends within a minute on a small machine.
    form: {
      group: 'long',
      default: 100,
      of: {
        hierarchical: { label: 'Steps', help: 'Each over all training wells; 100 are mostly enough.' },
        chains: {
          label: 'Transitions',
          help: 'Of each chain, warming up included; those after it are the draws.',
          default: 1000,
        },
      },
    },
  },
  evaluateEvery: {
    kind: 'whole',
    label: 'Evaluate every',
    help: 'Epochs between two evaluations.',
    unit: 'epochs',
    least: 1,
    most: 10_000_000,
    default: 20,
    form: {
      group: 'long',
      default: 10,
      of: {
        hierarchical: { label: 'Report every', help: 'Steps between two reports.' },
        chains: { label: 'Report every', help: 'Transitions between two reports.', default: 20 },
      },
    },
  },
  batch: {
    kind: 'whole',
    label: 'Batch',
    help: 'Wells at each training step.',
    unit: 'wells',
    least: 1,
    most: 100_000,
    default: null,
    inSpec: { key: 'n_batch', default: 36 },
  },
  draws: {
    kind: 'whole',
    label: 'Training draws',
    help: 'Posterior draws a well at each training step.',
    unit: 'draws a well',
    least: 1,
    most: 1_000_000,
    default: 200,
    form: {
      group: 'how',
      default: 100,
      of: {
        hierarchical: {
          label: 'Draws a step',
          help: 'Of each well: twenty of its own for each of ten of what wells share.',
          default: 200,
        },
        chains: null,
      },
    },
  },
  evaluationDraws: {
    kind: 'whole',
    label: 'Evaluation draws',
    help: 'Posterior draws a well when evaluating.',
    unit: 'draws a well',
    least: 1,
    most: 10_000_000,
    default: 1000,
    form: {
      group: 'how',
      default: 200,
      of: {
        hierarchical: {
          label: 'Joint draws',
          help: 'Draws of everything at once that are kept and checked.',
          default: 1000,
        },
        chains: {
          label: 'Draws for bands',
          help: 'Of all draws, those that bands are made of.',
          default: 1000,
        },
      },
    },
  },
  seed: {
    kind: 'whole',
    label: 'Seed',
    help: 'The same seed gives the same numbers again.',
    unit: 'seed',
    least: 0,
    most: Number.MAX_SAFE_INTEGER,
    default: 0,
    form: { group: 'how' },
  },
  preprocessing: {
    kind: 'choice',
    label: 'Preprocessing',
    help: 'How readings become the series that are fitted.',
    unit: '',
    choices: ['reference', 'wells'],
    default: null,
    inSpec: { key: 'data.preprocessing', default: 'reference' },
    addedLater: true,
  },
  selection: {
    kind: 'choice',
    label: 'Selection',
    help: 'Which fold chooses the kept evaluation: reported, the one held back, whose numbers are then optimistic; inner, the next one, which does nothing else.',
    unit: '',
    choices: ['reported', 'inner'],
    default: 'reported',
    addedLater: true,
    form: {
      group: 'how',
      names: { reported: 'Fold held back', inner: 'Next fold' },
      of: trainedAlone,
    },
  },
  objective: {
    kind: 'choice',
    label: 'Objective',
    help: 'The bound that training raises: iwae draws what wells share anew for each well, as published; hierarchical draws it once for all of them, and answers with one posterior of all.',
    unit: '',
    choices: ['iwae', 'hierarchical'],
    default: 'iwae',
    addedLater: true,
  },
  estimator: {
    kind: 'choice',
    label: 'Estimator',
    help: 'How the gradient of iwae is estimated: plain as it stands; dreg with less noise, the more draws the better; stl for one training draw.',
    unit: '',
    choices: ['plain', 'stl', 'dreg'],
    default: 'plain',
    addedLater: true,
    form: {
      group: 'how',
      names: { plain: 'Plain', stl: 'STL', dreg: 'DReG' },
      of: trainedAlone,
    },
  },
  posterior: {
    kind: 'choice',
    label: 'Posterior',
    help: 'How what is uncertain is found: variational trains a guide; nuts draws by chains, the posterior of record.',
    unit: '',
    choices: ['variational', 'nuts'],
    default: 'variational',
    notYet: { auto: 'variational or nuts' },
    addedLater: true,
  },
  warmup: {
    kind: 'whole',
    label: 'Warming up',
    help: 'Of the epochs of chains, those that find their steps and shape and are not kept.',
    unit: 'transitions of each chain',
    least: 20,
    most: 1_000_000,
    default: 400,
    addedLater: true,
    form: {
      group: 'long',
      of: {
        trained: null,
        hierarchical: null,
        chains: { help: 'Transitions that find steps and shape and are not kept.' },
      },
    },
  },
  refinement: {
    kind: 'choice',
    label: 'Refinement',
    help: 'Where too few of the guide’s draws of a well count: mode draws about the well’s own mode, in seconds; annealed goes on from there to its posterior, in minutes.',
    unit: '',
    choices: ['mode', 'annealed'],
    default: 'mode',
    mayChange: true,
    addedLater: true,
  },
  backend: {
    kind: 'choice',
    label: 'Backend',
    help: 'What solves the equations; auto decides once for a fit.',
    unit: '',
    choices: backendNames,
    default: 'auto',
    notYet: { webgpu: otherBackends, tensorflow: otherBackends },
  },
  threads: {
    kind: 'whole',
    label: 'Threads',
    help: 'Threads that solve side by side; more change no number.',
    unit: 'threads',
    least: 1,
    most: 64,
    default: null,
    absent: 'all that the machine has, at most 16',
    mayChange: true,
  },
  relaxedMadd: {
    kind: 'flag',
    label: 'Relaxed multiply-add',
    help: 'Fused multiply-add: some percent faster, numbers differ in the last digits from CPU to CPU.',
    unit: '',
    default: false,
    addedLater: true,
  },
} as const satisfies Readonly<Record<string, Setting>>;

export type SettingKey = keyof typeof fitSettings;

/** Where no default is, there may be no value. */
type ValueOf<S extends Setting> = S extends WholeSetting
  ? number | Extract<S['default'], null>
  : S extends ChoiceSetting
    ? S['choices'][number] | Extract<S['default'], null>
    : S extends TextSetting
      ? string | Extract<S['default'], null>
      : boolean;

/** A value for each setting: what a fit was ordered with. */
export type FitOrderSettings = { readonly [K in SettingKey]: ValueOf<(typeof fitSettings)[K]> };

type FormKeyOf<Kind extends Setting['kind']> = {
  [K in SettingKey]: (typeof fitSettings)[K] extends { readonly kind: Kind; readonly form: object }
    ? K
    : never;
}[SettingKey];

/** Settings that the page's form asks for: whole numbers and choices. */
export type FormKey = FormKeyOf<'whole'>;
export type FormChoiceKey = FormKeyOf<'choice'>;

/** All settings, for what is done with each of them. */
export const settingEntries: readonly (readonly [SettingKey, Setting])[] = Object.entries(
  fitSettings,
) as readonly [SettingKey, Setting][];

export const formKeys = keysInForm('whole') as readonly FormKey[];
export const formChoices = keysInForm('choice') as readonly FormChoiceKey[];

function keysInForm(kind: Setting['kind']): readonly SettingKey[] {
  return settingEntries.flatMap(([key, setting]) =>
    setting.kind === kind && 'form' in setting ? [key] : [],
  );
}

/** What a fit gets where nobody says otherwise (DESIGN.md, 9). */
export const settingDefaults: FitOrderSettings = Object.fromEntries(
  settingEntries.map(([key, setting]) => [key, setting.default]),
) as unknown as FitOrderSettings;

/** `evaluationDraws` -> `evaluation-draws`. */
export function optionName(key: SettingKey): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
