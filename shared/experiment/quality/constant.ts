import { shortNumber } from '../../plate/checks/short-number.ts';
import { counted, isUsed } from '../plate-series.ts';
import { evidenceOf } from './evidence.ts';
import type { QualityCheck } from './flag.ts';

/** Signals that read the same in every used well at every time: a channel that was off, or the wrong one. */
export const constant: QualityCheck = {
  kind: 'constant',
  title: 'Constant signals',
  find: (plates) =>
    plates.flatMap(({ plate, run }) =>
      run.signals.flatMap((signal) => {
        const cycles = signal.values.length / Math.max(1, run.wells.length);
        const read = signal.values.filter(
          (value, at) => Number.isFinite(value) && isUsed(run.wells[Math.floor(at / cycles)] ?? {}),
        );
        const [first] = read;
        if (first === undefined || read.length < 2 || read.some((value) => value !== first)) return [];
        const well = Math.floor(signal.values.indexOf(first) / cycles);
        return [
          {
            severity: 'medium' as const,
            reason: `${signal.signal} is constant: all its ${counted(read.length, 'reading')} are ${shortNumber(first)}`,
            plate,
            wells: [],
            signal: signal.signal,
            evidence: [evidenceOf(run, signal, well, 0, cycles - 1)],
            correction: null,
            key: '',
          },
        ];
      }),
    ),
};
