/**
 * Which of the trajectories that are computed together, from 0 on. To the compiler no other number is one: an index of a
 * term, of a state or of a row beside it is not taken for a lane.
 */
export type LaneIndex = number & { readonly [laneIndex]: true };

declare const laneIndex: unique symbol;

export const firstLane = 0 as LaneIndex;
