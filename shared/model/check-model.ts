import { nearestName } from '../base/nearest-name.ts';
import { failure, hasError, type Outcome, type Problem, success } from '../base/problem.ts';
import type { Expression } from './expression.ts';
import type { Model, ModelState } from './model.ts';
import type { NameEntry, NameTable } from './names.ts';
import { collectNames } from './names.ts';
import { callableNames } from './operations/index.ts';
import { orderDefinitions } from './order-definitions.ts';
import type { Position, SourceText } from './source-text.ts';
import type { SyntaxExpression, SyntaxModel } from './syntax.ts';

/** Resolves names and checks that a model is whole; everything found is reported at once. */
export function checkModel(source: SourceText, syntax: SyntaxModel): Outcome<Model> {
  const problems: Problem[] = [];
  const names = collectNames(source, syntax, problems);
  const definitions = orderDefinitions(source, syntax.definitions, problems);
  definitions.forEach((definition, index) => {
    names.set(definition.name, { role: 'definition', index });
  });

  const used = new Set<string>();
  const resolve = (expression: SyntaxExpression, allowed: Allowed): Expression =>
    resolveExpression({ source, names, problems, used, allowed }, expression);

  const checkedDefinitions = definitions.map(({ name, place, expression }) => ({
    name,
    place,
    expression: resolve(expression, 'anything'),
  }));
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
      initial: resolve(state.initial, 'initial'),
      rate: rate === undefined ? { kind: 'number', value: 0 } : resolve(rate.expression, 'anything'),
    };
  });
  const observables = syntax.observables.map((observable) => ({
    signal: observable.name,
    place: observable.place,
    expression: resolve(observable.expression, 'anything'),
    residual: { kind: 'normal', precision: resolve(observable.precision, 'anything') } as const,
  }));
  checkRates(source, syntax, problems);
  checkPresence(source, syntax, problems);
  checkUse(source, syntax, used, problems);
  if (hasError(problems)) return failure(problems);
  return success(
    {
      id: syntax.id,
      title: syntax.title,
      notes: syntax.notes,
      states,
      treatments: syntax.treatments.map(({ name, unit, limits, place }) => ({ name, unit, limits, place })),
      parameters: syntax.parameters.map(({ line: _, column: __, ...parameter }) => parameter),
      definitions: checkedDefinitions,
      observables,
    },
    problems,
  );
}

/** Initial values are known before anything moves: no states, no time, no definitions that may hold them. */
type Allowed = 'anything' | 'initial';

interface Resolution {
  readonly source: SourceText;
  readonly names: NameTable;
  readonly problems: Problem[];
  readonly used: Set<string>;
  readonly allowed: Allowed;
}

function resolveExpression(resolution: Resolution, expression: SyntaxExpression): Expression {
  if (expression.kind === 'number') return { kind: 'number', value: expression.value };
  if (expression.kind === 'call') {
    const args = expression.args.map((arg) => resolveExpression(resolution, arg));
    return { kind: 'call', operation: expression.operation, args };
  }
  const entry = resolution.names.get(expression.name);
  if (entry === undefined) {
    resolution.problems.push(unknownName(resolution, expression.name, expression));
    return { kind: 'number', value: 0 };
  }
  resolution.used.add(expression.name);
  if (resolution.allowed === 'initial' && entry.role !== 'parameter' && entry.role !== 'treatment') {
    resolution.problems.push(
      resolution.source.problem(
        'model.initial',
        expression,
        `an initial value cannot use \`${expression.name}\`, which is a ${entry.role}`,
        'use numbers, parameters and treatments',
      ),
    );
  }
  return { kind: 'name', name: expression.name, ...(entry satisfies NameEntry) };
}

function unknownName(resolution: Resolution, name: string, position: Position): Problem {
  const nearest = nearestName(name, [...resolution.names.keys()]);
  const callable = callableNames.includes(name);
  const remedy = callable
    ? `\`${name}\` is a function: write ${name}(...)`
    : nearest === null
      ? 'define it under definitions, or list it under parameters, states or treatments'
      : `did you mean \`${nearest}\`?`;
  return resolution.source.problem(
    'model.unknownName',
    position,
    `the name \`${name}\` is not defined`,
    remedy,
  );
}

function checkRates(source: SourceText, syntax: SyntaxModel, problems: Problem[]): void {
  const seen = new Set<string>();
  const states = syntax.states.map((state) => state.name);
  for (const rate of syntax.rates) {
    if (!states.includes(rate.name)) {
      const nearest = nearestName(rate.name, states);
      problems.push(
        source.problem(
          'model.rateOfNothing',
          rate,
          `\`${rate.name}\` has a rate but is not a state`,
          nearest === null
            ? `add under states: ${rate.name} starts at 0`
            : `did you mean \`${nearest}'\`? Else add under states: ${rate.name} starts at 0`,
        ),
      );
    } else if (seen.has(rate.name)) {
      problems.push(
        source.problem('model.duplicate', rate, `\`${rate.name}'\` has two rates`, 'keep one of them'),
      );
    }
    seen.add(rate.name);
  }
}

function checkPresence(source: SourceText, syntax: SyntaxModel, problems: Problem[]): void {
  const end = { line: 1, column: 1 };
  if (syntax.states.length === 0 && syntax.rates.length === 0) {
    problems.push(source.problem('model.noStates', end, 'the model has no states', 'add a section: states'));
  }
  if (syntax.observables.length === 0) {
    problems.push(
      source.problem(
        'model.noObservables',
        end,
        'the model has no observables',
        'add a section: observables',
      ),
    );
  }
  const seen = new Set<string>();
  for (const observable of syntax.observables) {
    if (seen.has(observable.name)) {
      problems.push(
        source.problem(
          'model.duplicate',
          observable,
          `the signal \`${observable.name}\` has two observables`,
          'keep one of them',
        ),
      );
    }
    seen.add(observable.name);
  }
}

/** What nothing uses is most often a typo somewhere else, so it is said; but it does no harm. */
function checkUse(
  source: SourceText,
  syntax: SyntaxModel,
  used: ReadonlySet<string>,
  problems: Problem[],
): void {
  for (const entry of [...syntax.parameters, ...syntax.treatments, ...syntax.definitions]) {
    if (used.has(entry.name)) continue;
    problems.push(
      source.problem(
        'model.unused',
        entry,
        `nothing uses \`${entry.name}\``,
        'remove it or use it',
        'warning',
      ),
    );
  }
}
