import type { Problem } from '../../base/problem.ts';
import type { Model } from '../../model/model.ts';
import type { DrawnEntry } from './parameter-layout.ts';

/**
 * Finds the parameters that priors name in place of numbers. A parent is drawn earlier (of a higher level, or the same
 * and stated before), or constant in the model or among `constants`, the spec's, and then its value is the number.
 */
export function linkParents(
  drawn: readonly DrawnEntry[],
  model: Model,
  { template, constants }: KnownValues,
  problems: Problem[],
): readonly DrawnEntry[] {
  return drawn.map((entry, position) => {
    const { spec, normal } = entry.prior;
    const { muParameter, sigmaParameter } = spec;
    if (muParameter === undefined && sigmaParameter === undefined) return entry;
    let { mean, sd } = entry.prior;
    /** Index of the drawn parent; null: it is constant, `accept` has its value. */
    const find = (name: string | undefined, accept: (value: number) => void): number | null => {
      if (name === undefined) return null;
      const index = drawn.findIndex((candidate) => candidate.name === name);
      const parent = drawn[index];
      const sameGroups =
        parent?.level !== 'group' || entry.level !== 'group' || parent.factor === entry.factor;
      if (index >= 0 && index < position && normal && sameGroups) return index;
      const inModel = model.parameters.findIndex((parameter) => parameter.name === name);
      const constant =
        index < 0 && inModel >= 0 && (constants.has(name) || model.parameters[inModel].value !== null);
      if (constant && normal) accept(template[inModel]);
      else {
        const why = !normal
          ? 'only Normal and LogNormal priors can take their numbers from parameters'
          : index >= position
            ? 'it varies at a lower level or is stated later'
            : sameGroups
              ? 'the model has no such parameter'
              : 'it has values for other groups';
        problems.push(badParent(entry.name, name, why));
      }
      return null;
    };
    const parents = {
      mean: find(muParameter, (value) => {
        mean = value;
      }),
      sd: find(sigmaParameter, (value) => {
        if (value > 0) sd = value;
        else problems.push(badWidth(entry.name, sigmaParameter ?? '', value));
      }),
    };
    return { ...entry, prior: { ...entry.prior, mean, sd }, parents };
  });
}

/** Values of parameters that are not drawn. */
export interface KnownValues {
  /** [parameter of the model]. */
  readonly template: Float64Array;
  /** Those that the spec states. */
  readonly constants: ReadonlyMap<string, number>;
}

function badWidth(name: string, parent: string, value: number): Problem {
  return {
    code: 'spec.priorParent',
    severity: 'error',
    message: `The width of the prior of ${name} is ${parent}, and that is ${value}.`,
    remedy: `Give ${parent} a value above 0.`,
  };
}

function badParent(name: string, parent: string, why: string): Problem {
  return {
    code: 'spec.priorParent',
    severity: 'error',
    message: `The prior of ${name} takes a number from ${parent}: ${why}.`,
    remedy: `Make ${parent} a population parameter of the model, stated before ${name}.`,
  };
}
