import { calibrationEffect } from '../calibration.ts';
import { readStandards } from '../read-standards.ts';
import type { ParticleCalibration } from '../step.ts';
import type { StepKind } from '../step-kind.ts';

/** Optical density in particles a well; the gain plays no part in absorbance. */
export const particles: StepKind<ParticleCalibration> = {
  kind: 'particles',
  keys: ['signal', 'standards'],
  once: 'amounts',
  example:
    '{kind: particles, signal: OD, standards: [{amount: 3e8, reading: 0.81}, {amount: 1.5e8, reading: 0.42}, {amount: 7.5e7, reading: 0.23}, {amount: 0, reading: 0.04}]}',
  read: (map, reader) => {
    const signal = map.string('signal');
    const standards = readStandards(map, reader);
    return signal === undefined || standards === undefined
      ? undefined
      : { kind: 'particles', signal, standards };
  },
  words: ({ signal, standards }) => `${signal}: in particles, by ${standards.length} standards`,
  apply: (run, { signal, standards }) =>
    calibrationEffect(run, signal, standards, 'particles', 'microsphere'),
};
