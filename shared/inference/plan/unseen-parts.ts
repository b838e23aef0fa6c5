import type { Problem } from '../../base/problem.ts';
import type { Experiment, PartGroup } from '../../experiment/experiment.ts';
import type { Split } from '../../experiment/split.ts';
import type { ParameterLayout } from './parameter-layout.ts';

/** Groups of parts whose values are learned, each once. */
export function usedParts({ points, drawn }: ParameterLayout): readonly PartGroup[] {
  const all = [...points.map((point) => point.parts), ...drawn.map((entry) => entry.parts)];
  return [...new Set(all.filter((parts) => parts !== null))];
}

/**
 * Parts that no training well has. In a held-out device they are an error: nothing is known of them, so a prediction
 * through them would be a number from nowhere (INFERENCE.md, 6: zero-shot is possible iff each part occurs in another
 * training device), the baseline too: its value is 1, but what the others' are relative to is then nowhere in the data. In wells
 * that validate or select they are a warning, except for the baseline: that fold says nothing of them. A device without a part has 0.
 */
export function unseenParts(experiment: Experiment, split: Split, used: readonly PartGroup[]): Problem[] {
  const devicesOf = (wells: Int32Array): readonly number[] =>
    [...new Set(Array.from(wells, (well) => experiment.individuals[well]?.device ?? -1))].sort(
      (a, b) => a - b,
    );
  const training = devicesOf(split.train);
  const unseenIn = (wells: Int32Array, knowsBaseline: boolean): readonly UnseenPart[] =>
    devicesOf(wells).flatMap((device) =>
      used.flatMap(({ name, partOfDevice, baseline }): UnseenPart[] => {
        const part = partOfDevice[device] ?? null;
        if (part === null || (knowsBaseline && part === baseline)) return [];
        if (training.some((other) => partOfDevice[other] === part)) return [];
        return [{ title: experiment.devices[device]?.title ?? '', part, name }];
      }),
    );
  return [
    ...unseenIn(split.heldOut, false).map(heldOutProblem),
    ...unseenIn(split.validation, true).map(validationProblem),
    ...unseenIn(split.selecting?.wells ?? new Int32Array(0), true).map(selectingProblem),
  ];
}

interface UnseenPart {
  readonly title: string;
  readonly part: number;
  /** Of its group. */
  readonly name: string;
}

function heldOutProblem({ title, part, name }: UnseenPart): Problem {
  return {
    code: 'fit.unseenPart',
    severity: 'error',
    message: `The held-out device ${title} has part ${part} of ${name}, which no training device has: its value cannot be learned without ${title}.`,
    remedy: `Hold out a device whose parts others have too, or add wells of another device with part ${part} of ${name}.`,
    place: { where: '--held-out' },
  };
}

function selectingProblem({ title, part, name }: UnseenPart): Problem {
  return {
    code: 'fit.unseenPart',
    severity: 'warning',
    message: `No training well has part ${part} of ${name} (device ${title}), and wells of the fold that selects have it: its value is not learned, and these wells choose the kept evaluation without it.`,
    remedy: 'Choose another fold or more folds, or add wells of this device.',
    place: { where: '--fold' },
  };
}

function validationProblem({ title, part, name }: UnseenPart): Problem {
  return {
    code: 'fit.unseenPart',
    severity: 'warning',
    message: `All wells with part ${part} of ${name} (device ${title}) are in the fold that validates: its value is not learned, and these wells are predicted without it.`,
    remedy: 'Choose another fold or fewer folds, or add wells of this device.',
    place: { where: '--fold' },
  };
}
