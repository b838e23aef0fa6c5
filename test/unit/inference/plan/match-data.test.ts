import { expect, test } from 'vitest';
import type { Problem } from '../../../../shared/base/problem.ts';
import { matchSignals, matchTreatments } from '../../../../shared/inference/plan/match-data.ts';
import type { FitSpec } from '../../../../shared/inference/spec/fit-spec.ts';
import { modelFromText } from '../../../helpers/library-model.ts';
import { everyLevel } from '../../../helpers/linear-fit.ts';

const { spec, experiment: linear } = everyLevel();
const model = modelFromText(`model one "One dose, one reporter"
treatments
  dose [nM]
parameters
  p constant = 1
states
  x starts at 0
rates
  x' = dose / 1 [nM]
observables
  OD = x with precision p
  reporter = x with precision p
`);

function matched(data: Partial<FitSpec['data']>, units: readonly (string | null)[] = [null]) {
  const problems: Problem[] = [];
  const bound = { ...spec, data: { ...spec.data, ...data } };
  const { signals = [], conditions = [] } = data;
  const experiment = { ...linear, signals, treatments: conditions, treatmentUnits: units };
  return {
    signals: matchSignals(bound, model, experiment, problems),
    treatments: matchTreatments(bound, model, experiment, problems),
    told: problems.map(({ severity, code, message, remedy }) => `${severity} ${code}: ${message} ${remedy}`),
  };
}

test('namesakes are found without a binding, others by it', () => {
  const plain = matched({ signals: ['reporter', 'OD'], conditions: ['dose'] });
  expect(plain).toEqual({ signals: [1, 0], treatments: [0], told: [] });
  const names = { signals: ['GFP', 'OD600'], conditions: ['ATc', 'IPTG'] };
  const bound = { ...names, observables: ['reporter', 'OD'], treatments: ['ATc', 'dose'] };
  expect(matched(bound, [null, null])).toMatchObject({ signals: [1, 0], treatments: [1] });
});

test('what the model needs and what the files have are both named, with how to bind', () => {
  const { told } = matched({ signals: ['OD', 'GFP 485'], conditions: ['IPTG'] });
  expect(told[0]).toContain('error spec.missingSignal: The model one predicts the signal reporter');
  expect(told[0]).toContain('the data have OD, GFP 485');
  expect(told[0]).toContain('signals: {GFP 485: reporter}');
  expect(told[0]).toContain('one needs OD, reporter');
  expect(told.join('\n')).toContain('conditions: {IPTG: dose}');
});

test('a treatment bound to none of the model’s is refused', () => {
  const { told } = matched({ signals: ['OD', 'reporter'], conditions: ['IPTG'], treatments: ['doze'] });
  expect(told[0]).toContain('error spec.unknownTreatment: data.conditions calls IPTG the model’s doze');
  expect(told[0]).toContain('Use one of: dose.');
});

test('a unit that is not the model’s is refused: nothing is converted', () => {
  const units = (unit: string) =>
    matched({ signals: ['OD', 'reporter'], conditions: ['dose'] }, [unit]).told.map((text) =>
      text.slice(0, 26),
    );
  expect(units('nM')).toEqual([]);
  expect(units(' nM ')).toEqual([]);
  expect(units('µM')).toEqual(['error spec.treatmentUnit: ']);
});
