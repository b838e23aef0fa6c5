import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { failure, type Outcome, type Problem, success } from '../../shared/base/problem.ts';
import type { FitOrder, FitOrderSettings, Override } from '../../shared/channels.ts';
import { keepDecision } from '../handlers/fit-decision.ts';
import { holdsFit, readCheckpoint, readManifest } from '../store/fit-folder.ts';
import { UsageError } from './command.ts';
import { fitDefaults } from './fit-options.ts';
import type { Given } from './options.ts';
import { userPath } from './output.ts';

/** What the command line asks for. */
export interface OrderedFit {
  readonly order: FitOrder;
  /** Absolute; null: nothing is written. */
  readonly folder: string | null;
  /** To go on from; null: from the start. */
  readonly checkpoint: Uint8Array | null;
}

/** What the design names and this version has not, with what there is instead. */
const notYet: readonly (readonly [string, string, string])[] = [
  ['preprocessing', 'wells', 'reference'],
  ['selection', 'inner', 'reported'],
  ['objective', 'hierarchical', 'iwae'],
  ['estimator', 'stl', 'plain'],
  ['estimator', 'dreg', 'plain'],
  ['fold', 'all', 'a number from 1 to --folds'],
  ['backend', 'webgpu', 'auto, wasm, wasm-float64, javascript or interpreter'],
  ['backend', 'tensorflow', 'auto, wasm, wasm-float64, javascript or interpreter'],
];

/** `--resume` may stand alone: then it means the fit in `--out`. A spec is no fit, so `--resume spec.yaml` stands alone too. */
export function expandResume(args: readonly string[]): readonly string[] {
  const at = args.indexOf('--resume');
  const next = args[at + 1];
  if (at === -1 || (next !== undefined && !next.startsWith('-') && !/\.ya?ml$/i.test(next))) return args;
  return args.with(at, `--resume=${standsAlone}`);
}

/** Cannot be a path. */
export const standsAlone = '\0';

/** Throws UsageError for options that do not go together. */
export function orderFit(given: Given): Outcome<OrderedFit> {
  const missing = refuseNotYet(given);
  if (missing.length > 0) return failure(missing);
  const resumed = given.text('resume');
  const spec = given.positionals[0];
  const out = given.text('out');
  if (resumed === null) {
    if (spec === undefined) throw new UsageError('<spec.yaml> is missing');
    const folder = out === null ? null : userPath(out);
    if (folder !== null && holdsFit(folder)) return failure([occupied(folder)]);
    return newOrder(spec, given, folder);
  }
  const named = resumed === standsAlone ? out : resumed;
  if (named === null) throw new UsageError('--resume needs the fit’s folder, here or as --out');
  if (out !== null && userPath(out) !== userPath(named)) {
    throw new UsageError('--resume goes on in the fit’s own folder; leave --out away');
  }
  return resumedOrder(userPath(named), spec, given);
}

function newOrder(spec: string, given: Given, folder: string | null): Outcome<OrderedFit> {
  const file = readSpec(spec);
  if (!file.ok) return file;
  const data = given.text('data');
  const order: FitOrder = {
    spec: file.value,
    data: data === null ? dirname(file.value.file) : userPath(data),
    overrides: overridesOf(given),
    settings: settingsOf(given, fitDefaults),
  };
  return success({ order, folder, checkpoint: null });
}

/** What is not given again is as it was. */
function resumedOrder(folder: string, spec: string | undefined, given: Given): Outcome<OrderedFit> {
  const manifest = readManifest(folder);
  if (!manifest.ok) return manifest;
  const checkpoint = readCheckpoint(folder);
  if (!checkpoint.ok) return checkpoint;
  const file = spec === undefined ? success(manifest.value.spec.spec) : readSpec(spec);
  if (!file.ok) return file;
  const { data, overrides, settings } = manifest.value.spec;
  const givenData = given.text('data');
  const order: FitOrder = {
    spec: file.value,
    data: givenData === null ? data : userPath(givenData),
    overrides: given.has('set') ? overridesOf(given) : overrides,
    settings: keepDecision(settingsOf(given, settings), manifest.value.backend),
  };
  return success({ order, folder, checkpoint: checkpoint.value });
}

export function readSpec(spec: string): Outcome<FitOrder['spec']> {
  const file = userPath(spec);
  try {
    return success({ file, text: readFileSync(file, 'utf8') });
  } catch (error) {
    const message = `the spec cannot be read: ${error instanceof Error ? error.message : String(error)}`;
    const remedy = 'Check the name and the folder.';
    return failure([{ code: 'spec.unreadable', severity: 'error', message, remedy, place: { file: spec } }]);
  }
}

export function settingsOf(given: Given, otherwise: FitOrderSettings): FitOrderSettings {
  return {
    folds: given.integer('folds') ?? otherwise.folds,
    fold: given.integer('fold') ?? otherwise.fold,
    foldSeed: given.integer('fold-seed') ?? otherwise.foldSeed,
    heldOut: given.text('held-out') ?? otherwise.heldOut,
    seed: given.integer('seed') ?? otherwise.seed,
    epochs: given.integer('epochs') ?? otherwise.epochs,
    batch: given.integer('batch') ?? otherwise.batch,
    draws: given.integer('draws') ?? otherwise.draws,
    evaluationDraws: given.integer('evaluation-draws') ?? otherwise.evaluationDraws,
    evaluateEvery: given.integer('evaluate-every') ?? otherwise.evaluateEvery,
    backend: given.text('backend') ?? otherwise.backend,
    threads: given.integer('threads') ?? otherwise.threads,
    relaxedMadd: given.has('relaxed-madd') || otherwise.relaxedMadd,
  };
}

export function overridesOf(given: Given): readonly Override[] {
  return given.texts('set').map((text) => {
    const at = text.indexOf('=');
    if (at < 1 || at === text.length - 1) throw new UsageError(`--set ${text}: write --set name=value`);
    return { name: text.slice(0, at), value: text.slice(at + 1) };
  });
}

/** Problems for what this version has not; throws UsageError for a fold that is no number. */
export function refuseNotYet(given: Given): readonly Problem[] {
  const problems = notYet
    .filter(([option, value]) => given.text(option) === value)
    .map(([option, value, instead]): Problem => {
      const message = `--${option} ${value} is not in this version`;
      return { code: 'option.notYet', severity: 'error', message, remedy: `Use ${instead}.` };
    });
  const fold = given.text('fold');
  if (problems.length === 0 && fold !== null && !/^\d+$/.test(fold))
    throw new UsageError(`--fold ${fold}: give a number from 1 to --folds`);
  return problems;
}

function occupied(folder: string): Problem {
  return {
    code: 'fit.exists',
    severity: 'error',
    message: 'the folder holds a fit already',
    remedy: 'Choose another --out, or go on with this one with --resume.',
    place: { file: join(folder, 'fit.json') },
  };
}
