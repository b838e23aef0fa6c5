import { failure, type Outcome, success } from '../../base/problem.ts';
import type { Model } from '../../model/model.ts';
import { constraintProblems } from './constraint-problems.ts';
import type { FitSpec } from './fit-spec.ts';

/**
 * A spec's model with its ties, which are the text's with one name for two parameters, and with its bounds, which are limits. What
 * is fixed is a constant of the spec and leaves the model as it is.
 *
 * @param read reads the text, with names that stand for others.
 */
export function constrainedModel(
  spec: FitSpec,
  read: (ties?: ReadonlyMap<string, string>) => Outcome<Model>,
): Outcome<Model> {
  const free = read();
  if (!free.ok) return free;
  const wrong = constraintProblems(spec, free.value);
  if (wrong.length > 0) return failure([...free.problems, ...wrong]);
  const { tied, bounded } = spec.constraints;
  const outcome = tied.length === 0 ? free : read(new Map(tied.map(({ name, other }) => [name, other])));
  if (!outcome.ok || bounded.length === 0) return outcome;
  const limits = new Map(bounded.map((one) => [one.name, one.limits]));
  const parameters = outcome.value.parameters.map((parameter) => ({
    ...parameter,
    limits: limits.get(parameter.name) ?? parameter.limits,
  }));
  return success({ ...outcome.value, parameters }, outcome.problems);
}
