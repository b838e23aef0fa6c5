import { gainOf, isSameGain } from '../../gain.ts';
import { calibrationEffect } from '../calibration.ts';
import { readStandards } from '../read-standards.ts';
import type { MeflCalibration } from '../step.ts';
import type { StepKind } from '../step-kind.ts';

/** Fluorescence in molecules of equivalent fluorescein. A calibration holds at the gain at which it was measured. */
export const mefl: StepKind<MeflCalibration> = {
  kind: 'mefl',
  keys: ['signal', 'gain', 'standards'],
  once: 'amounts',
  example:
    '{kind: mefl, signal: EYFP, gain: 61, standards: [{amount: 6e14, reading: 41000}, {amount: 3e14, reading: 20400}, {amount: 1.5e14, reading: 10300}, {amount: 0, reading: 30}]}',
  read: (map, reader) => {
    const [signal, gain] = [map.string('signal'), map.string('gain')];
    const standards = readStandards(map, reader);
    if (signal === undefined || gain === undefined || standards === undefined) return undefined;
    return { kind: 'mefl', signal, gain, standards };
  },
  words: ({ signal, gain, standards }) =>
    `${signal}: in MEFL, by ${standards.length} standards measured at gain ${gain}`,
  apply: (run, { signal: title, gain, standards }) => {
    const signal = run.signals.find((each) => each.signal === title);
    const own = signal === undefined ? null : gainOf(signal);
    if (own !== null && !isSameGain(own, gain)) {
      const message = `${title} was measured at gain ${own} and the standards at gain ${gain}: a unit of reading is another number of molecules there`;
      const remedy = `Use standards that were measured at gain ${own}.`;
      return {
        run,
        uncertainty: null,
        problems: [{ code: 'correction.gain', severity: 'error', message, remedy }],
      };
    }
    const effect = calibrationEffect(run, title, standards, 'MEFL', 'fluorescein');
    if (own !== null) return effect;
    const message = `the file does not say at which gain ${title} was measured; MEFL are right only at gain ${gain}`;
    return {
      ...effect,
      problems: [...effect.problems, { code: 'correction.gainUnknown', severity: 'warning', message }],
    };
  },
};
