/**
 * The settings of a fit: each one's name, bounds, default and words, once. From this table follow the options of the command
 * line with their help, the schemas at the doors of window and store, the page's form, the check before a fit is prepared
 * and `resources/docs/settings.md`.
 *
 * For example `evaluationDraws` is the option `--evaluation-draws` (`optionName`), a required number of `fit.start` and a
 * field of the form (it has `form`), and a number in every stored order; whichever door it comes through, 0 and 10 000 001
 * are refused with the same bounds. To add a setting: add its line here, with `addedLater`, and use its value.
 */
export type Setting = WholeSetting | ChoiceSetting | TextSetting | FlagSetting;

interface SettingWords {
  /** A few words, for a field. */
  readonly label: string;
  /** What it does, one sentence. */
  readonly help: string;
  /** What is counted or named; empty: a choice or a switch. */
  readonly unit: string;
  /** Where there is no value of its own (`default: null`) and no spec states it: what is meant then. */
  readonly absent?: string;
  /** It may change where a fit goes on, for it changes no number of what was done. */
  readonly mayChange?: true;
  /** Stored orders from before it was there have none: they mean the default. */
  readonly addedLater?: true;
}

/** A whole number, `least` and `most` among the allowed ones. */
export interface WholeSetting extends SettingWords {
  readonly kind: 'whole';
  readonly least: number;
  /** Beyond all use; what is below is held in memory or refused by what it would take (`fit-memory.ts`). */
  readonly most: number;
  readonly default: number | null;
  /** Words that the design names instead of a number and this version has not -> what to use. */
  readonly notYet?: Readonly<Record<string, string>>;
  /** It stands in the page's form, with a default of its own if that is to be another one. */
  readonly form?: { readonly group: FormGroup; readonly default?: number };
  /** The spec's key that states it where no option does, and that one's default. */
  readonly inSpec?: { readonly key: string; readonly default: number };
}

export interface ChoiceSetting extends SettingWords {
  readonly kind: 'choice';
  readonly choices: readonly string[];
  readonly default: string | null;
  /** The spec's key that states it where no option does, and that one's default. */
  readonly inSpec?: { readonly key: string; readonly default: string };
  /** Choices that the design names and this version has not -> what to use instead. */
  readonly notYet?: Readonly<Record<string, string>>;
}

export interface TextSetting extends SettingWords {
  readonly kind: 'text';
  readonly default: string | null;
}

export interface FlagSetting extends SettingWords {
  readonly kind: 'flag';
  readonly default: boolean;
}

/** Where the form has a setting: what to fit, how long, how. */
export type FormGroup = 'what' | 'long' | 'how';

/** A backend is named by its own id, so this is no closed list of literals: a contract test compares it with theirs. */
const backendNames: readonly string[] = ['auto', 'wasm', 'wasm-float64', 'javascript', 'interpreter'];
const otherBackends = 'auto, wasm, wasm-float64, javascript or interpreter';

/** In the order in which help, form and documentation have them. */
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
    form: { group: 'long', default: 100 },
  },
  evaluateEvery: {
    kind: 'whole',
    label: 'Evaluate every',
    help: 'Epochs between two evaluations.',
    unit: 'epochs',
    least: 1,
    most: 10_000_000,
    default: 20,
    form: { group: 'long', default: 10 },
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
    form: { group: 'how', default: 100 },
  },
  evaluationDraws: {
    kind: 'whole',
    label: 'Evaluation draws',
    help: 'Posterior draws a well when evaluating.',
    unit: 'draws a well',
    least: 1,
    most: 10_000_000,
    default: 1000,
    form: { group: 'how', default: 200 },
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
    help: 'Which fold chooses the kept evaluation.',
    unit: '',
    choices: ['reported'],
    default: 'reported',
    notYet: { inner: 'reported' },
    addedLater: true,
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
    help: 'How the gradient of the objective is estimated.',
    unit: '',
    choices: ['plain'],
    default: 'plain',
    notYet: { stl: 'plain', dreg: 'plain' },
    addedLater: true,
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

/** Settings that the page's form asks for, all of them whole numbers. */
export type FormKey = {
  [K in SettingKey]: (typeof fitSettings)[K] extends { readonly form: object } ? K : never;
}[SettingKey];

/** All settings, for what is done with each of them. */
export const settingEntries: readonly (readonly [SettingKey, Setting])[] = Object.entries(
  fitSettings,
) as readonly [SettingKey, Setting][];

export const formKeys: readonly FormKey[] = settingEntries
  .filter(([, setting]) => 'form' in setting)
  .map(([key]) => key as FormKey);

/** What a fit gets where nobody says otherwise (DESIGN.md, 9). */
export const settingDefaults: FitOrderSettings = Object.fromEntries(
  settingEntries.map(([key, setting]) => [key, setting.default]),
) as unknown as FitOrderSettings;

/** `evaluationDraws` -> `evaluation-draws`. */
export function optionName(key: SettingKey): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** `a whole number from 2 to 10000`, as every door says it. */
export function wholeRange({ least, most }: Pick<WholeSetting, 'least' | 'most'>): string {
  return `a whole number from ${least} to ${most}`;
}

/** What is meant where nothing is given: `4`, `the spec’s n_batch, else 36`. */
export function defaultWords(setting: Setting): string {
  if (setting.kind === 'flag') return setting.default ? 'on' : 'off';
  if (setting.default !== null) return String(setting.default);
  if ((setting.kind === 'whole' || setting.kind === 'choice') && setting.inSpec !== undefined)
    return `the spec’s ${setting.inSpec.key}, else ${setting.inSpec.default}`;
  return setting.absent ?? 'none';
}
