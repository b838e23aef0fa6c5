import type { Expression } from '../model/expression.ts';
import type { Model } from '../model/model.ts';
import type { Term } from '../model/operations/operation.ts';
import { Graph, type InputKind } from './graph.ts';
import { translateModel } from './translate.ts';

/** What shapes the residual errors of one signal beside their standard deviation. */
export interface ResidualSettings {
  /** Degrees of freedom of Student errors; null: others. */
  readonly nu: number | null;
  /** tau, hours; null: independent errors. */
  readonly correlation: number | null;
  /** White share of the variance of correlated errors; null: 0. */
  readonly whiteShare: number | null;
  /** Standard deviation, and how long it lasts in hours; null: no discrepancy. */
  readonly discrepancy: { readonly sd: number; readonly time: number } | null;
}

/** Parameters, doses and parts are numbers, so that all that follows from them alone is one as well. */
class KnownGraph extends Graph {
  readonly #known: Partial<Record<InputKind, Float64Array>>;

  constructor(known: Partial<Record<InputKind, Float64Array>>) {
    super();
    this.#known = known;
  }

  override input(input: InputKind, index: number): Term {
    const value = this.#known[input]?.[index];
    return value === undefined ? super.input(input, index) : this.constant(value);
  }
}

/**
 * Settings of one trajectory's residual errors, [signal]; null: one of them changes along it.
 *
 * @param parameters natural scale, [parameter].
 */
export function residualSettings(
  model: Model,
  parameters: Float64Array,
  { doses, parts }: { readonly doses: Float64Array; readonly parts?: Float64Array },
): readonly ResidualSettings[] | null {
  const settingsOf = <T>(parts: Parts<T>, value: (part: T) => number): ResidualSettings => {
    const optional = (part: T | null): number | null => (part === null ? null : value(part));
    const { nu, correlation, whiteShare: share, discrepancy } = parts;
    return {
      nu: optional(nu),
      correlation: optional(correlation),
      // as the density takes it
      whiteShare: share === null ? null : Math.min(Math.max(value(share), 0), 1),
      discrepancy: discrepancy === null ? null : { sd: value(discrepancy.sd), time: value(discrepancy.time) },
    };
  };
  const quick = model.observables.map(({ residual }) =>
    settingsOf(residual, (part) => written(part, model, parameters)),
  );
  if (!quick.some(isUnknown)) return quick;
  const graph = new KnownGraph({ parameter: parameters, dose: doses, part: parts ?? new Float64Array(0) });
  const states = model.states.map((_, index) => graph.input('state', index));
  const observed = translateModel(graph, model, parts?.length ?? 0).observe(graph.input('time', 0), states);
  const numbers = observed.map((terms) => settingsOf(terms, (part) => graph.valueOf(part) ?? Number.NaN));
  return numbers.some(isUnknown) ? null : numbers;
}

/** What a residual's settings are made of, as expressions or as terms. */
interface Parts<T> {
  readonly nu: T | null;
  readonly correlation: T | null;
  readonly whiteShare: T | null;
  readonly discrepancy: { readonly sd: T; readonly time: T } | null;
}

function isUnknown({ nu, correlation, whiteShare, discrepancy }: ResidualSettings): boolean {
  return [nu, correlation, whiteShare, discrepancy?.sd, discrepancy?.time].some((value) =>
    Number.isNaN(value),
  );
}

/** A number, or a parameter within its limits, without a graph; NaN: anything else. */
function written(expression: Expression, { parameters: all }: Model, values: Float64Array): number {
  if (expression.kind === 'number') return expression.value;
  if (expression.kind !== 'name' || expression.role !== 'parameter') return Number.NaN;
  const { lower, upper } = all[expression.index]?.limits ?? { lower: -Infinity, upper: Infinity };
  return Math.min(Math.max(values[expression.index] ?? Number.NaN, lower), upper);
}
