/** The way on from a project that can only be read. */
export const copyRemedy = 'Save a copy elsewhere to go on working.';
/** The same where a copy would be as damaged. */
export const damagedRemedy = 'Open a backup copy to go on working.';

/** The way on from a part of a project that is damaged, by its name. The first that fits. */
const damageRemedies: readonly (readonly [RegExp, string])[] = [
  [
    /^the checkpoint of fit-\d+$/,
    'Open a backup copy. Without its checkpoint the fit cannot go on; fitted anew in a new project, with the same files, spec and seed, it comes to the same numbers.',
  ],
  [
    /^the (result|entry) of fit-\d+$/,
    'Open a backup copy, or fit anew in a new project: the same files, spec and seed come to the same numbers.',
  ],
  [/^the history of fit-\d+$/, 'Open a backup copy; all else of the fit can be read.'],
  [/^the chosen spec$/, 'Open a backup copy, or choose the spec again in a new project.'],
  [
    /^the (original bytes|readings|entry) (of|with) /,
    'Open a backup copy, or import the original again into a new project.',
  ],
];

/** @param what as it is told: `the checkpoint of fit-2`. */
export function damageRemedy(what: string): string {
  const [, remedy] = damageRemedies.find(([name]) => name.test(what)) ?? [];
  // An entry of the log is no file's.
  return what.endsWith(' of the log') || remedy === undefined
    ? 'Open a backup copy; everything else can be read.'
    : remedy;
}
