import { largest } from '../../../base/lists.ts';
import { shortNumber } from '../../../plate/checks/short-number.ts';
import { tokenClass } from '../../../plate/tables/reading.ts';
import { noted, withSignals } from '../change-signal.ts';
import type { Censor } from '../step.ts';
import type { StepKind } from '../step-kind.ts';

/**
 * A detector at its end says no more than “at least this much”. Such a reading is kept at the limit and marked: it is
 * right-censored, neither a number to be fitted nor missing.
 */
export const censor: StepKind<Censor> = {
  kind: 'censor',
  keys: ['signal', 'limit'],
  once: null,
  example: '{kind: censor, signal: EYFP, limit: 260000}',
  read: (map) => {
    const signal = map.string('signal');
    const limit = map.number('limit', null);
    return signal === undefined ? undefined : { kind: 'censor', signal, limit };
  },
  words: ({ signal, limit }) =>
    `${signal}: readings ${limit === null ? 'with a word for “too much”' : `of ${shortNumber(limit)} and more`} count as right-censored`,
  apply: (run, { signal: title, limit }) => ({
    run: withSignals(run, title, (signal) => {
      const top = limit ?? largest(signal.values, Number.NEGATIVE_INFINITY);
      const censored = signal.censored?.slice() ?? new Uint8Array(signal.values.length);
      const values = signal.values.slice();
      for (const [at, value] of values.entries()) {
        const token = signal.tokens.get(at);
        const isOver = Number.isNaN(value) && token !== undefined && tokenClass(token) === 'saturated';
        // Without a limit only what the reader calls saturated is.
        if (!isOver && !(limit !== null && value >= limit)) continue;
        if (!Number.isFinite(top)) continue;
        values[at] = top;
        censored[at] = 1;
      }
      return noted({ ...signal, values, censored }, `right-censored at ${shortNumber(top)}`);
    }),
    uncertainty: null,
    problems: [],
  }),
};
