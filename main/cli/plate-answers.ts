import { timeUnitNames } from '../../shared/base/time-units.ts';
import { longestInterval_s, parseDuration, unitSeconds } from '../../shared/plate/duration.ts';
import { plateFormats } from '../../shared/plate/formats/index.ts';
import type { ReadAnswers } from '../../shared/plate/read-answers.ts';
import { minuteClock_s } from '../../shared/plate/short-clock.ts';
import { UsageError } from './command.ts';
import type { Given, OptionTable } from './options.ts';

/** The same for every command that reads plate files. */
export const answerOptions: OptionTable = {
  format: {
    kind: 'choice',
    choices: plateFormats.map(({ id }) => id),
    value: 'NAME',
    help: 'the format, instead of recognising it',
  },
  'time-unit': {
    kind: 'choice',
    choices: timeUnitNames,
    help: 'the unit of times, where the file does not say it',
  },
  interval: {
    kind: 'text',
    value: '12min',
    help: 'from cycle to cycle, where the file has no times: 12min, 1h, 5:00 (m:ss)',
  },
  decimal: {
    kind: 'choice',
    choices: ['comma', 'point'],
    help: 'how numbers are written, where both would do',
  },
  map: {
    kind: 'text',
    value: 'JSON',
    help: 'where the readings stand, of a table of no known format; a folder of such files: each for its shape',
  },
  plate: { kind: 'text', value: 'NAME', help: 'the plate’s name: files of one plate are joined by it' },
};

/** But for `--map`, which is a file. Throws UsageError for an interval that is none. */
export function answersOf(given: Given): ReadAnswers {
  const [format, unit, interval, decimal, plate] = [
    'format',
    'time-unit',
    'interval',
    'decimal',
    'plate',
  ].map((name) => given.text(name));
  const timeUnit_s = unit == null ? null : unitSeconds(unit);
  const interval_s = interval == null ? null : parseDuration(interval, minuteClock_s);
  if (interval_s !== null && !(interval_s > 0 && interval_s < longestInterval_s))
    throw new UsageError(
      `--interval ${interval}: give a time, as 12min, 90s, 1h or 5:00 (minutes and seconds)`,
    );
  return {
    ...(format != null && { format }),
    ...(timeUnit_s !== null && { timeUnit_s }),
    ...(interval_s !== null && { interval_s }),
    ...(decimal != null && { decimal: decimal === 'comma' ? 'comma' : 'point' }),
    ...(plate != null && { plate }),
  };
}
