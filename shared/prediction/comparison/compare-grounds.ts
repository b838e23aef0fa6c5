import type { Problem } from '../../base/problem.ts';
import { isJoint } from '../../fit/joint.ts';
import type { ComparisonGround } from './ground.ts';

/** Which numbers of two fits can be compared. */
export interface Comparable {
  /** Signals that both fit. */
  readonly signals: readonly string[];
  /** `density`: log predictive densities of both; `bound`: importance-weighted bounds of both; null: neither. */
  readonly likelihood: 'density' | 'bound' | null;
  /** Why not, where neither; and what is to be known of what is. */
  readonly notes: readonly string[];
}

export type GroundsCompared =
  | { readonly ok: true; readonly comparable: Comparable }
  | { readonly ok: false; readonly problem: Problem };

/** Most wells or files that a sentence names. */
const named = 3;

/** Refused, by name, where wells of one fit are not those of the other, or are not measured by the same measure. */
export function compareGrounds(
  first: ComparisonGround,
  other: ComparisonGround,
  names: readonly [string, string],
): GroundsCompared {
  const signals = Object.keys(first.readings).filter((signal) => other.readings[signal] !== undefined);
  const differences = differencesOf(first, other, signals);
  if (differences.length === 0) return { ok: true, comparable: comparableOf(first, other, signals) };
  const message = `${names[0]} and ${names[1]} cannot be compared well by well: ${differences.join('; ')}`;
  const remedy =
    'Fit both to the same files with the same preprocessing, corrections and folds (--folds, --fold, --fold-seed, --fold-unit, --held-out).';
  const inWindow = 'Fit both to the same files with the same preprocessing, corrections and folds.';
  return { ok: false, problem: { code: 'compare.otherData', severity: 'error', message, remedy, inWindow } };
}

function differencesOf(
  first: ComparisonGround,
  other: ComparisonGround,
  signals: readonly string[],
): readonly string[] {
  const told: string[] = [];
  const files = [...new Set([...Object.keys(first.data), ...Object.keys(other.data)])];
  const changed = files.filter((file) => first.data[file] !== other.data[file]);
  for (const file of changed.slice(0, named)) {
    const [was, is] = [first.data[file], other.data[file]];
    if (was !== undefined && is !== undefined)
      told.push(`the data file ${file} has other content (SHA-256 ${was.slice(0, 8)} and ${is.slice(0, 8)})`);
    else told.push(`only one of them has the data file ${file}`);
  }
  if (changed.length > named) told.push(`and ${changed.length - named} more files differ`);
  if (first.preprocessing !== other.preprocessing)
    told.push(`the preprocessing is ${first.preprocessing} and ${other.preprocessing}`);
  if (first.corrections !== other.corrections) told.push('other corrections of the readings act');
  if (signals.length === 0)
    told.push(
      `they fit other signals (${Object.keys(first.readings).join(', ')} and ${Object.keys(other.readings).join(', ')})`,
    );
  if (told.length > 0) return told;
  // What follows from those is told only where none of them says why.
  for (const set of ['train', 'validation', 'held-out'] as const) {
    const [mine, theirs] = [new Set(first.sets[set]), new Set(other.sets[set])];
    const apart = [...mine, ...theirs].filter((well) => mine.has(well) !== theirs.has(well)).sort();
    if (apart.length === 0) continue;
    const some = apart.slice(0, named).join(', ');
    const more = apart.length > named ? ` and ${apart.length - named} more` : '';
    told.push(`the folds differ: only one of them has ${some}${more} among its ${setWords[set]} wells`);
    break;
  }
  const scaled = signals.filter((signal) => first.scales[signal] !== other.scales[signal]);
  if (scaled.length > 0)
    told.push(
      `${scaled[0]} is scaled by ${short(first.scales[scaled[0]])} and ${short(other.scales[scaled[0]])}`,
    );
  const read = signals.filter((signal) => first.readings[signal] !== other.readings[signal]);
  if (told.length === 0 && read.length > 0)
    told.push(
      `the prepared readings of ${read.join(', ')} differ (times, background, or which readings count)`,
    );
  return told;
}

const setWords = { train: 'training', validation: 'validation', 'held-out': 'held-out' } as const;

function short(value: number | undefined): string {
  return value === undefined ? 'nothing' : String(Number(value.toPrecision(4)));
}

function comparableOf(
  first: ComparisonGround,
  other: ComparisonGround,
  signals: readonly string[],
): Comparable {
  const sameSignals =
    signals.length === Object.keys(first.readings).length &&
    signals.length === Object.keys(other.readings).length;
  const none = (why: string): Comparable => ({
    signals,
    likelihood: null,
    notes: [`Likelihoods are not compared: ${why}.`],
  });
  if (!sameSignals) return none(`only ${signals.join(', ')} are fitted by both`);
  if (isJoint(first) !== isJoint(other))
    return none(
      'one fit has a log predictive density of each validation well (joint), the other a bound of its evidence under the prior (variational)',
    );
  const otherNoise = first.noise !== other.noise;
  if (isJoint(first)) {
    const notes = otherNoise
      ? [
          'The fits have other noise models: read the densities beside the CRPS, which knows no correlation of errors, and not alone.',
        ]
      : [];
    return { signals, likelihood: 'density', notes };
  }
  if (first.draws !== other.draws)
    return none(`the bounds are of ${first.draws} and ${other.draws} draws (--evaluation-draws)`);
  if (otherNoise) return none('the noise models differ, and so bounds say nothing about predictions');
  const note = `Bounds are those of importance-weighted draws (${first.objective}, ${first.draws} a well, fresh noise) of each well’s evidence under the priors, from below: they are not predictive densities given the training wells.`;
  return { signals, likelihood: 'bound', notes: [note] };
}
