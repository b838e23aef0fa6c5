/** The way on from a project that can only be read. */
export const copyRemedy = 'Save a copy elsewhere to go on working.';
/** The same where a copy would be as damaged. */
export const damagedRemedy = 'Open a backup copy to go on working.';
