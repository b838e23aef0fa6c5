import type { Experiment, Individual } from './experiment.ts';

/** What is dealt into folds, whole: wells, all wells of a condition, all wells of a plate. */
export const foldUnits = ['well', 'condition', 'plate'] as const;
export type FoldUnit = (typeof foldUnits)[number];

/** Doses that differ by no more than this share are one dose (INFERENCE.md, 6). */
const sameDose = 0.01;

/** Unit of each of some wells, numbered from 0 in order of appearance, [well]. */
export function unitsOf(experiment: Experiment, wells: Int32Array, unit: FoldUnit): Int32Array {
  if (unit === 'well') return wells.map((_, position) => position);
  const key = unit === 'plate' ? ({ plate }: Individual) => plate : conditionKey(experiment);
  const numbers = new Map<string, number>();
  return wells.map((well) => {
    const individual = experiment.individuals[well];
    const name = individual === undefined ? '' : key(individual);
    const number = numbers.get(name) ?? numbers.size;
    numbers.set(name, number);
    return number;
  });
}

/** Device, doses, what was added when, and the other factors of a well. */
function conditionKey({ treatments, individuals }: Experiment): (individual: Individual) => string {
  const levels = treatments.map((_, c) =>
    doseLevels(
      individuals.flatMap(({ statedDoses, additions = [] }) => [
        statedDoses[c] ?? 0,
        ...additions.filter(({ treatment }) => treatment === c).map(({ value }) => value),
      ]),
    ),
  );
  const level = (treatment: number, dose: number) => levels[treatment]?.get(dose) ?? 0;
  return ({ device, statedDoses, additions = [], factors = {} }) =>
    JSON.stringify([
      device,
      Array.from(statedDoses, (dose, c) => level(c, dose)),
      additions.map(({ treatment, value, time_h }) => [treatment, level(treatment, value), time_h]),
      Object.entries(factors)
        .filter(([, value]) => value !== '')
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    ]);
}

/** Dose -> number of its level. In ascending order a dose within 1 % of the one before it is of the same level. */
function doseLevels(doses: readonly number[]): ReadonlyMap<number, number> {
  const levels = new Map<number, number>();
  let level = 0;
  let before = Number.NaN;
  for (const dose of [...new Set(doses)].sort((a, b) => a - b)) {
    if (dose - before > sameDose * dose) level += 1;
    levels.set(dose, level);
    before = dose;
  }
  return levels;
}
