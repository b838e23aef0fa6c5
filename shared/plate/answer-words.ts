import { timeUnitWord } from './duration.ts';
import type { ReadAnswers } from './read-answers.ts';

/** Each answer as half a sentence, in the order in which they are told; null: it is not given. */
const words: Readonly<Record<keyof ReadAnswers, (answers: ReadAnswers) => string | null>> = {
  format: ({ format }) => (format === undefined ? null : `read as ${format}`),
  timeUnit_s: ({ timeUnit_s }) => (timeUnit_s === undefined ? null : `times in ${timeUnitWord(timeUnit_s)}`),
  interval_s: ({ interval_s }) => (interval_s === undefined ? null : `${interval_s} s from cycle to cycle`),
  decimal: ({ decimal }) => (decimal === undefined ? null : `decimal ${decimal}`),
  mapping: ({ mapping }) => (mapping === undefined ? null : 'read by a mapping'),
  plate: ({ plate }) => (plate === undefined ? null : `plate “${plate}”`),
};

/** What other answers say, one half sentence each: `times in min, before times in h`; empty: the same. */
export function answerChanges(before: ReadAnswers, after: ReadAnswers): readonly string[] {
  return (Object.keys(words) as (keyof ReadAnswers)[]).flatMap((key) => {
    if (JSON.stringify(before[key]) === JSON.stringify(after[key])) return [];
    const [was, is] = [words[key](before), words[key](after)];
    if (is === null) return [`no longer ${was}`];
    if (was === null) return [is];
    return [was === is ? `${is}, another one than before` : `${is}, before ${was}`];
  });
}
