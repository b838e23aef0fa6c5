import { nearestName } from '../../base/nearest-name.ts';
import type { Problem } from '../../base/problem.ts';
import type { Model } from '../../model/model.ts';
import type { StatedPlace } from './stated-place.ts';

/** A problem with a constraint, where it is stated. */
export function refused(code: string, message: string, remedy: string, at: StatedPlace): Problem {
  const { place, excerpt } = at;
  const where = { ...(place !== undefined && { place }), ...(excerpt !== undefined && { excerpt }) };
  return { code, severity: 'error', message, remedy, ...where };
}

export function unknownParameter(name: string, model: Model, at: StatedPlace): Problem {
  const names = model.parameters.map((parameter) => parameter.name);
  const nearest = nearestName(name, names);
  const [whole] = name.split(':');
  if (whole !== undefined && whole !== name && names.includes(whole)) {
    const message = `${name} is one value of several, which cannot be constrained by itself`;
    return refused('spec.unknownParameter', message, `Name ${whole}, for all of them.`, at);
  }
  const known = names.length <= 20 ? `, one of ${names.join(', ')}` : '';
  return refused(
    'spec.unknownParameter',
    `the model ${model.id} has no parameter “${name}”`,
    nearest === null ? `Name a parameter of the model${known}.` : `Did you mean “${nearest}”?`,
    at,
  );
}
