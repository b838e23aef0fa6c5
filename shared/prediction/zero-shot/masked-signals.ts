import type { Individual } from '../../experiment/experiment.ts';

/** A well of which nothing is known but its readings of `seen`, indices of the experiment's signals. */
export function maskedSignals(individual: Individual, seen: ReadonlySet<number>): Individual {
  const times = individual.times_h.length;
  const isSeen = (at: number): boolean => seen.has(Math.floor(at / times));
  return {
    ...individual,
    // beside the mask, so that what is not seen cannot leak through whoever forgets it
    observations: individual.observations.map((value, at) => (isSeen(at) ? value : 0)),
    mask: individual.mask.map((code, at) => (isSeen(at) ? code : 0)),
  };
}
