import type { Problem } from '../../base/problem.ts';
import type { Experiment } from '../../experiment/experiment.ts';
import type { Model } from '../../model/model.ts';
import type { KnownValues } from './link-parents.ts';
import {
  type DrawnEntry,
  type MeanTerm,
  type PointEntry,
  partAt,
  type TermNumber,
} from './parameter-layout.ts';

/** Where the numbers of terms may come from. */
interface TermSources extends KnownValues {
  readonly model: Model;
  readonly experiment: Experiment;
}

/**
 * Finds what is added to the means of priors (`K_aR * log(aR)`): coefficient and covariate are drawn earlier, or part values
 * that are fitted as points, or constant. A device without a part has no logarithm of its value; it adds nothing, as the
 * baseline does.
 */
export function linkTerms(
  drawn: readonly DrawnEntry[],
  points: readonly PointEntry[],
  { model, experiment, template, constants }: TermSources,
  problems: Problem[],
): readonly DrawnEntry[] {
  return drawn.map((entry, position) => {
    const { muTerms = [] } = entry.prior.spec;
    if (muTerms.length === 0) return entry;
    const refuse = (name: string, why: string, remedy: string): TermNumber => {
      const message = `The mean of the prior of ${entry.name} is to go with ${name}: ${why}.`;
      problems.push({ code: 'spec.priorTerm', severity: 'error', message, remedy });
      return { value: 0 };
    };
    const numberOf = (name: string, isCovariate: boolean): TermNumber => {
      const index = drawn.findIndex((one) => one.name === name);
      const one = drawn[index];
      if (one !== undefined) {
        const sameGroups = one.level !== 'group' || entry.level !== 'group' || one.factor === entry.factor;
        const isLater = one.level === entry.level && index >= position;
        if (!sameGroups || isLater || (one.level === 'individual' && entry.level !== 'individual'))
          return refuse(
            name,
            sameGroups ? 'it varies at a lower level or is stated later' : 'it has values for other groups',
            `Make ${name} a population parameter, or state it before ${entry.name}.`,
          );
        const isPositive = one.prior.transform.kind !== 'identity' && (one.prior.spec.lower ?? 0) >= 0;
        if (isCovariate && !isPositive)
          return refuse(
            name,
            'its prior lets it be 0 or less, which has no logarithm',
            `Give ${name} a LogNormal prior.`,
          );
        return { column: index };
      }
      const point = points.findIndex((candidate) => candidate.name === name);
      if (point >= 0) {
        if (entry.level === 'group' && entry.factor !== points[point].factor)
          return refuse(
            name,
            'it has values for other groups',
            `Make ${entry.name} a group of devices, or an individual parameter.`,
          );
        return { column: drawn.length + point };
      }
      const inModel = model.parameters.findIndex((parameter) => parameter.name === name);
      const isKnown = inModel >= 0 && (constants.has(name) || model.parameters[inModel].value !== null);
      if (!isKnown) return refuse(name, 'the model has no such parameter', `State ${name} in the model.`);
      const value = template[inModel];
      if (isCovariate && !(value > 0))
        return refuse(name, `it is ${value}, which has no logarithm`, `Give ${name} a value above 0.`);
      return { value };
    };
    const terms = muTerms.map(
      ({ coefficient, of }): MeanTerm => ({
        coefficient: numberOf(coefficient, false),
        covariate: numberOf(of, true),
      }),
    );
    const lacking = muTerms.flatMap(({ of }) => partless(of, [...drawn, ...points], experiment));
    for (const { name, devices } of lacking)
      problems.push({
        code: 'spec.priorTerm',
        severity: 'warning',
        message: `The mean of the prior of ${entry.name} goes with ${name}, and ${devices.join(', ')} has no part of it: there it is as with the baseline.`,
        remedy: `State a part of ${name} for each device in data.groups, or leave these devices out.`,
      });
    return { ...entry, terms };
  });
}

/** Devices of wells that have no part of a parameter of parts. */
function partless(
  name: string,
  entries: readonly Pick<DrawnEntry, 'name' | 'parts'>[],
  { devices, individuals }: Experiment,
): readonly { readonly name: string; readonly devices: readonly string[] }[] {
  const parts = entries.find((entry) => entry.name === name)?.parts ?? null;
  if (parts === null) return [];
  const used = new Set(individuals.map(({ device }) => device));
  const without = devices.flatMap(({ title }, device) =>
    used.has(device) && partAt(parts, device) === null ? [title] : [],
  );
  return without.length === 0 ? [] : [{ name, devices: without }];
}
