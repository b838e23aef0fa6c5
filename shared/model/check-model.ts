import { pushAll } from '../base/lists.ts';
import { nearestName } from '../base/nearest-name.ts';
import { failure, hasError, type Outcome, type Problem, success } from '../base/problem.ts';
import { checkConditions } from './check-conditions.ts';
import { checkCorrelated } from './check-correlated.ts';
import { checkLayers } from './check-layers.ts';
import { checkObservable } from './check-observable.ts';
import { checkPriors } from './check-priors.ts';
import { checkRates, checkWhole } from './check-whole.ts';
import type { Expression } from './expression.ts';
import type { Model, ModelState, ModelTreatment } from './model.ts';
import { collectNames } from './names.ts';
import { orderDefinitions } from './order-definitions.ts';
import { makeResolver } from './resolve.ts';
import type { SourceText } from './source-text.ts';
import type { SyntaxModel, SyntaxTreatment } from './syntax.ts';
import { checkUnits } from './units/check-units.ts';

/** Resolves names and checks that a model is whole; everything found is reported at once. */
export function checkModel(source: SourceText, syntax: SyntaxModel): Outcome<Model> {
  const problems: Problem[] = [];
  const names = collectNames(source, syntax, problems);
  const definitions = orderDefinitions(source, syntax.definitions, problems);
  definitions.forEach(({ name }, index) => {
    names.set(name, { kind: 'name', role: 'definition', index });
  });
  const resolver = makeResolver(source, names, problems);

  const checkedDefinitions = definitions.map(({ name, place, expression }) => ({
    name,
    place,
    expression: resolver.resolve(expression, 'dynamics'),
  }));
  const layers = checkLayers(source, syntax.networks, checkedDefinitions, resolver, problems);
  const states = syntax.states.map((state): ModelState => {
    const rate = syntax.rates.find((candidate) => candidate.name === state.name);
    if (rate === undefined) {
      problems.push(
        source.problem(
          'model.noRate',
          state,
          `the state \`${state.name}\` has no rate`,
          `add under rates: ${state.name}' = ...`,
        ),
      );
    }
    return {
      name: state.name,
      unit: state.unit,
      place: state.place,
      initial: resolver.resolve(state.initial, 'initial'),
      rate: rate === undefined ? zero : resolver.resolve(rate.expression, 'dynamics'),
    };
  });
  const observables = syntax.observables.map((observable) =>
    checkObservable(source, observable, resolver, problems),
  );
  const stateNames = syntax.states.map(({ name }) => name);
  const treatments = syntax.treatments.map((treatment) =>
    checkTreatment(source, treatment, stateNames, problems),
  );
  const { parameters, correlated } = checkCorrelated(
    source,
    checkPriors(source, syntax.parameters, resolver, problems),
    syntax.correlated,
    problems,
  );
  checkRates(source, syntax, problems);
  checkWhole(source, syntax, resolver.used, problems);
  if (hasError(problems)) return failure(problems);
  // units of names that could not be resolved would only repeat what is said already
  pushAll(problems, checkUnits(source, syntax, definitions));
  const model: Model = {
    id: syntax.id,
    title: syntax.title,
    notes: syntax.notes,
    settings: syntax.settings,
    states,
    treatments,
    parameters,
    ...(correlated.length === 0 ? {} : { correlated }),
    definitions: checkedDefinitions,
    layers,
    observables,
  };
  pushAll(problems, checkConditions(source, syntax, definitions, model));
  return success(model, problems);
}

const zero: Expression = { kind: 'number', value: 0 };

function checkTreatment(
  source: SourceText,
  treatment: SyntaxTreatment,
  states: readonly string[],
  problems: Problem[],
): ModelTreatment {
  const { name, unit, kind, limits, place, target } = treatment;
  const addedTo = target === null ? null : states.indexOf(target);
  if (addedTo === -1) {
    const nearest = nearestName(target ?? '', states);
    problems.push(
      source.problem(
        'model.unknownName',
        treatment,
        `\`${name}\` is added to \`${target}\`, which is not a state`,
        nearest === null ? `use one of ${states.join(', ')}` : `did you mean \`${nearest}\`?`,
      ),
    );
  }
  return { name: treatment.treatment, unit, kind, addedTo, limits, place };
}
