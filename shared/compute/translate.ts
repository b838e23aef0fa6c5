import { present } from '../base/assert.ts';
import { pushAll } from '../base/lists.ts';
import { runWork, type Work } from '../base/work.ts';
import type { Expression } from '../model/expression.ts';
import type { Limits, Model, ModelLayer, ModelObservable } from '../model/model.ts';
import type { Term } from '../model/operations/operation.ts';
import { meetsInTime } from '../model/time-switches.ts';
import type { Graph } from './graph.ts';
import type { ResidualTerms } from './residual-terms.ts';
import { timedCondition } from './timed-condition.ts';

/** The model's expressions as nodes of one graph, at any time and any states. */
export interface ModelTerms {
  /** [state], of parameters and doses only. */
  readonly initial: readonly Term[];
  /**
   * d y / d t, [state].
   *
   * @param switches who decides conditions on time; null: the time itself.
   */
  rates(time: Term, states: readonly Term[], switches?: TimedSwitches | null): readonly Term[];
  /** [signal]. */
  observe(time: Term, states: readonly Term[]): readonly ResidualTerms[];
}

/** Decides conditions that change at times known before a model is solved (`t > on_at`). */
export interface TimedSwitches {
  /** 1 from this time on, else 0. */
  passed(at: Term): Term;
  /** The same for where something bends, the sides of a max or a min meeting; null: asked at the time itself. */
  bent(at: Term): Term | null;
}

/** What an expression may refer to at one place: null where it has no meaning. */
interface Surroundings {
  readonly time: Term | null;
  readonly states: readonly Term[];
  readonly prediction: Term | null;
}

/** @param parts length of the multi-hot vector of parts. */
export function translateModel(graph: Graph, model: Model, parts: number): ModelTerms {
  const within = (term: Term, limits: Limits | null): Term =>
    limits === null
      ? term
      : graph.apply('clamp', term, graph.constant(limits.lower), graph.constant(limits.upper));
  const parameters = model.parameters.map(({ limits }, index) =>
    within(graph.input('parameter', index), limits),
  );
  const doses = model.treatments.map(({ limits, kind }, index) =>
    within(graph.input(kind === 'step' ? 'timedDose' : 'dose', index), limits),
  );

  /** An evaluator at one time and one set of states; each definition and layer is translated once. */
  const at = (
    time: Term | null,
    states: readonly Term[],
    switches: TimedSwitches | null = null,
  ): Evaluator => {
    const definitions = new Map<number, Term>();
    const layers = new Map<number, readonly Term[]>();
    function* evaluate(expression: Expression, prediction: Term | null): Work<Term> {
      switch (expression.kind) {
        case 'number':
          return graph.constant(expression.value);
        case 'call': {
          const timed = switches === null ? null : evaluateTimed(expression, switches);
          if (timed !== null) return timed;
          const args: Term[] = [];
          for (const arg of expression.args) args.push(yield evaluate(arg, prediction));
          return graph.apply(expression.operation, ...args);
        }
        case 'output': {
          const outputs = yield* outputsOf(expression.layer);
          return present(outputs[expression.output], 'a layer has the output that is named');
        }
        case 'name':
          return yield* evaluateName(expression, { time, states, prediction });
      }
    }
    /** A condition on time, or a max or min that goes by one, by when it changes; null for all else. */
    const evaluateTimed = (
      { operation, args }: Extract<Expression, { kind: 'call' }>,
      { passed, bent }: TimedSwitches,
    ): Term | null => {
      // its sides are even in time: no condition on time is within another, so this never nests
      const value = (part: Expression): Term => runWork(evaluate(part, null));
      const isLess = (a: Expression, b: Expression, decide: TimedSwitches['bent']): Term | null => {
        const meeting = meetsInTime(a, b, model);
        return meeting === null ? null : timedCondition(graph, meeting, value, decide);
      };
      const choose = (condition: Term | null, then: Expression, otherwise: Expression): Term | null =>
        condition === null ? null : graph.apply('select', condition, value(then), value(otherwise));
      const [a = nothing, b = nothing] = args;
      switch (operation) {
        case 'less':
          return isLess(a, b, passed);
        case 'max':
          return choose(isLess(a, b, bent), b, a);
        case 'min':
          return choose(isLess(b, a, bent), b, a);
        case 'relu':
          return choose(isLess(nothing, a, bent), a, nothing);
        default:
          return null;
      }
    };
    function* evaluateName(
      { role, index, name }: Extract<Expression, { kind: 'name' }>,
      around: Surroundings,
    ): Generator<Work<Term>, Term, Term> {
      switch (role) {
        case 'time':
          return index === 1 ? graph.input('start', 0) : present(around.time, 'initial values know no time');
        case 'state':
          return present(around.states[index], `state ${name} is known here`);
        case 'parameter':
          return present(parameters[index], `parameter ${name} is in the model`);
        case 'treatment':
          return present(doses[index], `treatment ${name} is in the model`);
        case 'prediction':
          return present(around.prediction, 'a prediction is used in residual errors only');
        case 'definition': {
          const known = definitions.get(index);
          if (known !== undefined) return known;
          const definition = present(model.definitions[index], `definition ${name} is in the model`);
          const term = yield evaluate(definition.expression, null);
          definitions.set(index, term);
          return term;
        }
      }
    }
    /** All outputs of a layer, activation applied. */
    function* outputsOf(index: number): Generator<Work<Term>, readonly Term[], Term> {
      const known = layers.get(index);
      if (known !== undefined) return known;
      const layer = present(model.layers[index], `layer ${index} is in the model`);
      const inputs: Term[] = [];
      for (const input of layer.inputs) {
        if (input.kind === 'value') inputs.push(yield evaluate(input.value, null));
        else if (input.kind === 'layer') {
          yield layerFirst(input.layer);
          pushAll(inputs, present(layers.get(input.layer), 'a layer that was evaluated is known'));
        } else for (let part = 0; part < parts; part++) inputs.push(graph.input('part', part));
      }
      const values = layerValues(graph, index, layer, inputs);
      const outputs = values.map((value) => {
        if (layer.activation === 'linear') return value;
        // layers use the plain rectifier: its gradient at 0 is 0, as everywhere else
        return graph.apply(layer.activation, value);
      });
      layers.set(index, outputs);
      return outputs;
    }
    /** As work of its own: layers on layers chain as definitions do. Its value is the first output. */
    function* layerFirst(index: number): Work<Term> {
      const [first] = yield* outputsOf(index);
      return present(first, 'a layer has an output');
    }
    return (expression, prediction) => runWork(evaluate(expression, prediction));
  };

  return {
    initial: model.states.map((state) => at(null, [])(state.initial, null)),
    rates: (time, states, switches = null) => {
      const evaluate = at(time, states, switches);
      return model.states.map((state) => evaluate(state.rate, null));
    },
    observe: (time, states) => {
      const evaluate = at(time, states);
      return model.observables.map((observable, signal) => observeOne(evaluate, observable, signal));
    },
  };
}

/**
 * W inputs + b, [output]. What inputs that stay the same along a trajectory contribute (parameters, treatments, parts) is a
 * sum of its own, which is computed once, and whose gradient flows back once.
 */
function layerValues(
  graph: Graph,
  index: number,
  { outputs, bias }: ModelLayer,
  inputs: readonly Term[],
): readonly Term[] {
  const all = [...inputs.keys()];
  const fixed = all.filter((input) => graph.isFixed(present(inputs[input], 'an input of the layer')));
  const moving = all.filter((input) => !fixed.includes(input));
  const sumOf = (chosen: readonly number[], withBias: boolean): readonly Term[] => {
    const args = chosen.map((input) => present(inputs[input], 'an input of the layer'));
    const vector = graph.layer({ layer: index, inputs: chosen, bias: withBias }, args);
    return Array.from({ length: outputs }, (_, output) => graph.element(vector, output));
  };
  if (fixed.length === 0 || moving.length === 0) return sumOf(all, bias);
  const constant = sumOf(fixed, bias);
  return sumOf(moving, false).map((value, output) =>
    graph.apply('add', present(constant[output], 'both parts have all outputs'), value),
  );
}

const nothing: Expression = { kind: 'number', value: 0 };

type Evaluator = (expression: Expression, prediction: Term | null) => Term;

function observeOne(evaluate: Evaluator, observable: ModelObservable, signal: number): ResidualTerms {
  const prediction = evaluate(observable.expression, null);
  const { precision, nu, correlation, whiteShare, discrepancy } = observable.residual;
  const optional = (expression: Expression | null): Term | null =>
    expression === null ? null : evaluate(expression, prediction);
  return {
    signal,
    prediction,
    precision: evaluate(precision, prediction),
    nu: optional(nu),
    correlation: optional(correlation),
    whiteShare: optional(whiteShare),
    discrepancy:
      discrepancy === null
        ? null
        : { sd: evaluate(discrepancy.sd, prediction), time: evaluate(discrepancy.time, prediction) },
  };
}
