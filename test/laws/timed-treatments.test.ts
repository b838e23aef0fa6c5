import { expect, test } from 'vitest';
import { evaluate } from '../../main/evaluate/evaluate.ts';
import { parseEvaluateInput } from '../../main/evaluate/evaluate-input.ts';
import { modelFromText } from '../helpers/library-model.ts';

const model = modelFromText(`model timed "Inducer in steps, drug added"
treatments
  I in steps
  D added to drug
parameters
  k constant = 0.5
  p constant = 1
states
  made starts at 0
  drug starts at 0
rates
  made' = I
  drug' = -k * drug
observables
  A = made with precision p
  B = drug with precision p
`);

async function run(
  treatments: object,
  backend: string,
): Promise<{ times: readonly number[]; A: readonly number[]; B: readonly number[] }> {
  const times = Array.from({ length: 101 }, (_, n) => n * 0.05);
  const text = JSON.stringify({
    method: 'rk4',
    times,
    individuals: [{ treatments }],
    draws: [{ individual: 0, parameters: {} }],
  });
  const input = parseEvaluateInput(text, 'in.json', model);
  if (!input.ok) throw new Error(input.problems[0]?.message);
  const outcome = await evaluate(model, input.value, backend);
  if (!outcome.ok) throw new Error(outcome.problems[0]?.message);
  const [draw] = outcome.value.draws;
  return {
    times: draw?.times as readonly number[],
    A: draw?.observables.A as readonly number[],
    B: draw?.observables.B as readonly number[],
  };
}

test.each(['interpreter', 'javascript'])(
  'steps and additions follow their exact solutions, %s',
  async (backend) => {
    const { times, A, B } = await run(
      {
        I: [
          [1, 2],
          [2.52, 0.5],
        ],
        D: [
          [0.33, 4],
          [3, 1],
        ],
      },
      backend,
    );
    expect(times).toContain(2.52);
    times.forEach((t, n) => {
      const made = 2 * Math.max(0, Math.min(t, 2.52) - 1) + 0.5 * Math.max(0, t - 2.52);
      // an amount is there after its time: a reading at that very time is of before
      const drug = (t > 0.33 ? 4 * Math.exp(-0.5 * (t - 0.33)) : 0) + (t > 3 ? Math.exp(-0.5 * (t - 3)) : 0);
      expect(A[n]).toBeCloseTo(made, 10);
      expect(B[n]).toBeCloseTo(drug, 6);
    });
  },
);

test('one number holds throughout, or is added at the beginning', async () => {
  const { times, A, B } = await run({ I: 3, D: 2 }, 'javascript');
  times.forEach((t, n) => {
    expect(A[n]).toBeCloseTo(3 * t, 10);
    if (n > 0) expect(B[n]).toBeCloseTo(2 * Math.exp(-0.5 * t), 6);
  });
});
