import { counted, cyclesOfSignal, fewWells, hoursOf } from '../../plate-series.ts';
import { noted } from '../change-signal.ts';
import { readWellList } from '../read-fields.ts';
import type { ExcludeReadings } from '../step.ts';
import type { StepKind } from '../step-kind.ts';

/** Times written with four decimals of an hour are the same to half a second. */
const sameTime_h = 1.5e-4;

export const excludeReadings: StepKind<ExcludeReadings> = {
  kind: 'excludeReadings',
  keys: ['wells', 'signal', 'from_h', 'to_h', 'reason'],
  once: null,
  example: '{kind: excludeReadings, wells: [A1], signal: OD, from_h: 15, to_h: 15.2, reason: lid opened}',
  read: (map, reader) => {
    const wells = readWellList(map, reader);
    const signal = map.string('signal', null);
    const [from_h, to_h] = [map.number('from_h', null), map.number('to_h', null)];
    const reason = map.string('reason');
    if (wells === undefined || reason === undefined) return undefined;
    return { kind: 'excludeReadings', wells, signal, from_h, to_h, reason };
  },
  words: ({ wells, signal, from_h, to_h, reason }) => {
    const range = [from_h === null ? '' : `from ${from_h} h`, to_h === null ? '' : `to ${to_h} h`];
    const isOne = from_h !== null && from_h === to_h;
    const when = isOne ? `at ${from_h} h` : range.filter((text) => text !== '').join(' ');
    const what = signal === null ? 'readings of all signals' : `readings of ${signal}`;
    return `${what} excluded${when === '' ? '' : ` ${when}`} (${reason}) in ${counted(wells.length, 'well')}: ${fewWells(wells)}`;
  },
  apply: (run, { wells, signal: title, from_h, to_h, reason }) => {
    const named = new Set(wells);
    const [from, to] = [(from_h ?? -Infinity) - sameTime_h, (to_h ?? Infinity) + sameTime_h];
    let untimed = false;
    const signals = run.signals.map((signal) => {
      if (title !== null && signal.signal !== title) return signal;
      const cycles = cyclesOfSignal(signal, run.wells.length);
      const values = signal.values.slice();
      run.wells.forEach(({ well }, w) => {
        if (!named.has(well)) return;
        const hours = hoursOf(signal, run.wells.length, w);
        if (hours === null && (from_h !== null || to_h !== null)) {
          untimed = true;
          return;
        }
        for (let cycle = 0; cycle < cycles; cycle += 1) {
          const hour = hours?.[cycle] ?? 0;
          if (hours === null || (hour >= from && hour <= to)) values[w * cycles + cycle] = Number.NaN;
        }
      });
      return noted({ ...signal, values }, `readings excluded (${reason})`);
    });
    if (!untimed) return { run: { ...run, signals }, uncertainty: null, problems: [] };
    const message = 'a range of hours is given, and the file has no times';
    const remedy = 'Leave from_h and to_h out, or give the times when the file is read (--interval).';
    return {
      run,
      uncertainty: null,
      problems: [{ code: 'correction.noTimes', severity: 'error', message, remedy }],
    };
  },
};
