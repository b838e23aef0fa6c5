import type { Problem } from '../base/problem.ts';
import { type TrajectoryStatus, trajectoryStatus } from './kernel.ts';

/** Why trajectories have no solution, and what to do about it: a warning for each status that occurs but `ok`. */
export function statusProblems(status: Uint8Array, method: string): readonly Problem[] {
  return trajectoryStatus.flatMap((name, code) => {
    const count = status.reduce((sum, one) => sum + (one === code ? 1 : 0), 0);
    return name === 'ok' || count === 0 ? [] : [statusProblem(name, count, status.length, method)];
  });
}

function statusProblem(
  status: Exclude<TrajectoryStatus, 'ok'>,
  count: number,
  of: number,
  method: string,
): Problem {
  const [cause, remedy] = words[status];
  const draws = of === 1 ? 'The draw has' : `${count} of ${of} draws ${count === 1 ? 'has' : 'have'}`;
  return {
    code: `compute.${status}`,
    severity: 'warning',
    message: `${draws} no solution by \`${method}\` (${status}): ${cause}.`,
    remedy,
  };
}

const shorter =
  'Use a method that chooses its steps (`dormand-prince`, or `sdirk4` where rates differ by factors of thousands), or more steps between readings: `substeps` under `params` of a spec, closer `times` in an input of evaluate.';

const words: Readonly<Record<Exclude<TrajectoryStatus, 'ok'>, readonly [string, string]>> = {
  maxSteps: [
    'more steps would be needed than are allowed, most often because a rate is very fast',
    'Use `sdirk4`, or raise `max_steps` under `params` of a spec.',
  ],
  stepTooSmall: [
    'no step is short enough, most often because the solution goes to infinity or a formula has no value there',
    'Look at the model for a division by 0, a logarithm or a root of what becomes negative, or growth without limit.',
  ],
  notFinite: [
    'its numbers went beyond all bounds, or a formula has no value there',
    'Look at the model for a division by 0, a logarithm or a root of what becomes negative, or growth without limit; if it has none, the steps are too long: use `dormand-prince` or `sdirk4`.',
  ],
  unstable: [
    "the given steps are too long for the model's fastest rate, and what grows is the method's error",
    shorter,
  ],
};
