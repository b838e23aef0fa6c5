import type { OptionTable } from './options.ts';

/** Defaults of the design, section 9; options that are given win over the spec, the spec over these. */
export const fitDefaults = {
  folds: 4,
  fold: 1,
  foldSeed: 0,
  heldOut: null,
  seed: 0,
  epochs: 1000,
  batch: null,
  draws: 200,
  evaluationDraws: 1000,
  evaluateEvery: 20,
  backend: 'auto',
  threads: null,
  relaxedMadd: false,
} as const;

const otherBackends = 'auto, wasm, wasm-float64, javascript or interpreter';

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
  folds: { kind: 'integer', least: 1, help: 'cut the wells into N folds (4)' },
  fold: {
    kind: 'text',
    value: 'N',
    notYet: { all: 'a number from 1 to --folds' },
    help: 'validate on fold N (1)',
  },
  'fold-seed': { kind: 'integer', help: 'seed of the folds alone (0)' },
  'held-out': { kind: 'text', value: 'DEVICE', help: 'leave a device’s wells out of everything' },
  seed: { kind: 'integer', help: 'seed of the fit (0)' },
  epochs: { kind: 'integer', least: 1, help: 'passes over the training wells (1000)' },
  batch: { kind: 'integer', least: 1, help: 'wells a training step (the spec’s n_batch, 36)' },
  draws: { kind: 'integer', least: 1, help: 'draws a well in training (200)' },
  'evaluation-draws': { kind: 'integer', least: 1, help: 'draws a well in evaluations (1000)' },
  'evaluate-every': { kind: 'integer', least: 1, help: 'epochs between evaluations (20)' },
  preprocessing: {
    kind: 'choice',
    choices: ['reference', 'wells'],
    notYet: { wells: 'reference' },
    help: 'of the data (reference)',
  },
  selection: {
    kind: 'choice',
    choices: ['reported', 'inner'],
    notYet: { inner: 'reported' },
    help: 'which fold chooses the kept evaluation (reported)',
  },
  objective: {
    kind: 'choice',
    choices: ['iwae', 'hierarchical'],
    notYet: { hierarchical: 'iwae' },
    help: '(iwae)',
  },
  estimator: {
    kind: 'choice',
    choices: ['plain', 'stl', 'dreg'],
    notYet: { stl: 'plain', dreg: 'plain' },
    help: 'of the gradient (plain)',
  },
  backend: {
    kind: 'choice',
    choices: ['auto', 'wasm', 'wasm-float64', 'javascript', 'interpreter', 'webgpu', 'tensorflow'],
    notYet: { webgpu: otherBackends, tensorflow: otherBackends },
    help: 'what solves the equations (auto, which decides once for a fit)',
  },
  threads: {
    kind: 'integer',
    least: 1,
    most: 64,
    help: 'more change no number (all that the machine has, at most 16)',
  },
  'relaxed-madd': {
    kind: 'flag',
    help: 'fused multiply-add: some percent faster, numbers differ in the last digits from CPU to CPU',
  },
  project: { kind: 'text', value: 'P', help: 'a project file to keep the fit in' },
  set: {
    kind: 'text',
    value: 'NAME=VALUE',
    many: true,
    help: 'override a key of the spec, or choose a setting of the model; may be given several times',
  },
  json: { kind: 'flag', help: 'evaluations and the end as lines of JSON on stdout' },
};
