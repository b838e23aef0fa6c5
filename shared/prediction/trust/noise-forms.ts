import type { ParameterSummary } from '../../fit/fit-result.ts';
import type { FitSpec } from '../../inference/spec/fit-spec.ts';
import type { Expression } from '../../model/expression.ts';
import type { Model } from '../../model/model.ts';
import { absent, type Found, found } from './found.ts';

/** What errors may be like, from the least that a model can be held to: constant, growing with the prediction, and lasting too. */
export const noiseNames = ['constant', 'combined', 'autocorrelated'] as const;
export type NoiseName = (typeof noiseNames)[number];

export interface NoiseForm {
  readonly name: NoiseName;
  /** Parameters that are held, and at what, natural scale. */
  readonly held: readonly { readonly parameter: string; readonly value: number }[];
  /** Settings of the model that are chosen. */
  readonly settings: readonly { readonly name: string; readonly value: string }[];
}

export interface NoiseForms {
  readonly forms: readonly NoiseForm[];
  /** Parameters of the errors, which are another thing under each form. */
  readonly own: readonly string[];
}

/** Hours: errors that last so long are independent. */
const noTime = 1e-6;
/** The setting by which models of the library choose whether errors last. */
const lasting = { name: 'noise', value: 'lasting', otherwise: 'white' } as const;

/**
 * The forms that a model's errors can be held to by making parameters constant: shares of the prediction 0, correlation times
 * nearly 0; where a setting of the model says whether errors last, by that. Absent where its errors have no such parameters, or the
 * spec holds them already.
 */
export function noiseForms(model: Model, { constants }: Pick<FitSpec, 'constants'>): Found<NoiseForms> {
  const own = new Set<string>();
  const shares = new Set<string>();
  const times = new Set<string>();
  const isChosen = model.settings.get(lasting.name) === lasting.otherwise;
  const chosen = isChosen ? [{ name: lasting.name, value: lasting.value }] : [];
  for (const { signal, residual } of model.observables) {
    const share = shareOf(residual.precision);
    if (share === null)
      return absent(`no parameter of ${model.id} is the share of ${signal} that its error grows by`);
    shares.add(share);
    for (const name of parametersIn(residual.precision)) own.add(name);
    if (residual.correlation === null && isChosen) continue;
    if (residual.correlation?.kind !== 'name' || residual.correlation.role !== 'parameter')
      return absent(`no parameter of ${model.id} is the time over which errors of ${signal} last`);
    times.add(residual.correlation.name);
    own.add(residual.correlation.name);
  }
  const held = [...shares, ...times].find((name) => constants.has(name));
  if (held !== undefined)
    return absent(`the spec holds ${held} constant, so that its errors have one form only`);
  const all = (names: ReadonlySet<string>, value: number): NoiseForm['held'] =>
    [...names].map((parameter) => ({ parameter, value }));
  return found({
    own: [...own],
    forms: [
      { name: 'constant', held: [...all(shares, 0), ...all(times, noTime)], settings: [] },
      { name: 'combined', held: all(times, noTime), settings: [] },
      { name: 'autocorrelated', held: [], settings: chosen },
    ],
  });
}

/** The parameter that the prediction is multiplied by; null: there is none. */
function shareOf(expression: Expression): string | null {
  if (expression.kind !== 'call') return null;
  const names = expression.args.flatMap((one) => (one.kind === 'name' ? [one] : []));
  const parameter = names.find(({ role }) => role === 'parameter');
  if (parameter !== undefined && names.some(({ role }) => role === 'prediction')) return parameter.name;
  for (const argument of expression.args) {
    const inside = shareOf(argument);
    if (inside !== null) return inside;
  }
  return null;
}

function parametersIn(expression: Expression): readonly string[] {
  if (expression.kind === 'name') return expression.role === 'parameter' ? [expression.name] : [];
  return expression.kind === 'call' ? expression.args.flatMap(parametersIn) : [];
}

/** What one fit says of a shared parameter, natural scale. */
export interface NoiseValue {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** A part or population value under each form. */
export interface NoiseRow {
  readonly parameter: string;
  /** `aR:1` of a part; empty: of all wells. */
  readonly group: string;
  readonly values: Readonly<Record<NoiseName, NoiseValue>>;
  /** Two of the 95 % intervals do not overlap: the conclusion depends on the noise model. */
  readonly depends: boolean;
}

/** Rows of what wells share under all three forms, but for the errors' own parameters. */
export function noiseRows(
  parameters: Readonly<Record<NoiseName, readonly ParameterSummary[]>>,
  own: readonly string[],
): readonly NoiseRow[] {
  const valueIn = (name: NoiseName, row: ParameterSummary): NoiseValue | null => {
    const one = parameters[name].find(
      ({ individual, parameter, group }) =>
        individual === '' && parameter === row.parameter && group === row.group,
    );
    return one === undefined ? null : { mean: one.mean, low: one.quantiles.q025, high: one.quantiles.q975 };
  };
  return parameters.autocorrelated
    .filter(({ individual, parameter }) => individual === '' && !own.includes(parameter))
    .flatMap((row): readonly NoiseRow[] => {
      const [constant, combined, autocorrelated] = noiseNames.map((name) => valueIn(name, row));
      if (!constant || !combined || !autocorrelated) return [];
      const all = [constant, combined, autocorrelated];
      const depends = all.some((a) => all.some((b) => a.high < b.low));
      const values = { constant, combined, autocorrelated };
      return [{ parameter: row.parameter, group: row.group, values, depends }];
    });
}
