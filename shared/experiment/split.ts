import { largest } from '../base/lists.ts';
import { nearestName } from '../base/nearest-name.ts';
import { failure, type Outcome, type Problem, success } from '../base/problem.ts';
import type { Experiment } from './experiment.ts';
import { type FoldUnit, foldUnits, unitsOf } from './fold-units.ts';
import { folds as cutFolds } from './folds.ts';

export interface SplitOptions {
  /** Number of folds, at least 2. */
  readonly folds: number;
  /** Which one validates, from 1. */
  readonly fold: number;
  /** `inner`: the next fold chooses what is kept, so that the one that validates reports and chooses nothing. Absent: `reported`. */
  readonly selection?: 'reported' | 'inner';
  /** Unsigned 32-bit number. */
  readonly foldSeed: number;
  /** What is dealt into folds whole; null: conditions under `wells` preprocessing, else wells. */
  readonly foldUnit: FoldUnit | null;
  /** Name or pretty name of a device none of whose wells is trained or validated on; null: none. */
  readonly heldOut: string | null;
}

/** Indices into `experiment.individuals`, ascending, disjoint, together all of them. */
export interface Split {
  readonly train: Int32Array;
  readonly validation: Int32Array;
  readonly heldOut: Int32Array;
  /** Absent: the wells that validate choose. */
  readonly selecting?: SelectingFold;
}

/** The wells that choose the kept evaluation and do nothing else (selection `inner`). */
export interface SelectingFold {
  /** Which fold they are, from 1. */
  readonly fold: number;
  readonly wells: Int32Array;
}

/** Held-out wells are taken out first; the units of the rest are dealt into folds, by `foldSeed` alone. */
export function split(experiment: Experiment, options: SplitOptions): Outcome<Split> {
  const problems: Problem[] = [];
  const report = (code: string, where: string, message: string, remedy: string, inWindow?: string): void => {
    const ways = { remedy, ...(inWindow !== undefined && { inWindow }) };
    problems.push({ code, severity: 'error', message, ...ways, place: { where } });
  };
  const { folds, fold, foldSeed, selection = 'reported' } = options;
  const isInner = selection === 'inner';
  // one validates, one selects, one trains
  const least = isInner ? 3 : 2;
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
  const unit = options.foldUnit ?? (experiment.preprocessing === 'wells' ? 'condition' : 'well');
  const units = unitsOf(experiment, rest, unit);
  const count = largest(units, -1) + 1;
  if (!Number.isInteger(folds) || folds < 2) {
    report(
      'split.folds',
      '--folds',
      `${folds} folds leave nothing to train on`,
      `Give ${least} or more, for example 4.`,
    );
  } else if (folds < least) {
    report(
      'split.folds',
      '--folds',
      `${folds} folds leave nothing to train on under inner selection: one reports, the next selects, the rest train`,
      'Give 3 or more, for example 4, or --selection reported.',
    );
  } else if (rest.length < least) {
    const held = heldOut.length > 0 ? `, with ${heldOut.length} held out` : '';
    const wells = ['is no well', 'is one well', 'are two wells'][rest.length];
    const message = `there ${wells} to train${isInner ? ', select' : ''} and validate on${held}`;
    report(
      'split.wells',
      'data',
      message,
      `${isInner ? 'Three' : 'Two'} wells are needed at least: name more devices or files, or hold none out.`,
    );
  } else if (count < least) {
    const message = isInner
      ? `the ${rest.length} wells are of ${count === 1 ? `one ${unit}` : `two ${unit}s`}, too few to train, select and validate on`
      : `all ${rest.length} wells are of one ${unit}, and one ${unit} cannot be trained and validated on`;
    const finer = otherUnits(experiment, rest, unit, least);
    report(
      'split.units',
      '--fold-unit',
      message,
      finer === null
        ? 'Name more devices or files.'
        : `Deal ${finer}, or by fold_unit under data in the spec.`,
      'Name more devices or files, or deal finer by fold_unit under data in the spec.',
    );
  } else if (folds > count) {
    const message = `${folds} folds are more than the ${count} ${unit}s`;
    const finer = otherUnits(experiment, rest, unit, folds);
    report(
      'split.folds',
      '--folds',
      message,
      `Give ${least} to ${count}${finer === null ? '' : `, or deal ${finer} (fold_unit under data in the spec)`}.`,
      `Give ${least} to ${count}${finer === null ? '' : ', or deal finer by fold_unit under data in the spec'}.`,
    );
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

  const parts = cutFolds(count, folds, foldSeed);
  const foldOf = new Map(parts.flatMap((part, n) => Array.from(part, (unit) => [unit, n + 1] as const)));
  const wellsOf = (is: (fold: number) => boolean): Int32Array =>
    rest.filter((_, position) => is(foldOf.get(units[position] ?? -1) ?? 0));
  const validation = wellsOf((own) => own === fold);
  if (!isInner) return success({ train: wellsOf((own) => own !== fold), validation, heldOut });
  const selecting = (fold % folds) + 1;
  return success({
    train: wellsOf((own) => own !== fold && own !== selecting),
    ...{ validation, heldOut },
    selecting: { fold: selecting, wells: wellsOf((own) => own === selecting) },
  });
}

/** Units of which there are as many as `folds` and that can be dealt instead; null: there are none. */
function otherUnits(experiment: Experiment, rest: Int32Array, unit: FoldUnit, folds: number): string | null {
  const others = foldUnits.filter(
    (other) => other !== unit && largest(unitsOf(experiment, rest, other), -1) + 1 >= folds,
  );
  if (others.length === 0) return null;
  return others.map((other) => `${other}s with --fold-unit ${other}`).join(' or ');
}

/** Index of the device, -1 where none is held out, null where there is no such device. */
function findDevice(experiment: Experiment, heldOut: string | null): number | null {
  if (heldOut === null) return -1;
  const found = experiment.devices.findIndex(({ name, title }) => name === heldOut || title === heldOut);
  return found === -1 ? null : found;
}
