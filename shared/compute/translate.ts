import { present } from '../base/assert.ts';
import type { Expression } from '../model/expression.ts';
import type { Limits, Model } from '../model/model.ts';
import type { Term } from '../model/operations/operation.ts';
import type { Graph } from './graph.ts';

/** The model's expressions as nodes of one graph, at any time and any states. */
export interface ModelTerms {
  /** [state], of parameters and doses only. */
  readonly initial: readonly Term[];
  /** d y / d t, [state]. */
  rates(time: Term, states: readonly Term[]): readonly Term[];
  /** [signal]. */
  observe(
    time: Term,
    states: readonly Term[],
  ): {
    readonly predictions: readonly Term[];
    readonly precisions: readonly Term[];
  };
}

export function translateModel(graph: Graph, model: Model): ModelTerms {
  const within = (term: Term, limits: Limits | null): Term =>
    limits === null
      ? term
      : graph.apply('clamp', term, graph.constant(limits.lower), graph.constant(limits.upper));
  const parameters = model.parameters.map(({ limits }, index) =>
    within(graph.input('parameter', index), limits),
  );
  const doses = model.treatments.map(({ limits }, index) => within(graph.input('dose', index), limits));

  /** An evaluator at one time and one set of states; each definition is translated once. */
  const at = (time: Term | null, states: readonly Term[]): ((expression: Expression) => Term) => {
    const definitions = new Map<number, Term>();
    const evaluate = (expression: Expression): Term => {
      switch (expression.kind) {
        case 'number':
          return graph.constant(expression.value);
        case 'call':
          return graph.apply(expression.operation, ...expression.args.map(evaluate));
        case 'name':
          return evaluateName(expression);
      }
    };
    const evaluateName = ({ role, index, name }: Extract<Expression, { kind: 'name' }>): Term => {
      switch (role) {
        case 'time':
          return present(time, 'initial values do not depend on time');
        case 'state':
          return present(states[index], `state ${name} is known here`);
        case 'parameter':
          return present(parameters[index], `parameter ${name} is in the model`);
        case 'treatment':
          return present(doses[index], `treatment ${name} is in the model`);
        case 'definition': {
          const known = definitions.get(index);
          if (known !== undefined) return known;
          const definition = present(model.definitions[index], `definition ${name} is in the model`);
          const term = evaluate(definition.expression);
          definitions.set(index, term);
          return term;
        }
      }
    };
    return evaluate;
  };

  return {
    initial: model.states.map((state) => at(null, [])(state.initial)),
    rates: (time, states) => {
      const evaluate = at(time, states);
      return model.states.map((state) => evaluate(state.rate));
    },
    observe: (time, states) => {
      const evaluate = at(time, states);
      return {
        predictions: model.observables.map((observable) => evaluate(observable.expression)),
        precisions: model.observables.map((observable) => evaluate(observable.residual.precision)),
      };
    },
  };
}
