/**
 * Limits that only catch what hangs, in milliseconds: a test takes at most a minute on a quiet machine of two cores, and
 * five times as long on one that has eight other things to do.
 */
export const longestTest = 300_000;

/** For one thing to come about; ends before the test, so that what did not come is named. */
export const patience = 240_000;
