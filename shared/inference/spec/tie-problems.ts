import type { Problem } from '../../base/problem.ts';
import type { Model, ModelParameter } from '../../model/model.ts';
import { deviceFactor, type Level, levelRank } from '../../model/prior.ts';
import { parseUnitText } from '../../model/units/parse-unit.ts';
import { isSameUnit } from '../../model/units/unit.ts';
import type { TiedParameter } from './constraints.ts';
import type { FitSpec } from './fit-spec.ts';
import { refused, unknownParameter } from './refused-constraint.ts';

/** The first thing that is wrong with a tie. */
export function tieProblems(tie: TiedParameter, spec: FitSpec, model: Model): readonly Problem[] {
  const { name, other, ...at } = tie;
  const [own, others] = [name, other].map((one) => model.parameters.find((each) => each.name === one));
  if (own === undefined || others === undefined) return [unknownParameter(other, model, at)];
  const refuse = (message: string, remedy: string): readonly Problem[] => [
    refused('spec.tie', message, remedy, at),
  ];
  const last = endOfTies(other, spec.constraints.tied);
  if (last === null || last === name)
    return refuse(
      `${name} is tied to ${other}, and that leads back to itself`,
      'Take one of these ties out: one of the parameters must have a value of its own.',
    );
  if (last !== other)
    return refuse(`${name} is tied to ${other}, which is tied to ${last}`, `Tie ${name} to ${last}.`);
  const [level, above] = [levelOf(own, spec), levelOf(others, spec)];
  if (levelRank[above] > levelRank[level])
    return refuse(
      `${name} is ${words[level]}, and ${other}, which it is tied to, is ${words[above]}`,
      levelRank[level] === 0
        ? `Give ${name} a prior at the level of ${other} or below it, or fix both at one value.`
        : `Tie ${other} to ${name} instead, or give ${other} the level of ${name}.`,
    );
  const [by, othersBy] = [own.factor ?? deviceFactor, others.factor ?? deviceFactor];
  if (level === 'group' && above === 'group' && by !== othersBy)
    return refuse(
      `${name} has a value for each ${by}, and ${other}, which it is tied to, one for each ${othersBy}`,
      'Tie it to a parameter of the same groups, or of the population.',
    );
  if (!isOneUnit(own.unit, others.unit))
    return refuse(
      `${name} is in ${own.unit}, and ${other}, which it is tied to, in ${others.unit}`,
      'Tie parameters of one unit only; nothing is converted.',
    );
  return [];
}

const words: Readonly<Record<Level, string>> = {
  constant: 'constant',
  population: 'the same for all wells',
  group: 'one value for each group',
  individual: 'each well’s own',
};

/** Where a fit has it, which a spec may decide; groups of the data make a parameter that is not stated one of parts. */
function levelOf({ name, level }: ModelParameter, { constants, parameters, data }: FitSpec): Level {
  if (constants.has(name)) return 'constant';
  const stated = parameters.find((parameter) => parameter.name === name);
  return stated?.level ?? (data.groups?.has(name) === true ? 'group' : level);
}

/** The parameter at the end of a chain of ties; null: they go in a circle. */
function endOfTies(name: string, tied: readonly TiedParameter[]): string | null {
  let end = name;
  for (const _ of tied) {
    const next = tied.find((one) => one.name === end)?.other;
    if (next === undefined) return end;
    end = next;
  }
  return tied.some((one) => one.name === end) ? null : end;
}

/** A unit that is not stated goes with every other. */
function isOneUnit(one: string, other: string): boolean {
  if (one === '' || other === '') return true;
  const [a, b] = [parseUnitText(one), parseUnitText(other)];
  return a === null || b === null ? one === other : isSameUnit(a, b);
}
