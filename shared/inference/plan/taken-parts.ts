import type { TakenParts } from '../../experiment/plate-decisions.ts';
import type { Model } from '../../model/model.ts';
import type { FitSpec } from '../spec/fit-spec.ts';

/**
 * Which groups of parts something in a fit takes: a parameter that the spec neither fixes nor gives another level, what a
 * device carries, or a neural layer with all parts as its input.
 */
export function takenParts(spec: Pick<FitSpec, 'constants' | 'parameters'>, model: Model): TakenParts {
  const stated = new Map(spec.parameters.map(({ name, level }) => [name, level]));
  const open = model.parameters.filter(
    ({ name }) => !spec.constants.has(name) && (stated.get(name) ?? 'group') === 'group',
  );
  const markers = open.flatMap(({ carries }) => carries ?? []);
  return {
    all: model.layers.some(({ inputs }) => inputs.some(({ kind }) => kind === 'parts')),
    groups: new Set([...open.map(({ name }) => name), ...markers]),
    offered: [...open.filter(({ part }) => part).map(({ name }) => name), ...markers],
  };
}
