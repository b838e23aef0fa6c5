import fc from 'fast-check';
import { evaluate } from '../../main/evaluate/evaluate.ts';
import { parseEvaluateInput } from '../../main/evaluate/evaluate-input.ts';
import type { Model } from '../../shared/model/model.ts';
import { modelFromText } from './library-model.ts';

export const parameters = { k: 1, n: 0.5, prec: 10 };

/** One observable G of one state X that a treatment C acts on. */
export function model(treatment: string, rate: string, residual = 'precision prec'): Model {
  return modelFromText(`model m "m"
treatments
  ${treatment}
parameters
  k population LogNormal(0, 1)
  n population LogNormal(0, 1)
  prec population LogNormal(4, 1)
states
  X starts at 0.5
rates
  X' = ${rate}
observables
  G = X with ${residual}
`);
}
export const constant = model('C', 'k + C - n * X');
export const inSteps = model('C in steps', 'k * C - n * X');
export const added = model('C added to X', 'k - n * X');

export const parse = (of: Model, individual: object, rest: object = {}) =>
  parseEvaluateInput(
    JSON.stringify({ individuals: [individual], draws: [{ individual: 0, parameters }], ...rest }),
    'in.json',
    of,
  );

export async function solve(of: Model, individual: object, rest: object = {}) {
  const input = parse(of, individual, rest);
  if (!input.ok) throw new Error(input.problems.map(({ message }) => message).join('\n'));
  const outcome = await evaluate(of, input.value, 'interpreter');
  if (!outcome.ok) throw new Error(outcome.problems[0]?.message);
  const [draw] = outcome.value.draws;
  if (draw === undefined) throw new Error('one draw was asked for');
  return draw;
}

export const errorsOf = (of: Model, treatments: object) => {
  const outcome = parse(of, { times: [0, 1, 2, 3], treatments });
  return outcome.problems
    .filter(({ severity }) => severity === 'error')
    .map(({ place, message }) => `${place?.where}: ${message}`);
};

export const hours = fc.integer({ min: 0, max: 12 }).map((quarter) => quarter / 4);
export const reading = fc.tuple(hours, fc.double({ min: -2, max: 2, noNaN: true }));
