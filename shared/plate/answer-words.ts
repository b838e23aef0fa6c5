import { timeUnitWord } from './duration.ts';
import type { ReadAnswers } from './read-answers.ts';

/** `times in min`; null: not answered. In the order in which they are told. */
const words: readonly ((answers: ReadAnswers) => string | null)[] = [
  ({ format }) => (format === undefined ? null : `read as ${format}`),
  ({ timeUnit_s }) => (timeUnit_s === undefined ? null : `times in ${timeUnitWord(timeUnit_s)}`),
  ({ interval_s }) => (interval_s === undefined ? null : `${interval_s} s from cycle to cycle`),
  ({ decimal }) => (decimal === undefined ? null : `decimal ${decimal}`),
];

/** What other answers say, one half sentence each: `times in min, before times in h`; empty: the same. */
export function answerChanges(before: ReadAnswers, after: ReadAnswers): readonly string[] {
  return words.flatMap((said) => {
    const [was, is] = [said(before), said(after)];
    if (was === is) return [];
    if (is === null) return [`no longer ${was}`];
    return [was === null ? is : `${is}, before ${was}`];
  });
}
