import type { Problem } from '../../base/problem.ts';
import type { PlateSignal } from '../plate-run.ts';
import { shortNumber } from './short-number.ts';

/** A signal whose readings are all the same holds nothing to learn from. */
export function constantProblems(file: string, { signal, values }: PlateSignal): readonly Problem[] {
  const first = values.find((value) => Number.isFinite(value));
  if (first === undefined || values.length < 2) return [];
  if (values.some((value) => Number.isFinite(value) && value !== first)) return [];
  return [
    {
      code: 'plate.constantSignal',
      severity: 'warning',
      message: `${signal} is constant: it reads ${shortNumber(first)} in every well at every time`,
      remedy:
        'Look whether the channel was on and is the right one; if not, leave it out of data.signals of a fit.',
      place: { file, where: `signal ${signal}` },
    },
  ];
}
