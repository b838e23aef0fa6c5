import { nearestName } from '../base/nearest-name.ts';
import { failure, type Outcome, type Problem, success } from '../base/problem.ts';
import type { Experiment } from './experiment.ts';
import { folds as cutFolds } from './folds.ts';

export interface SplitOptions {
  /** Number of folds, at least 2. */
  readonly folds: number;
  /** Which one validates, from 1. */
  readonly fold: number;
  /** Unsigned 32-bit number. */
  readonly foldSeed: number;
  /** Name or pretty name of a device none of whose wells is trained or validated on; null: none. */
  readonly heldOut: string | null;
}

/** Indices into `experiment.individuals`, ascending, disjoint, together all of them. */
export interface Split {
  readonly train: Int32Array;
  readonly validation: Int32Array;
  readonly heldOut: Int32Array;
}

/** Held-out wells are taken out first; folds are cut from the rest, by `foldSeed` alone. */
export function split(experiment: Experiment, options: SplitOptions): Outcome<Split> {
  const problems: Problem[] = [];
  const report = (code: string, where: string, message: string, remedy: string): void => {
    problems.push({ code, severity: 'error', message, remedy, place: { where } });
  };
  const { folds, fold, foldSeed } = options;
  const device = findDevice(experiment, options.heldOut);
  if (device === null) {
    const known = experiment.devices.flatMap(({ name, title }) => (name === title ? [name] : [title, name]));
    const near = nearestName(options.heldOut ?? '', known);
    const remedy = `${near === null ? '' : `Did you mean “${near}”? `}Use one of: ${known.join(', ')}.`;
    report('split.unknownDevice', '--held-out', `the experiment has no device “${options.heldOut}”`, remedy);
  }
  const isHeldOut = (index: number): boolean => experiment.individuals[index]?.device === device;
  const all = Int32Array.from(experiment.individuals, (_, index) => index);
  const heldOut = all.filter(isHeldOut);
  const rest = all.filter((index) => !isHeldOut(index));
  if (!Number.isInteger(folds) || folds < 2) {
    report(
      'split.folds',
      '--folds',
      `${folds} folds leave nothing to train on`,
      'Give 2 or more, for example 4.',
    );
  } else if (rest.length < 2) {
    const held = heldOut.length > 0 ? `, with ${heldOut.length} held out` : '';
    const message = `there ${rest.length === 1 ? 'is one well' : 'is no well'} to train and validate on${held}`;
    report(
      'split.wells',
      'data',
      message,
      'Two wells are needed at least: name more devices or files, or hold none out.',
    );
  } else if (folds > rest.length) {
    const message = `${folds} folds are more than the ${rest.length} wells`;
    report('split.folds', '--folds', message, `Give 2 to ${rest.length}.`);
  } else if (!Number.isInteger(fold) || fold < 1 || fold > folds) {
    report('split.fold', '--fold', `there is no fold ${fold} of ${folds}`, `Give 1 to ${folds}.`);
  }
  if (!Number.isInteger(foldSeed) || foldSeed < 0 || foldSeed > 0xffffffff) {
    report(
      'split.foldSeed',
      '--fold-seed',
      `the fold seed is ${foldSeed}`,
      'Give a whole number from 0 to 4294967295.',
    );
  }
  if (problems.length > 0) return failure(problems);

  const parts = cutFolds(rest.length, folds, foldSeed);
  const validating = new Set(parts[fold - 1]);
  const validation = rest.filter((_, position) => validating.has(position));
  const train = rest.filter((_, position) => !validating.has(position));
  return success({ train, validation, heldOut });
}

/** Index of the device, -1 where none is held out, null where there is no such device. */
function findDevice(experiment: Experiment, heldOut: string | null): number | null {
  if (heldOut === null) return -1;
  const found = experiment.devices.findIndex(({ name, title }) => name === heldOut || title === heldOut);
  return found === -1 ? null : found;
}
