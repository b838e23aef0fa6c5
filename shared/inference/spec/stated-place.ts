import type { Problem } from '../../base/problem.ts';

/** The part of a problem that says where it lies. */
export type StatedPlace = Pick<Problem, 'place' | 'excerpt'>;
