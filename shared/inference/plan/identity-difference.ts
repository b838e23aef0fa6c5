import type { Problem } from '../../base/problem.ts';
import {
  boundPiece,
  dataFile,
  type FitIdentity,
  foldsPiece,
  hashed,
  inSpec,
  modelText,
  option,
  readings,
  tiePiece,
} from './fit-identity.ts';

/** Most differences that a sentence lists. */
const most = 4;

/**
 * Why a checkpoint of one fit is not one of another: what differs by name, with both values where they are short. `was`
 * null: a checkpoint of a version that did not write it down.
 */
export function otherFit(was: FitIdentity | null, is: FitIdentity): Problem {
  const base = { code: 'checkpoint.otherFit', severity: 'error' } as const;
  const names = was === null ? [] : changedNames(was, is);
  if (was === null || names.length === 0) {
    const message =
      'The checkpoint belongs to another fit: its spec, model, data, folds or settings are not the same, or a version of Wellspring that reads them otherwise wrote it.';
    return { ...base, message, remedy: 'Start a new fit; this one was left as it was.' };
  }
  const told = names.slice(0, most).map((name) => difference(name, was[name], is[name]));
  const more = names.length > most ? [`and ${names.length - most} more`] : [];
  const message = `The checkpoint belongs to another fit: ${[...told, ...more].join('; ')}.`;
  const inWindow = 'Start a new fit; this one was left as it was.';
  return { ...base, message, remedy: remedyFor(names), inWindow };
}

/** In the order of the identity. What follows from the data (folds, prepared readings) is not told beside them. */
function changedNames(was: FitIdentity, is: FitIdentity): readonly string[] {
  const all = [...new Set([...Object.keys(is), ...Object.keys(was)])];
  const names = all.filter((name) => was[name] !== is[name]);
  const ofText = [`${inSpec}${tiePiece}`, `${inSpec}${boundPiece}`];
  const isConstrained = names.some((name) => ofText.some((piece) => name.startsWith(piece)));
  const causes = names.filter(
    (name) => name !== readings && name !== foldsPiece && !(isConstrained && name === modelText),
  );
  if (causes.length === 0) return names;
  const isData = (name: string): boolean => name.startsWith(dataFile) || name.startsWith(`${inSpec}data.`);
  return causes.some(isData) ? causes : [...causes, ...names.filter((name) => name === foldsPiece)];
}

function difference(name: string, was: string | undefined, is: string | undefined): string {
  const shown = name.startsWith(inSpec) ? name.slice(inSpec.length) : name;
  if (was === undefined) return `${shown} is new`;
  if (is === undefined) return `${shown} is missing`;
  if (name.startsWith(dataFile))
    return `${shown} has other content (SHA-256 ${is.slice(0, 8)}, was ${was.slice(0, 8)})`;
  const isHash = name === readings || was.startsWith(hashed) || is.startsWith(hashed);
  return isHash ? `${shown} differs` : `${shown} is ${is}, was ${was}`;
}

/** What can be done about the first kind of them. */
function remedyFor(names: readonly string[]): string {
  const fresh = 'or start a new fit';
  const options = names.filter((name) => name.startsWith(option));
  if (options.length > 0)
    return `Go on with ${options.join(', ')} as before, which a fit keeps when they are not given; ${fresh}.`;
  if (names.some((name) => name.startsWith(dataFile))) return `Bring the data back as they were; ${fresh}.`;
  if (names.some((name) => name.startsWith(inSpec)))
    return `Go on without naming a spec and without --set, --fix, --tie and --bound, for a fit keeps its own; ${fresh}.`;
  if (names.includes(modelText)) return `Bring the model’s text back as it was; ${fresh}.`;
  if (names.includes(foldsPiece))
    return `Go on without --folds, --fold, --fold-seed, --fold-unit and --held-out, for a fit keeps its own; ${fresh}.`;
  return `Go on with the version of Wellspring that began it; ${fresh}.`;
}
