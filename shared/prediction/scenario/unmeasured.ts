import type { FitPlan } from '../../inference/plan/fit-plan.ts';
import { usedParts } from '../../inference/plan/unseen-parts.ts';

/** What of a device no training well has. */
export interface Unmeasured {
  /** The device itself. */
  readonly device: boolean;
  /** Groups by name of which its part is in no training device. */
  readonly parts: ReadonlySet<string>;
}

/** Of a device of a plan that may have more devices than the fit. */
export function unmeasuredOf({ experiment, split, parameters }: FitPlan, device: number): Unmeasured {
  const training = new Set(Array.from(split.train, (well) => experiment.individuals[well]?.device ?? -1));
  const lacking = usedParts(parameters).filter(({ partOfDevice, baseline }) => {
    const part = partOfDevice[device] ?? null;
    if (part === null || part === baseline) return false;
    return ![...training].some((other) => partOfDevice[other] === part);
  });
  return { device: !training.has(device), parts: new Set(lacking.map(({ name }) => name)) };
}
