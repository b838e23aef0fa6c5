/** Exit codes: done; the user's input has problems; wrong usage; our bug; ran, but no usable result; Ctrl-C. */
export const exitCodes = { done: 0, problems: 1, usage: 2, bug: 3, noResult: 4, interrupted: 130 } as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/**
 * What becomes of a command whose stdout can no longer be written, because its reader has gone or the disk is full: it
 * ends, for its output is all that it makes; it goes on, for its work is kept elsewhere; or it would go on in vain.
 */
export type WithoutReader = 'ends' | 'goesOn' | 'isInVain';
