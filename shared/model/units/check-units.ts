import type { Problem } from '../../base/problem.ts';
import type { Position, SourceText } from '../source-text.ts';
import type { SyntaxEquation, SyntaxModel, SyntaxObservable } from '../syntax.ts';
import { bare, inferUnit, known, type Quantity, type UnitNames, unknown } from './infer-unit.ts';
import { parseUnitText } from './parse-unit.ts';
import { dimensionless, hours, isDimensionless, isSameUnit, timesPower, unitText } from './unit.ts';

/**
 * Warns where quantities of known units are added, compared, or put where only numbers can stand, and where a rate is not
 * in its state's unit an hour. A name without a unit goes with everything, so that units can be given where they help.
 * Networks mix everything and are not looked at.
 *
 * @param definitions in an order in which each uses only earlier ones.
 */
export function checkUnits(
  source: SourceText,
  syntax: SyntaxModel,
  definitions: readonly SyntaxEquation[],
): readonly Problem[] {
  const problems = new Map<string, Problem>();
  const warn = (position: Position, message: string, remedy: string): void => {
    // copies of one line by `each` would say the same
    const key = `${position.line}:${position.column}:${message}`;
    problems.set(key, source.problem('model.units', position, message, remedy, 'warning'));
  };
  const unitOf = (text: string, position: Position): Quantity => {
    if (text === '') return unknown;
    const unit = parseUnitText(text);
    if (unit !== null) return known(unit);
    warn(position, `the unit \`${text}\` cannot be read`, 'write it like 1/h, nM/h, 1/(OD h) or a.u.^2');
    return unknown;
  };
  const quantities = new Map<string, Quantity>([
    ['t', known(hours)],
    ['t0', known(hours)],
  ]);
  for (const name of syntax.settings.keys()) quantities.set(name, bare);
  for (const entry of [...syntax.treatments, ...syntax.parameters, ...syntax.states]) {
    quantities.set(entry.name, unitOf(entry.unit, entry));
  }
  const names: UnitNames = { quantityOf: (name) => quantities.get(name) ?? unknown, unitOf, warn };

  for (const { name, expression } of definitions) quantities.set(name, inferUnit(expression, names));
  for (const state of syntax.states) {
    const initial = inferUnit(state.initial, names);
    const own = quantities.get(state.name) ?? unknown;
    if (own.kind !== 'known') continue;
    const unit = unitText(own.unit);
    if (initial.kind === 'known' && !isSameUnit(initial.unit, own.unit)) {
      warn(
        state,
        `\`${state.name}\` is in ${unit} and starts at a value in ${unitText(initial.unit)}`,
        `start it at a value in ${unit}`,
      );
    }
  }
  for (const rate of syntax.rates) {
    const found = inferUnit(rate.expression, names);
    const own = quantities.get(rate.name) ?? unknown;
    if (own.kind !== 'known' || found.kind !== 'known') continue;
    const wanted = timesPower(own.unit, hours, -1);
    if (isSameUnit(found.unit, wanted)) continue;
    warn(
      rate,
      `\`${rate.name}'\` is in ${unitText(found.unit)}, but \`${rate.name}\` is in ${unitText(own.unit)}, so its rate is in ${unitText(wanted)}`,
      'check the units of the names in this rate',
    );
  }
  for (const observable of syntax.observables) checkObservable(observable, names);
  return [...problems.values()];
}

function checkObservable(observable: SyntaxObservable, names: UnitNames): void {
  const prediction = inferUnit(observable.expression, names);
  const inside: UnitNames = {
    ...names,
    quantityOf: (name) => (name === 'prediction' ? prediction : names.quantityOf(name)),
  };
  inferUnit(observable.width.expression, inside);
  if (observable.discrepancy !== null) inferUnit(observable.discrepancy.sd, inside);
  const expected = [
    [observable.correlation, hours, 'a time of correlation is in h'],
    [observable.nu, dimensionless, 'degrees of freedom have no unit'],
    [observable.whiteShare, dimensionless, 'a share has no unit'],
    [observable.discrepancy?.time ?? null, hours, 'what a discrepancy lasts is in h'],
  ] as const;
  for (const [expression, unit, rule] of expected) {
    if (expression === null) continue;
    const found = inferUnit(expression, inside);
    if (found.kind !== 'known' || isSameUnit(found.unit, unit)) continue;
    const remedy = isDimensionless(unit) ? 'leave the unit out' : `give it in ${unitText(unit)}`;
    names.warn(expression, `${rule}, here it is in ${unitText(found.unit)}`, remedy);
  }
}
