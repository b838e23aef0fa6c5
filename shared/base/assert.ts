/** For our own bugs only: states that cannot be reached unless this program is wrong. */
export class Bug extends Error {
  override readonly name = 'Bug';
}

/** Throws a Bug with the reason why the condition was believed to hold. */
export function assert(condition: boolean, reason: string): asserts condition {
  if (!condition) throw new Bug(reason);
}

/** The value, or a Bug that says why it was believed to be there. */
export function present<T>(value: T | null | undefined, reason: string): T {
  if (value === null || value === undefined) throw new Bug(reason);
  return value;
}

/** For the `default` of a switch over a closed union. */
export function unreachable(value: never, reason: string): never {
  throw new Bug(`${reason}: ${String(value)}`);
}
