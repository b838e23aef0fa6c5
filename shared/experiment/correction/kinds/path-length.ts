import { shortNumber } from '../../../plate/checks/short-number.ts';
import { changeSignal } from '../change-signal.ts';
import type { PathLength } from '../step.ts';
import type { StepKind } from '../step-kind.ts';

/** Absorbance is proportional to the light's path (Beer and Lambert); that of a well is its volume over its area. */
export const pathLength: StepKind<PathLength> = {
  kind: 'pathLength',
  keys: ['signal', 'length_cm'],
  once: 'pathLength',
  example: '{kind: pathLength, signal: OD, length_cm: 0.56}',
  read: (map, reader) => {
    const signal = map.string('signal');
    const length_cm = map.number('length_cm');
    if (length_cm !== undefined && !(length_cm > 0 && length_cm < 100)) {
      const place = map.node('length_cm')?.place ?? map.place;
      const message = `length_cm is ${length_cm}`;
      reader.report(
        place,
        'correction.range',
        message,
        'Give centimetres above 0: 0.56 for 200 µl in 96 wells.',
      );
      return undefined;
    }
    if (signal === undefined || length_cm === undefined) return undefined;
    return { kind: 'pathLength', signal, length_cm };
  },
  words: ({ signal, length_cm }) => `${signal}: per centimetre of light path (${shortNumber(length_cm)} cm)`,
  apply: (run, { signal, length_cm }) => {
    const unit = run.signals.find((each) => each.signal === signal)?.unit;
    return {
      run: changeSignal(
        run,
        signal,
        `per cm of a path of ${shortNumber(length_cm)} cm`,
        (value) => value / length_cm,
        `${unit ?? signal}/cm`,
      ),
      uncertainty: null,
      problems: [],
    };
  },
};
