import type { Problem } from '../../base/problem.ts';
import type { Model } from '../../model/model.ts';
import type { FitSpec } from '../spec/fit-spec.ts';
import type { CorrelatedEntries, DrawnEntry } from './parameter-layout.ts';

/** Finds what goes together in wells; a spec that makes one of it something else is refused, and so is one that states a correlation. */
export function linkCorrelated(
  drawn: readonly DrawnEntry[],
  model: Model,
  spec: Pick<FitSpec, 'file'>,
  problems: Problem[],
): readonly CorrelatedEntries[] {
  const places = new Map(drawn.map(({ model: index }, d) => [index, d]));
  return (model.correlated ?? []).map(({ members, correlations }) => {
    const nameOf = (index: number): string => model.parameters[index].name;
    const placeOf = (index: number, isRight: (entry: DrawnEntry) => boolean): number => {
      const place = places.get(index) ?? -1;
      if (place >= 0 && isRight(drawn[place])) return place;
      problems.push({
        code: 'spec.correlated',
        severity: 'error',
        message: `In ${model.id} ${members.map(nameOf).join(', ')} of a well are correlated, and the spec makes something else of ${nameOf(index)}.`,
        remedy: `Leave ${nameOf(index)} out of the spec, or copy the model and take its line \u201ccorrelated\u201d out.`,
        place: { file: spec.file },
      });
      return place;
    };
    return {
      members: members.map((index) =>
        placeOf(index, ({ level, prior }) => level === 'individual' && prior.normal),
      ),
      correlations: correlations.map((index) =>
        placeOf(index, ({ level, prior }) => level === 'population' && prior.spec.distribution === 'LKJ'),
      ),
    };
  });
}
