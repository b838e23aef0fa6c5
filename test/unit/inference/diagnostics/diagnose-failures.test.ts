import { describe, expect, test } from 'vitest';
import { present } from '../../../../shared/base/assert.ts';
import type { Outcome } from '../../../../shared/base/problem.ts';
import { compileKernel } from '../../../../shared/compute/compile.ts';
import { referenceExperiment } from '../../../../shared/experiment/reference.ts';
import { type FitPlan, kernelChoice } from '../../../../shared/inference/plan/fit-plan.ts';
import { prepareFit } from '../../../../shared/inference/plan/prepare-fit.ts';
import { parseFitSpec } from '../../../../shared/inference/spec/parse-fit-spec.ts';
import { initFit } from '../../../../shared/inference/training/fit.ts';
import { runFit } from '../../../../shared/inference/training/run-fit.ts';
import { parseModel } from '../../../../shared/model/parse-model.ts';
import { readPlateText } from '../../../../shared/plate/read-plate-file.ts';
import { freeHooks } from '../../../helpers/linear-fit.ts';
import { linearSettings } from '../../../helpers/linear-kernel.ts';
import { smallModel, smallPlate, smallSpec } from '../../../helpers/small-plate.ts';

function mustBe<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
  return outcome.value;
}

function smallPlan(model: string, spec = smallSpec(), plate = smallPlate()): FitPlan {
  const parsed = mustBe(parseFitSpec(spec, 'small.yaml'));
  const plateFile = mustBe(readPlateText({ file: 'small.csv', bytes: new TextEncoder().encode(plate) }));
  const files = new Map([['small.csv', { plateFile, sha256: '00' }]]);
  return mustBe(
    prepareFit({
      spec: parsed,
      model: mustBe(parseModel(model, 'small.model')),
      experiment: mustBe(referenceExperiment(parsed.data, files)),
      split: {
        train: Int32Array.from([0, 1, 2, 3, 4, 5]),
        validation: Int32Array.from([6, 7]),
        heldOut: new Int32Array(0),
      },
      settings: { ...linearSettings, epochs: 2, evaluateEvery: 1 },
    }),
  );
}

async function endOf(plan: FitPlan, backend = 'wasm') {
  const kernel = mustBe(compileKernel({ ...kernelChoice(plan, backend), precision: 'float32' }));
  const evaluations: number[] = [];
  const hooks = {
    ...freeHooks,
    onStep: () => {},
    onEvaluation: () => evaluations.push(1),
    onCheckpoint: () => {},
    checkpointEverySeconds: 1e9,
  };
  try {
    const end = await runFit(plan, initFit(plan), kernel, hooks);
    return { ...end, evaluations: evaluations.length };
  } finally {
    await kernel.close();
  }
}

describe('where no draw has a solution the fit fails after its first evaluation, with the cause and what to do', () => {
  const stiff = 'K * 5e8 * (1 - OD)';
  const minutes = smallPlate(30);
  const cases: readonly (readonly [string, FitPlan, readonly string[], string])[] = [
    [
      'an error of 0 where the prediction is 0',
      smallPlan(smallModel({ gfp: 'a * (OD - 0.02)', sd: 's0 * prediction' })),
      ['standard deviation of GFP is 0 at 0 h, where its prediction is 0'],
      'sqrt(s0^2 + (s1 * prediction)^2)',
    ],
    [
      'an error of 0 everywhere',
      smallPlan(smallModel({ sd: '0 * s0' })),
      ['standard deviation of GFP is 0 at 0 h, where its prediction is 0.0'],
      'above 0',
    ],
    [
      'a prediction that is no number',
      smallPlan(smallModel({ gfp: 'a * log(OD - 0.5)' })),
      ['the prediction of GFP is not a number at 0 h'],
      'logarithm',
    ],
    [
      'a start that is no number',
      smallPlan(smallModel({ starts: 'log(0 - K)' })),
      ['OD starts at not a number'],
      'starts at',
    ],
    [
      'growth without limit',
      smallPlan(smallModel({ rate: '20 * r * OD^2 + 5 * OD' }), smallSpec('solver: dopri5')),
      ['no solution between', 'nor by the implicit method'],
      'growth without limit',
    ],
    [
      'a stiff model',
      smallPlan(smallModel({ rate: stiff })),
      ['steps of midpoint', 'sdirk4 solves it'],
      'params.solver: sdirk4',
    ],
    [
      'too few steps',
      smallPlan(smallModel({ rate: stiff }), smallSpec('solver: dopri5', 'max_steps: 50')),
      ['steps of dormand-prince', 'sdirk4 solves it'],
      'params.solver: sdirk4',
    ],
    [
      'times in minutes',
      smallPlan(smallModel(), smallSpec(), minutes),
      ['steps of midpoint'],
      'The times go to 570 h: if they are minutes',
    ],
    [
      'numbers beyond single precision',
      smallPlan(smallModel({ gfp: 'a * (OD * 1e30) * 1e30 / 1e60' })),
      ['double precision solves it'],
      '--backend javascript',
    ],
  ];
  test.each(cases)('%s', async (_, plan, causes, remedy) => {
    const { status, problems, evaluations } = await endOf(plan);
    expect([status, problems.length, evaluations]).toEqual(['failed', 1, 1]);
    const problem = present(problems[0], 'one problem');
    expect([problem.code, problem.severity]).toEqual(['fit.noSolution', 'error']);
    expect(problem.message).toContain('After 1 epoch no draw of any of the 8 wells has a solution: in well');
    for (const cause of causes) expect(problem.message).toContain(cause);
    expect(problem.remedy).toContain(remedy);
  });
});

test('where some draws fail the warning has their cause', async () => {
  // Of r, LogNormal(0, 0.3), a third is above 1.15: those run away.
  const plan = smallPlan(smallModel({ gfp: 'if r > 1.15 then log(0 - r) else a * OD' }));
  const draws = { draws: 50, evaluationDraws: 200 };
  const { status, problems } = await endOf({ ...plan, settings: { ...plan.settings, ...draws } });
  expect([status, problems.map(({ code }) => code)]).toEqual(['done', ['fit.failedDraws']]);
  expect(problems[0]?.message).toContain('the prediction of GFP is not a number at 0 h');
  expect(problems[0]?.remedy).toContain('logarithm');
});

test('a fit without failures says nothing', async () => {
  expect(await endOf(smallPlan(smallModel()))).toMatchObject({
    status: 'done',
    problems: [],
    evaluations: 2,
  });
});

describe('a learning rate that is far too high', () => {
  test.each([10, 1e3, 1e6, 1e300])('%d fails with its name', async (rate) => {
    const spec = smallSpec().replace('0.02', String(rate));
    const plan = smallPlan(smallModel(), spec);
    const longer = { ...plan, settings: { ...plan.settings, epochs: 30, evaluateEvery: 10 } };
    const { status, problems } = await endOf(longer);
    expect(status).toBe('failed');
    expect(problems).toMatchObject([
      { code: expect.stringMatching(/^fit\.(diverged|notFinite|noSolution)$/) },
    ]);
    expect(problems[0]?.remedy).toContain(`params.learning_rate (it is ${rate} here`);
  });
});
