import { failure, type Outcome, success } from '../../shared/base/problem.ts';
import type { FitDiagnosis } from '../../shared/prediction/trust/diagnosis.ts';
import { largestShift, seedDifferences } from '../../shared/prediction/trust/shared-moments.ts';
import type { SeedComparison } from './diagnose-tables.ts';
import { section } from './diagnose-text.ts';
import { columnsText, withError } from './text-table.ts';

interface NamedDiagnosis {
  readonly name: string;
  readonly diagnosis: FitDiagnosis;
}

/** Shared parameters of two fits that differ in nothing but their seed; refused, by name, where they differ in more. */
export function seedsOf(first: NamedDiagnosis, other: NamedDiagnosis): Outcome<SeedComparison> {
  const [mine, theirs] = [first.diagnosis.identity, other.diagnosis.identity];
  const changed = [...new Set([...Object.keys(mine), ...Object.keys(theirs)])].filter(
    (key) => mine[key] !== theirs[key],
  );
  const others = changed.filter((key) => key !== '--seed');
  const remedy = 'Give fits of the same spec, data and settings that differ in --seed alone.';
  const refuse = (message: string): Outcome<SeedComparison> =>
    failure([{ code: 'diagnose.seeds', severity: 'error', message, remedy, place: { file: other.name } }]);
  if (others.length > 0)
    return refuse(`it is no fit with another seed alone: it differs in ${others.slice(0, 4).join(', ')}`);
  if (changed.length === 0) return refuse('it has the same seed, so that it is the same fit again');
  const differences = seedDifferences(first.diagnosis.shared, other.diagnosis.shared);
  return success({ fit: other.name, differences });
}

const mostTold = 15;

export function seedSection({ fit, differences }: SeedComparison): string {
  const flagged = differences.filter((one) => one.flagged);
  const finding =
    flagged.length === 0
      ? `No mean of ${differences.length} shared parameters differs by ${largestShift} sd or more.`
      : `${flagged.length} of ${differences.length} means differ by ${largestShift} sd or more: ${flagged
          .slice(0, mostTold)
          .map(({ name }) => name)
          .join(', ')}.`;
  const rows = [...differences]
    .sort((a, b) => Math.abs(b.shift) - Math.abs(a.shift))
    .slice(0, mostTold)
    .map(({ name, shift, error, flagged: isFar }) => [
      name,
      withError(shift, error, 2),
      isFar ? 'differs' : '',
    ]);
  return section(`Another seed: ${fit}`, [
    finding,
    columnsText(['parameter', 'difference of means, sd', ''], rows),
  ]);
}
