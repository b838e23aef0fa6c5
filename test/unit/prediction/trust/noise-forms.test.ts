import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { ParameterSummary } from '../../../../shared/fit/fit-result.ts';
import { parseModel } from '../../../../shared/model/parse-model.ts';
import { noiseForms, noiseRows } from '../../../../shared/prediction/trust/noise-forms.ts';

const library = fileURLToPath(new URL('../../../../resources/models', import.meta.url));

function modelOf(id: string) {
  const parsed = parseModel(readFileSync(join(library, id, `${id}.model`), 'utf8'), `${id}.model`);
  if (!parsed.ok) throw new Error(parsed.problems.map(({ message }) => message).join(' '));
  return parsed.value;
}

const nothing = { constants: new Map<string, number>() };

describe('forms of noise', () => {
  it('law: every model of the library that learns its population has all three', () => {
    const learned = readdirSync(library).filter((id) => id.endsWith('_learned'));
    expect(learned.length).toBeGreaterThan(5);
    for (const id of learned) {
      const forms = noiseForms(modelOf(id), nothing);
      if (!forms.ok) throw new Error(`${id}: ${forms.reason}`);
      const [constant, combined, autocorrelated] = forms.value.forms;
      expect(constant?.held.map(({ parameter, value }) => `${parameter.slice(0, 3)} ${value}`)).toEqual(
        expect.arrayContaining(['s1_ 0', 'tau 0.000001']),
      );
      expect(combined?.held.every(({ parameter }) => parameter.startsWith('tau_'))).toBe(true);
      expect(autocorrelated?.held).toEqual([]);
      expect(forms.value.own.filter((name) => !/^(s0|s1|tau)_/.test(name))).toEqual([]);
    }
  });

  it('growth models choose by their setting whether errors last', () => {
    const forms = noiseForms(modelOf('growth_logistic'), nothing);
    expect(forms).toMatchObject({
      ok: true,
      value: {
        forms: [
          { name: 'constant', held: [{ parameter: 's1', value: 0 }], settings: [] },
          { name: 'combined', held: [], settings: [] },
          { name: 'autocorrelated', settings: [{ name: 'noise', value: 'lasting' }] },
        ],
      },
    });
  });

  it('absent where a model has none, or the spec holds them', () => {
    expect(noiseForms(modelOf('auto_constant'), nothing)).toMatchObject({
      ok: false,
      reason: expect.stringContaining('no parameter of auto_constant is the share'),
    });
    const held = { constants: new Map([['s1_x', 0]]) };
    expect(noiseForms(modelOf('auto_constant_learned'), held)).toMatchObject({
      ok: false,
      reason: expect.stringContaining('holds s1_x constant'),
    });
  });
});

it('law: a value depends on the noise model where two intervals do not overlap', () => {
  const row = (parameter: string, low: number, high: number): ParameterSummary => ({
    ...{ level: 'population', parameter, group: '', individual: '', unit: '', prior: '' },
    ...{ priorMean: null, priorSd: null, mean: 0.5 * (low + high), sd: 1 },
    quantiles: { q025: low, q25: low, q50: low, q75: high, q975: high },
  });
  const rows = noiseRows(
    {
      constant: [row('a', 0, 1), row('b', 0, 1), row('s0', 0, 1)],
      combined: [row('a', 0.9, 2), row('b', 0.9, 2), row('s0', 5, 6)],
      autocorrelated: [row('a', 0.5, 0.95), row('b', 1.1, 3), row('s0', 8, 9), row('tau', 0, 1)],
    },
    ['s0'],
  );
  expect(rows.map(({ parameter, depends }) => [parameter, depends])).toEqual([
    ['a', false],
    ['b', true],
  ]);
});
